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
import { readError, summaryPart, textParts, toolDefinition } from '../conversation-parts.ts';
import { contentPart, readContents, readStep, roleOf } from '../google/interaction-step.ts';
import type { JsonText } from '../reading/json-text.ts';

/** https://ai.google.dev/api/interactions-api, https://ai.google.dev/gemini-api/docs/streaming */
export const googleInteractionsConversation: ConversationFormat = {
  request: readRequest,
  json: (body) => {
    const steps = [...body.get('steps').items(), ...body.get('outputs').items()];
    const parts = steps.flatMap((step) => readStep(step));
    const [first] = body.get('errors').items();
    const error = first && readError(first, true);
    return { ...answer(body.get('status').word, parts, body.whole), ...(error && { error }) };
  },
  stream: () => new InteractionConversation(),
};

function readRequest(body: JsonText): AskedConversation {
  const previous = body.get('previous_interaction_id').word;
  return {
    system_instructions: readContents(body.get('system_instruction')),
    input: readInput(body.get('input')),
    tools: [...body.get('tools').items()].map(readTool),
    ...(previous && { previous_response_id: previous }),
  };
}

/** A text, content, or steps: what one side said in a row is one message. */
function readInput(input: JsonText): Message[] {
  if (!input.isList) return input.isGiven ? [{ role: 'user', parts: readContents(input) }] : [];
  const messages: Message[] = [];
  for (const entry of input.items()) {
    const role = roleOf(entry);
    const isStep = entry.get('type').word === 'user_input' || role !== 'user';
    const parts = isStep ? readStep(entry) : contentPart(entry);
    const last = messages.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else messages.push({ role, parts });
  }
  return messages;
}

function readTool(tool: JsonText): ToolDefinition {
  const type = tool.get('type').word;
  return toolDefinition(type, tool, type === 'function' ? tool.get('parameters') : tool);
}

/** How an interaction stands while it is made: in the background, or when its stream was cut. */
const unfinished = new Set(['queued', 'in_progress']);

function answer(status: string, parts: Part[], whole: boolean): AnsweredConversation {
  const complete = whole && !unfinished.has(status);
  const reason = complete ? status : '';
  if (parts.length === 0 && reason === '') return { output: [], complete };
  return { output: [{ role: 'model', parts, ...(reason && { finish_reason: reason }) }], complete };
}

/** A step as the stream tells it. */
interface StreamedStep {
  fields: JsonText | undefined;
  /** What was said, in order; texts that go on are one. */
  said: (Part | { texts: string[]; citations: JsonText[] })[];
  summary: string[];
  input: string[];
  told: JsonText | undefined;
}

class InteractionConversation implements ConversationStream {
  readonly #steps = new Map<number, StreamedStep>();
  #status = '';
  #error: ConversationError | undefined;

  event(event: JsonText): void {
    this.#error ??= readError(event, false);
    this.#status = event.get('interaction').get('status').word || this.#status;
    if (event.get('step').isObject) this.#step(event).fields = event.get('step');
    else if (event.get('delta').isObject) addDelta(this.#step(event), event.get('delta'));
  }

  end(): AnsweredConversation {
    const steps = [...this.#steps].sort(([one], [other]) => one - other).map(([, step]) => step);
    const answered = answer(this.#status, steps.flatMap(stepParts), this.#status !== '');
    return { ...answered, complete: answered.complete && !this.#error, ...(this.#error && { error: this.#error }) };
  }

  #step(event: JsonText): StreamedStep {
    const index = event.get('index').number ?? 0;
    const known = this.#steps.get(index);
    if (known) return known;
    const step: StreamedStep = { fields: undefined, said: [], summary: [], input: [], told: undefined };
    this.#steps.set(index, step);
    return step;
  }
}

function addDelta(step: StreamedStep, delta: JsonText): void {
  const type = delta.get('type').word;
  const last = step.said.at(-1);
  const text = last && 'texts' in last ? last : { texts: [], citations: [] };
  if (type === 'text' || type === 'text_annotation_delta') {
    if (text !== last) step.said.push(text);
    text.texts.push(delta.get('text').string);
    text.citations.push(...delta.get('annotations').items());
  } else if (type === 'thought_summary') step.summary.push(delta.get('content').get('text').string);
  else if (type === 'arguments_delta') step.input.push(delta.get('arguments').string);
  else if (type === step.fields?.get('type').word) step.told = delta;
  else if (type !== 'thought_signature') step.said.push(...contentPart(delta));
}

function stepParts({ fields, said, summary, input, told }: StreamedStep): Part[] {
  const parts = said.flatMap((part) => ('texts' in part ? textParts(part.texts, part.citations) : [part]));
  if (summary.length > 0) parts.unshift(summaryPart(summary));
  return fields ? readStep(fields, { parts, input, told }) : parts;
}
