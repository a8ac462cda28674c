import { type BlockDeltas, noDeltas, readBlock, readBlocks } from '../anthropic/message-block.ts';
import type {
  AnsweredConversation,
  AskedConversation,
  ConversationError,
  ConversationFormat,
  ConversationStream,
  Part,
  ToolDefinition,
} from '../conversation.ts';
import { readError, toolDefinition, unknownPart } from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';

/** https://platform.claude.com/docs/en/api/messages, https://platform.claude.com/docs/en/build-with-claude/streaming */
export const anthropicMessagesConversation: ConversationFormat = {
  request: readRequest,
  json: (body) => answer(body, body, readBlocks(body.get('content')), body.whole),
  stream: () => new MessageConversation(),
};

function readRequest(body: JsonText): AskedConversation {
  return {
    system_instructions: readBlocks(body.get('system')),
    input: [...body.get('messages').items()].map((message) => ({
      role: message.get('role').word,
      parts: message.isObject ? readBlocks(message.get('content')) : [unknownPart(message, '')],
    })),
    tools: [...body.get('tools').items()].map(readTool),
  };
}

/** The caller's own tools have a schema, Anthropic's a dated type and settings. */
function readTool(tool: JsonText): ToolDefinition {
  const type = tool.get('type').word;
  const schema = tool.get('input_schema');
  if (schema.isGiven) return toolDefinition(type === '' || type === 'custom' ? 'function' : type, tool, schema);
  return toolDefinition(type, tool, tool);
}

/**
 * @param message what holds the role
 * @param end what holds the stop reason
 */
function answer(message: JsonText, end: JsonText, parts: Part[], complete: boolean): AnsweredConversation {
  const reason = end.get('stop_reason').word;
  const refusal = end.get('stop_details').get('explanation').string.toWellFormed();
  if (refusal !== '') parts.push({ type: 'refusal', content: refusal });
  if (parts.length === 0 && reason === '' && !message.get('content').isGiven) return { output: [], complete };
  const role = message.get('role').word || 'assistant';
  return { output: [{ role, parts, ...(reason && { finish_reason: reason }) }], complete };
}

/** No answer comes near, and one of nothing but beginnings of blocks would fill memory. */
const mostBlocks = 10_000;

interface Block {
  start: JsonText;
  deltas: BlockDeltas;
  unknown: JsonText[];
}

/** `message_start` holds the message without its content, then each block has a start, deltas and a stop. */
class MessageConversation implements ConversationStream {
  #message: JsonText | undefined;
  #end: JsonText | undefined;
  readonly #blocks = new Map<number, Block>();
  #stopped = false;
  #error: ConversationError | undefined;

  event(event: JsonText): void {
    const type = event.get('type').word;
    if (type === 'message_start') this.#message = event.get('message');
    else if (type === 'content_block_start') this.#block(event).start = event.get('content_block');
    else if (type === 'content_block_delta') addDelta(this.#block(event), event.get('delta'));
    else if (type === 'content_block_stop') this.#block(event).deltas.ended = true;
    else if (type === 'message_delta') this.#end = event.get('delta');
    else if (type === 'message_stop') this.#stopped = true;
    else if (type === 'error' || event.get('error').isObject) this.#error ??= readError(event, true);
  }

  end(): AnsweredConversation {
    const blocks = [...this.#blocks].sort(([one], [other]) => one - other).map(([, block]) => block);
    const message = this.#message ?? this.#end ?? blocks[0]?.start;
    const complete = this.#stopped && !this.#error;
    const error = this.#error && { error: this.#error };
    if (!message) return { output: [], complete, ...error };
    const parts = blocks.length > 0 ? blocks.flatMap(blockParts) : readBlocks(message.get('content'));
    return { ...answer(message, this.#end ?? message, parts, complete), ...error };
  }

  #block(event: JsonText): Block {
    const index = event.get('index').number ?? 0;
    const known = this.#blocks.get(index);
    if (known) return known;
    const block = { start: event.get('content_block'), deltas: noDeltas(false), unknown: [] };
    if (this.#blocks.size < mostBlocks) this.#blocks.set(index, block);
    else event.place.warnings.add(`only the first ${mostBlocks.toLocaleString('en')} blocks of the answer are shown`);
    return block;
  }
}

function addDelta({ deltas, unknown }: Block, delta: JsonText): void {
  const type = delta.get('type').word;
  if (type === 'text_delta') deltas.text.push(delta.get('text').string);
  else if (type === 'thinking_delta') deltas.thinking.push(delta.get('thinking').string);
  else if (type === 'input_json_delta') deltas.input.push(delta.get('partial_json').string);
  else if (type === 'citations_delta') deltas.citations.push(delta.get('citation'));
  else if (type === 'compaction_delta') deltas.summary.push(delta.get('content').string);
  // What a signature signs is shown; the signature itself says nothing to people.
  else if (type !== 'signature_delta') unknown.push(delta);
}

function blockParts({ start, deltas, unknown }: Block): Part[] {
  return [...(start.isGiven ? readBlock(start, deltas) : []), ...unknown.map((delta) => unknownPart(delta))];
}
