import { readContent, toolResult, toolUse } from '../bedrock/converse-block.ts';
import type {
  AnsweredConversation,
  AskedConversation,
  ConversationError,
  ConversationFormat,
  ConversationStream,
  Part,
  ToolDefinition,
} from '../conversation.ts';
import { readError, reasoningPart, textParts, toolDefinition, unknownPart } from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';

/**
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html,
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export const bedrockConverseConversation: ConversationFormat = {
  request: readRequest,
  json: readAnswer,
  stream: () => new ConverseConversation(),
};

function readRequest(body: JsonText): AskedConversation {
  return {
    system_instructions: readContent(body.get('system')),
    input: [...body.get('messages').items()].map((message) => ({
      role: message.get('role').word,
      parts: message.isObject ? readContent(message.get('content')) : [unknownPart(message, '')],
    })),
    tools: [...body.get('toolConfig').get('tools').items()].flatMap(readTool),
  };
}

function readTool(tool: JsonText): ToolDefinition[] {
  const own = tool.get('systemTool');
  if (own.isObject) return [toolDefinition('systemTool', own, own)];
  const fields = tool.get('toolSpec');
  if (fields.isObject) return [toolDefinition('function', fields, fields.get('inputSchema').get('json'))];
  return tool.get('cachePoint').isGiven ? [] : [toolDefinition('', tool, tool)];
}

function readAnswer(body: JsonText): AnsweredConversation {
  const message = body.get('output').get('message');
  const reason = body.get('stopReason').word;
  if (!message.isObject) return { output: [], complete: body.whole };
  return {
    output: [outputMessage(message.get('role').word, readContent(message.get('content')), reason)],
    complete: body.whole,
  };
}

function outputMessage(role: string, parts: Part[], reason: string) {
  return { role: role || 'assistant', parts, ...(reason && { finish_reason: reason }) };
}

/** What a stream tells of one block: its start, which only tools and images have, and its deltas. */
class Block {
  start: JsonText | undefined;
  readonly #text: string[] = [];
  readonly #reasoning: string[] = [];
  readonly #input: string[] = [];
  readonly #citations: JsonText[] = [];
  readonly #others: Part[] = [];
  #isReasoning = false;

  add(delta: JsonText): void {
    const reasoning = delta.get('reasoningContent');
    this.#isReasoning ||= reasoning.isGiven;
    this.#reasoning.push(reasoning.get('text').string);
    this.#text.push(delta.get('text').string);
    this.#input.push(delta.get('toolUse').get('input').string);
    const citation = delta.get('citation');
    if (citation.isGiven) this.#citations.push(citation);
    this.#others.push(...readContent(delta.get('toolResult')));
    if (!understood.some((name) => delta.get(name).isGiven)) this.#others.push(unknownPart(delta, ''));
  }

  parts(): Part[] {
    const tool = this.start?.get('toolUse');
    const result = this.start?.get('toolResult');
    const start = this.start && !tool?.isGiven && !result?.isGiven ? [unknownPart(this.start, '')] : [];
    return [
      ...(this.#isReasoning ? [reasoningPart(this.#reasoning)] : []),
      ...textParts(this.#text, this.#citations),
      ...(tool?.isGiven ? [toolUse(tool, this.#input)] : []),
      ...(result?.isGiven ? [toolResult(result, this.#others)] : [...start, ...this.#others]),
    ];
  }
}

const understood = ['text', 'reasoningContent', 'toolUse', 'citation', 'toolResult'];

/** Each event has one member, by which it is told what it is. */
class ConverseConversation implements ConversationStream {
  readonly #blocks = new Map<number, Block>();
  #role = '';
  #begun = false;
  #reason = '';
  #error: ConversationError | undefined;

  event(event: JsonText): void {
    const message = event.get('messageStart');
    const start = event.get('contentBlockStart');
    const delta = event.get('contentBlockDelta');
    this.#begun ||= message.isGiven;
    this.#role ||= message.get('role').word;
    if (start.isGiven) this.#block(start).start = start.get('start');
    if (delta.isGiven) this.#block(delta).add(delta.get('delta'));
    this.#reason ||= event.get('messageStop').get('stopReason').word;
    this.#error ??= readError(event, false);
  }

  end(): AnsweredConversation {
    const blocks = [...this.#blocks].sort(([one], [other]) => one - other).map(([, block]) => block);
    const output = outputMessage(
      this.#role,
      blocks.flatMap((block) => block.parts()),
      this.#reason,
    );
    return {
      output: this.#begun || blocks.length > 0 || this.#reason !== '' ? [output] : [],
      complete: this.#reason !== '' && !this.#error,
      ...(this.#error && { error: this.#error }),
    };
  }

  #block(event: JsonText): Block {
    const index = event.get('contentBlockIndex').number ?? 0;
    const known = this.#blocks.get(index);
    if (known) return known;
    const block = new Block();
    this.#blocks.set(index, block);
    return block;
  }
}
