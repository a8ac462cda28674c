import type { Part } from '../conversation.ts';
import {
  blobPart,
  dataParts,
  decodedLength,
  fileParts,
  joined,
  mediaParts,
  reasoningPart,
  textParts,
  toolCallPart,
  unknownPart,
  written,
} from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';

interface ToolCall {
  id: string;
  name: string;
  written: string[];
}

/**
 * A message of OpenAI's chat completions, whole or in the deltas of a stream: a whole one is a stream of one.
 * https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events
 */
export class ChatMessage {
  role = '';
  readonly #reasoning: string[] = [];
  readonly #text: string[] = [];
  readonly #refusal: string[] = [];
  /** Whatever came as a list of parts. */
  readonly #listed: Part[] = [];
  readonly #citations: JsonText[] = [];
  readonly #calls = new Map<number | string, ToolCall>();
  readonly #unknown: Part[] = [];
  #lastCall: number | string = 0;
  readonly #audio: JsonText[] = [];
  readonly #transcript: string[] = [];

  /** @param isDelta whether strings go on from those that came before */
  add(message: JsonText, isDelta: boolean): void {
    this.role ||= message.get('role').word;
    // DeepSeek's, vLLM's and OpenRouter's names for the reasoning that they show; some send both.
    const reasoning = message.get('reasoning_content');
    push(this.#reasoning, (reasoning.isGiven ? reasoning : message.get('reasoning')).string);
    this.#addContent(message.get('content'), isDelta);
    push(this.#refusal, message.get('refusal').string);
    this.#citations.push(...message.get('annotations').items());
    this.#addAudio(message.get('audio'));
    for (const image of message.get('images').items()) this.#listed.push(...contentPart(image));
    let position = 0;
    for (const call of message.get('tool_calls').items()) this.#addCall(call, isDelta ? undefined : position++);
    const legacy = message.get('function_call');
    if (legacy.isGiven) this.#extendCall('function_call', '', legacy.get('name').word, legacy.get('arguments'));
  }

  parts(): Part[] {
    const reasoning = joined(this.#reasoning);
    const refusal = joined(this.#refusal);
    return [
      ...(reasoning === '' ? [] : [reasoningPart([reasoning])]),
      ...textParts(this.#text, this.#citations),
      ...this.#listed,
      ...(refusal === '' ? [] : [{ type: 'refusal' as const, content: refusal }]),
      ...this.#audioParts(),
      ...[...this.#calls.values()].map(({ id, name, written }) => toolCallPart(id, name, written)),
      ...this.#unknown,
    ];
  }

  #addContent(content: JsonText, isDelta: boolean): void {
    if (content.isString) push(this.#text, content.string);
    else if (content.isList) for (const part of content.items()) this.#addPart(part, isDelta);
    else if (content.isGiven) this.#unknown.push(unknownPart(content, 'content'));
  }

  /** Mistral's models think in a part of their content. https://docs.mistral.ai/capabilities/reasoning */
  #addPart(part: JsonText, isDelta: boolean): void {
    const type = part.get('type').word;
    if (type === 'thinking')
      for (const thought of part.get(type).items()) push(this.#reasoning, thought.get('text').string);
    else if (type === 'text' && isDelta) push(this.#text, part.get('text').string);
    else this.#listed.push(...contentPart(part));
  }

  #addCall(call: JsonText, position: number | undefined): void {
    const isCustom = call.get('custom').isGiven;
    const fields = isCustom ? call.get('custom') : call.get('function');
    if (!fields.isObject) {
      this.#unknown.push(unknownPart(call));
      return;
    }
    const id = call.get('id').word;
    // Some servers send each call in one piece and without its index.
    const key = position ?? call.get('index').number ?? (id === '' ? this.#lastCall : id);
    this.#lastCall = key;
    this.#extendCall(key, id, fields.get('name').word, fields.get(isCustom ? 'input' : 'arguments'));
  }

  #extendCall(key: number | string, id: string, name: string, text: JsonText): void {
    const call = this.#calls.get(key) ?? { id: '', name: '', written: [] };
    this.#calls.set(key, call);
    call.id ||= id;
    call.name ||= name;
    push(call.written, written(text));
  }

  #addAudio(audio: JsonText): void {
    if (!audio.isGiven) return;
    this.#audio.push(audio);
    push(this.#transcript, audio.get('transcript').string);
  }

  /** In a request, the model's earlier audio is named by its id only. */
  #audioParts(): Part[] {
    const transcript = joined(this.#transcript);
    const pieces = this.#audio.map((audio) => audio.get('data')).filter((data) => data.string !== '');
    const [data] = pieces;
    if (data && pieces.length === 1) return [blobPart(data, 'audio', { transcript })];
    if (!data && transcript === '') return this.#audio.flatMap((audio) => fileParts(audio.get('id'), 'audio'));
    const bytes = pieces.reduce((sum, piece) => sum + decodedLength(piece.string), 0);
    return [{ type: 'blob', modality: 'audio', ...(transcript && { transcript }), bytes }];
  }
}

/** One part of a message's content, as the caller gives it and as some servers answer it. */
export function contentPart(part: JsonText): Part[] {
  if (part.isString) return textParts([part.string]);
  const type = part.get('type').word;
  if (type === 'text') return textParts([part.get('text').string]);
  if (type === 'refusal') return [{ type: 'refusal', content: part.get('refusal').string.toWellFormed() }];
  if (type === 'image_url') return mediaParts(address(part.get(type)), 'image');
  if (type === 'video_url') return mediaParts(address(part.get(type)), 'video');
  if (type === 'audio_url') return mediaParts(address(part.get(type)), 'audio');
  const fields = part.get(type);
  if (type === 'input_audio' && fields.get('data').isString) {
    const format = fields.get('format').word;
    return [blobPart(fields.get('data'), 'audio', format === '' ? {} : { mimeType: `audio/${format}` })];
  }
  if (type === 'file' && fields.isObject) return filePart(part, fields);
  return [unknownPart(part)];
}

function filePart(part: JsonText, fields: JsonText): Part[] {
  const name = fields.get('filename').word;
  const data = fields.get('file_data');
  if (data.isString) return dataParts(data, 'document', name);
  const parts = fileParts(fields.get('file_id'), 'document', name);
  return parts.length > 0 ? parts : [unknownPart(part)];
}

/** Some servers take the address itself in place of an object that holds it. */
function address(value: JsonText): JsonText {
  return value.isString ? value : value.get('url');
}

function push(texts: string[], text: string): void {
  if (text !== '') texts.push(text);
}
