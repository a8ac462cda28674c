import { googleInteractionsConversation } from '../conversations/google-interactions.ts';
import { interactionNames, readGoogleUsage } from '../google/usage.ts';
import { errorCode, errorMessage, type Fields, isCount, list, object, word } from '../reading/fields.ts';
import { readRequest } from '../request-facts.ts';
import { type AnswerFacts, noFacts, type StreamReader, type WireFormat, withoutOutput } from '../wire-format.ts';

/** https://ai.google.dev/api/interactions-api, https://ai.google.dev/gemini-api/docs/streaming */
export const googleInteractions: WireFormat = {
  name: 'google-interactions',
  matches: (path) => path.endsWith('/interactions'),
  // An agent stands in the place of a model.
  request: (body, path) => readRequest({ ...body, model: body.model ?? body.agent }, path),
  json: readInteraction,
  stream: () => new InteractionStream(),
  conversation: googleInteractionsConversation,
};

/** How an interaction stands while it is made: in the background, or when its stream was cut. */
const unfinished = new Set(['', 'queued', 'in_progress']);

function readInteraction(body: Fields): AnswerFacts {
  const facts = noFacts();
  // What was said stood in `outputs` until June 2026: https://ai.google.dev/gemini-api/docs/interactions-breaking-changes-may-2026
  const steps = list(body.steps ?? body.outputs).map(object);
  const usage = object(body.usage);
  const read = readGoogleUsage(usage, facts.warnings, interactionNames);
  const isDone = !unfinished.has(word(body.status));
  const searches = groundingOf(usage, 'google_search') ?? queriesOf(steps, 'google_search_call');
  facts.usage = { ...(isDone ? read : withoutOutput(read)), webSearches: searches || null };
  facts.outputSoFar = isDone ? null : read.completionTokens;
  facts.model = word(body.model).replace(/^models\//, '') || word(body.agent);
  facts.responseId = word(body.id);
  facts.finishReason = isDone ? word(body.status) : '';
  facts.serviceTier = word(body.service_tier);
  facts.extras = extrasOf(usage, steps);
  // Some images cost more than the text that they would be counted as.
  const hasImages = steps.some((step) => [step, ...list(step.content)].some((part) => object(part).type === 'image'));
  facts.billedApart = hasImages && !read.completionImageTokens ? ['images'] : [];
  const [error] = list(body.errors).map(object);
  facts.error = errorMessage({ error }, false);
  facts.errorCode = errorCode({ error }, false);
  return facts;
}

/** How often a tool grounded the answer, as the usage counts it; null where it does not. */
function groundingOf(usage: Fields, tool: string): number | null {
  const counts = list(usage.grounding_tool_count).map(object);
  const told = counts.find(({ type }) => type === tool)?.count;
  return isCount(told) ? told : null;
}

/** The queries that a tool was called with, those that repeat one aside, or 1 for calls that tell none. */
function queriesOf(steps: readonly Fields[], type: string): number {
  const calls = steps.filter((step) => step.type === type);
  const queries = calls.flatMap((call) => list(object(call.arguments).queries)).map(word);
  return Math.max(new Set(queries.filter((query) => query.trim() !== '')).size, Math.min(calls.length, 1));
}

/** By the names that sources have in Google's other answers. */
function extrasOf(usage: Fields, steps: readonly Fields[]): Record<string, number> {
  const maps = groundingOf(usage, 'google_maps') ?? queriesOf(steps, 'google_maps_call');
  const retrievals = groundingOf(usage, 'retrieval') ?? queriesOf(steps, 'retrieval_call');
  return {
    ...(maps > 0 && { 'grounding by maps': maps }),
    ...(retrievals > 0 && { 'grounding by retrievedContext': retrievals }),
  };
}

/** The interaction as it begins and ends, calls of tools that have a fee, images, and counts that were running; not the texts between. */
const telling =
  /"(?:interaction|total_usage)"\s*:\s*\{|"type"\s*:\s*"(?:google_search_call|google_maps_call|retrieval_call|image)"|"error"\s*:\s*\{/;

/** Puts the interaction together from what its events tell: the last of them holds all but the steps. */
class InteractionStream implements StreamReader {
  #interaction: Fields = {};
  /** As it began, and what was told of it, by its place. */
  readonly #steps: Fields[] = [];
  #error: Fields = {};

  wants(data: string): boolean {
    return telling.test(data);
  }

  event(event: Fields): void {
    if (event.error !== undefined) this.#error = event;
    this.#interaction = { ...this.#interaction, ...object(event.interaction) };
    const running = object(object(event.metadata).total_usage);
    if (Object.keys(running).length > 0) this.#interaction = { ...this.#interaction, usage: running };
    const told = object(event.step ?? event.delta);
    // Not the image itself, which may be megabytes.
    if (told.type === 'image') this.#steps.push({ type: told.type });
    else if (told.type !== undefined) this.#steps.push(told);
  }

  end(): AnswerFacts {
    const facts = readInteraction({ ...this.#interaction, steps: this.#steps });
    return {
      ...facts,
      error: errorMessage(this.#error, false) || facts.error,
      errorCode: errorCode(this.#error, false) || facts.errorCode,
    };
  }
}
