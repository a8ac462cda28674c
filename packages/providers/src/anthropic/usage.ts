import { type ModelUsage, type Usage, unknownUsage } from '@tallystick/log/usage';
import { countReader, type Fields, identifier, isCount, list, object, word } from '../reading/fields.ts';

/** The tokens of an answer by the models that took them. */
export interface AnthropicUsage {
  /** What the model took that answered; its name where only the iterations tell which one it was, else ''. */
  answering: ModelUsage;
  others: ModelUsage[];
  /** The kinds of iterations whose tokens are not counted: those that are not known, and what a model took beyond those that are told or kept apart. */
  unknownKinds: string[];
  /** One model declined, and another one took over in the same call. */
  isHandedOver: boolean;
}

/**
 * The totals are those of the model that was asked, its iterations together. What compacting the context took is in `iterations` only, and so is
 * what an advisor took, at its own model's price. Where a model declined and another took over, each iteration has its own, and one
 * that declined before any output is free.
 * https://platform.claude.com/docs/en/build-with-claude/compaction,
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/advisor-tool,
 * https://platform.claude.com/docs/en/build-with-claude/refusals-and-fallback
 */
export function readAnthropicUsage(usage: Fields, warnings: string[]): AnthropicUsage {
  const iterations = list(usage.iterations).map(object);
  const attempts = iterations.filter(isAttempt);
  const isHandedOver = new Set(attempts.map(modelOf).filter((model) => model !== '')).size > 1;
  const answered =
    isHandedOver || attempts.some(({ type }) => type === 'fallback_message') ? attempts.at(-1) : undefined;
  const model = answered ? modelOf(answered) : '';

  const own = isHandedOver ? [] : [usage];
  const others = new Map<string, Fields[]>();
  const unknownKinds = new Set<string>();
  for (const iteration of iterations) {
    const { type } = iteration;
    const by = modelOf(iteration);
    const hasDeclined = isHandedOver && isAttempt(iteration) && by !== '' && by !== model;
    if (type === 'advisor_message' || (hasDeclined && iteration.output_tokens !== 0)) {
      const parts = others.get(by) ?? [];
      parts.push(iteration);
      if (others.size < mostModels) others.set(by, parts);
      else if (!others.has(by)) unknownKinds.add('another model');
    } else if (isHandedOver ? by === model && isKnown(iteration) : type === 'compaction') own.push(iteration);
    else if (!hasDeclined && (isHandedOver || !isAttempt(iteration)))
      unknownKinds.add(identifier(type) || 'another kind');
  }
  const details = {
    reasoningTokens: isHandedOver
      ? null
      : countReader(warnings)(object(usage.output_tokens_details), 'thinking_tokens'),
    webSearches: countReader(warnings)(object(usage.server_tool_use), 'web_search_requests'),
  };
  const counted = [...others].map(([model, parts]) => ({ model, usage: tokensOf(parts, warnings) }));
  const isWhole = counted.every(({ usage }) => usage.promptTokens !== null && usage.completionTokens !== null);
  if (!isWhole) unknownKinds.add('another model');
  return {
    answering: { model, usage: { ...tokensOf(own, warnings), ...details } },
    others: isWhole ? counted : [],
    unknownKinds: [...unknownKinds],
    isHandedOver,
  };
}

/** A fallback allows three models after the first, and a call has one advisor. */
const mostModels = 8;

function isAttempt({ type }: Fields): boolean {
  return type === 'message' || type === 'fallback_message';
}

function isKnown(iteration: Fields): boolean {
  return isAttempt(iteration) || iteration.type === 'compaction';
}

function modelOf({ model }: Fields): string {
  return word(model);
}

/**
 * Anthropic's `input_tokens` excludes what was read from the cache and written to it: the total is the sum of the three.
 * `output_tokens` includes thinking. https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 *
 * @param parts that are billed together
 */
function tokensOf(parts: readonly Fields[], warnings: string[]): Usage {
  const absurd: string[] = [];
  const count = countReader(absurd);
  const input = wholeSum(parts.map((part) => count(part, 'input_tokens')));
  const cacheRead = sum(parts.map((part) => count(part, 'cache_read_input_tokens')));
  const cacheWrite = sum(parts.map((part) => count(part, 'cache_creation_input_tokens')));
  // One addend dropped as absurd leaves no total to trust.
  const total = absurd.length === 0 && input !== null ? sum([input, cacheRead, cacheWrite]) : null;
  const output = wholeSum(parts.map((part) => count(part, 'output_tokens')));
  const cacheWrite1h = sum(parts.map((part) => count(object(part.cache_creation), 'ephemeral_1h_input_tokens')));
  // Those of one model are enough to see that the usage is wrong.
  if (warnings.length === 0) warnings.push(...absurd);
  return {
    ...unknownUsage,
    promptTokens: total,
    completionTokens: output,
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    cacheWrite1hTokens: cacheWrite1h,
  };
}

/** The sum of what is known; null when nothing is, or when it is more than can be. */
function sum(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  const total = known.reduce((before, count) => before + count, 0);
  return known.length > 0 && isCount(total) ? total : null;
}

/** The sum of what must all be known: a part alone would pass for the total. */
function wholeSum(counts: readonly (number | null)[]): number | null {
  return counts.includes(null) ? null : sum(counts);
}
