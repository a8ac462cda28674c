import type { Part } from '../conversation.ts';
import { joined, reasoningPart, textParts, toolCallPart, written } from '../conversation-parts.ts';
import { contentPart } from '../openai/chat-message.ts';
import type { JsonText } from '../reading/json-text.ts';

interface Block {
  kind: string;
  texts: string[];
  /** What is neither text nor thoughts. */
  parts: Part[];
  sources: JsonText[];
}

interface ToolCall {
  id: string;
  name: string;
  written: string[];
}

/**
 * A message of Cohere's chat, whole or in the events of a stream.
 * https://docs.cohere.com/reference/chat, https://docs.cohere.com/reference/chat-stream
 */
export class CohereMessage {
  role = '';
  readonly #plan: string[] = [];
  readonly #blocks = new Map<number, Block>();
  readonly #calls = new Map<number, ToolCall>();

  add(message: JsonText): void {
    this.role ||= message.get('role').word;
    this.#plan.push(message.get('tool_plan').string);
    const content = message.get('content');
    if (content.isString) this.#block(0).texts.push(content.string);
    let index = 0;
    for (const block of content.items()) this.addContent(index++, block);
    let position = 0;
    for (const call of message.get('tool_calls').items()) this.addCall(position++, call);
    for (const citation of message.get('citations').items()) this.#addCitation(citation);
  }

  /** The `message` within an event's `delta`: it has one piece of one thing in the place of lists. */
  addDelta(index: number, delta: JsonText): void {
    this.role ||= delta.get('role').word;
    this.#plan.push(delta.get('tool_plan').string);
    if (delta.get('content').isObject) this.addContent(index, delta.get('content'));
    if (delta.get('tool_calls').isObject) this.addCall(index, delta.get('tool_calls'));
    if (delta.get('citations').isObject) this.#addCitation(delta.get('citations'));
  }

  addContent(index: number, content: JsonText): void {
    const block = this.#block(index);
    const thinking = content.get('thinking');
    if (thinking.isString) block.kind = 'thinking';
    if (thinking.isString || content.get('text').isString)
      block.texts.push(thinking.string + content.get('text').string);
    else if (content.get('type').word === 'document') block.parts.push(...documentParts(content.get('document')));
    else if (content.get('type').isGiven) block.parts.push(...contentPart(content));
  }

  addCall(index: number, fields: JsonText): void {
    const call = this.#calls.get(index) ?? { id: '', name: '', written: [] };
    this.#calls.set(index, call);
    call.id ||= fields.get('id').word;
    call.name ||= fields.get('function').get('name').word;
    call.written.push(written(fields.get('function').get('arguments')));
  }

  parts(): Part[] {
    const plan = joined(this.#plan);
    const blocks = [...this.#blocks].sort(([one], [other]) => one - other).map(([, block]) => block);
    const calls = [...this.#calls].sort(([one], [other]) => one - other).map(([, call]) => call);
    return [
      ...(plan === '' ? [] : [reasoningPart([plan])]),
      ...blocks.flatMap(blockParts),
      ...calls.map(({ id, name, written }) => toolCallPart(id, name, written)),
    ];
  }

  /** Where it does not tell the block, a citation is of the first. */
  #addCitation(citation: JsonText): void {
    // Plans have no list of what they rely on.
    if (citation.get('type').word === 'PLAN') return;
    this.#block(citation.get('content_index').number ?? 0).sources.push(...citation.get('sources').items());
  }

  #block(index: number): Block {
    const known = this.#blocks.get(index);
    if (known) return known;
    const block: Block = { kind: 'text', texts: [], parts: [], sources: [] };
    this.#blocks.set(index, block);
    return block;
  }
}

function blockParts({ kind, texts, parts, sources }: Block): Part[] {
  if (kind === 'thinking') return joined(texts) === '' ? [] : [reasoningPart(texts)];
  return [...(texts.length > 0 ? textParts(texts, sources) : []), ...parts];
}

/** A document that the caller gives: a text, or an object whose `data` are one or name their fields. */
export function documentParts(document: JsonText): Part[] {
  const data = document.get('data');
  if (data.isGiven) return textParts([written(data)]);
  // One that is cut may be cut before its data.
  return document.isString || document.whole ? textParts([written(document)]) : [];
}
