import type {
  AnsweredConversation,
  AskedConversation,
  ConversationError,
  ConversationFormat,
  ConversationStream,
  Message,
  Part,
  ToolDefinition,
} from '../conversation.ts';
import {
  joined,
  readError,
  reasoningPart,
  summaryPart,
  textParts,
  toolDefinition,
  unknownPart,
} from '../conversation-parts.ts';
import { readContent, readItem, roleOf } from '../openai/response-item.ts';
import type { JsonText } from '../reading/json-text.ts';

/**
 * https://developers.openai.com/api/reference/resources/responses/methods/create,
 * https://developers.openai.com/api/reference/resources/responses/streaming-events
 */
export const openaiResponsesConversation: ConversationFormat = {
  request: readRequest,
  json: (body) =>
    answer(
      body,
      [...body.get('output').items()].flatMap((item) => readItem(item)),
      body.whole,
    ),
  stream: () => new ResponseConversation(),
};

function readRequest(body: JsonText): AskedConversation {
  const previous = body.get('previous_response_id').word;
  const conversation = body.get('conversation').word || body.get('conversation').get('id').word;
  const prompt = body.get('prompt');
  return {
    // A prompt that OpenAI holds gives instructions that the request only names.
    system_instructions: [
      ...readContent(body.get('instructions')),
      ...(prompt.isGiven ? [unknownPart(prompt, 'prompt')] : []),
    ],
    input: readInput(body.get('input')),
    tools: [...body.get('tools').items()].map(readTool),
    ...(previous && { previous_response_id: previous }),
    ...(conversation && { conversation_id: conversation }),
  };
}

/** What the model said in one turn stands in several items: they make one message. */
export function readInput(input: JsonText): Message[] {
  if (!input.isList) return input.isGiven ? [{ role: 'user', parts: readContent(input) }] : [];
  const messages: Message[] = [];
  for (const item of input.items()) {
    const role = roleOf(item);
    const last = messages.at(-1);
    if (role === 'assistant' && last?.role === role) last.parts.push(...readItem(item));
    else messages.push({ role, parts: readItem(item) });
  }
  return messages;
}

function readTool(tool: JsonText): ToolDefinition {
  const type = tool.get('type').word;
  const own = type === 'function' ? tool.get('parameters') : type === 'custom' ? tool.get('format') : tool;
  return toolDefinition(type, tool, own);
}

function answer(response: JsonText, parts: Part[], whole: boolean): AnsweredConversation {
  const status = response.get('status').word;
  const ended = !unfinished.has(status);
  const reason = response.get('incomplete_details').get('reason').word || (ended ? status : '');
  const complete = whole && ended;
  if (parts.length === 0 && (reason === '' || response.get('error').isGiven)) return { output: [], complete };
  return { output: [{ role: 'assistant', parts, ...(reason && { finish_reason: reason }) }], complete };
}

/** How a response stands while it is made: in the background, or when its stream was cut. */
const unfinished = new Set(['queued', 'in_progress']);

/** One item of the output as the stream tells it. */
interface Item {
  /** As it began, or whole once it was done. */
  fields: JsonText | undefined;
  isDone: boolean;
  /** Pieces of text by their kind and place in the item. */
  pieces: Map<string, { kind: string; texts: string[] }>;
  citations: JsonText[];
  input: string[];
}

const final = /^response\.(?:completed|incomplete|failed|cancelled)$/;

/**
 * The response as it ends holds all its output. Without that end the items are put together: those that are done from their own
 * event, the last one from its deltas.
 */
class ResponseConversation implements ConversationStream {
  #response: JsonText | undefined;
  #isFinal = false;
  readonly #items = new Map<number, Item>();
  #error: ConversationError | undefined;

  event(event: JsonText): void {
    const type = event.get('type').word;
    if (type === 'error') this.#error ??= readError(event, true);
    else if (event.get('response').isObject) {
      this.#response = event.get('response');
      this.#isFinal ||= final.test(type);
      this.#error ??= readError(this.#response, false);
    } else if (type === 'response.output_item.added' || type === 'response.output_item.done') {
      const item = this.#item(event);
      item.fields = event.get('item');
      item.isDone = type.endsWith('done');
    } else if (type === 'response.output_text.annotation.added')
      this.#item(event).citations.push(event.get('annotation'));
    else if (type.endsWith('.delta')) addDelta(this.#item(event), type, event);
    else if (event.get('error').isObject) this.#error ??= readError(event, false);
  }

  end(): AnsweredConversation {
    const told = this.#response?.get('output');
    const [first] = told?.items() ?? [];
    // Some servers end with a response that leaves out what they streamed.
    const parts = first && told ? [...told.items()].flatMap((item) => readItem(item)) : this.#parts();
    const error = this.#error && { error: this.#error };
    if (!this.#response)
      return { output: parts.length > 0 ? [{ role: 'assistant', parts }] : [], complete: false, ...error };
    return { ...answer(this.#response, parts, this.#isFinal), ...error };
  }

  #parts(): Part[] {
    const items = [...this.#items].sort(([one], [other]) => one - other).map(([, item]) => item);
    return items.flatMap(itemParts);
  }

  #item(event: JsonText): Item {
    const index = event.get('output_index').number ?? 0;
    const known = this.#items.get(index);
    if (known) return known;
    const item: Item = { fields: undefined, isDone: false, pieces: new Map(), citations: [], input: [] };
    this.#items.set(index, item);
    return item;
  }
}

const textDelta = /^response\.(output_text|refusal|reasoning_text|reasoning_summary_text)\.delta$/;
const inputDelta =
  /^response\.(?:function_call_arguments|custom_tool_call_input|code_interpreter_call_code|mcp_call_arguments)\.delta$/;

function addDelta(item: Item, type: string, event: JsonText): void {
  const delta = event.get('delta').string;
  const kind = textDelta.exec(type)?.[1];
  if (inputDelta.test(type)) item.input.push(delta);
  if (!kind) return;
  const place = event.get('summary_index').number ?? event.get('content_index').number ?? 0;
  const key = `${kind} ${place}`;
  const piece = item.pieces.get(key) ?? { kind, texts: [] };
  item.pieces.set(key, piece);
  piece.texts.push(delta);
}

function itemParts({ fields, isDone, pieces, citations, input }: Item): Part[] {
  if (isDone && fields) return readItem(fields);
  const content: Part[] = [];
  const reasoning: Part[] = [];
  for (const { kind, texts } of pieces.values()) {
    if (kind === 'output_text') content.push(...textParts(texts, content.length === 0 ? citations : []));
    else if (kind === 'refusal') content.push({ type: 'refusal', content: joined(texts) });
    else reasoning.push(kind === 'reasoning_text' ? reasoningPart(texts) : summaryPart(texts));
  }
  return fields ? readItem(fields, { content, reasoning, input }) : [...reasoning, ...content];
}
