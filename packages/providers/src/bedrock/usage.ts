import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { countReader, type Fields, isCount, list, object } from '../reading/fields.ts';

/**
 * Usage as Converse and the models of Amazon report it. `inputTokens` leaves out what was read from the cache and written to it; the
 * total is the sum of the three. Of both spellings of what was cached, some answers have one and some have both.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html,
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html
 */
export function readTokenUsage(usage: Fields, warnings: string[]): Usage {
  const count = countReader(warnings);
  return inclusive(
    {
      input: count(usage, 'inputTokens'),
      output: count(usage, 'outputTokens'),
      cacheRead: count(usage, 'cacheReadInputTokens') ?? count(usage, 'cacheReadInputTokenCount'),
      cacheWrite: count(usage, 'cacheWriteInputTokens') ?? count(usage, 'cacheWriteInputTokenCount'),
      cacheWrite1h: oneHour(usage, warnings),
    },
    warnings,
  );
}

/**
 * What the last event of an InvokeModel stream says, whichever model made it.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 */
export function readInvocationMetrics(metrics: Fields, warnings: string[]): Usage {
  const count = countReader(warnings);
  return inclusive(
    {
      input: count(metrics, 'inputTokenCount'),
      output: count(metrics, 'outputTokenCount'),
      cacheRead: count(metrics, 'cacheReadInputTokenCount'),
      cacheWrite: count(metrics, 'cacheWriteInputTokenCount'),
      cacheWrite1h: null,
    },
    warnings,
  );
}

type Counts = Record<'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'cacheWrite1h', number | null>;

function inclusive({ input, output, cacheRead, cacheWrite, cacheWrite1h }: Counts, warnings: string[]): Usage {
  const total = input === null ? null : input + (cacheRead ?? 0) + (cacheWrite ?? 0);
  return {
    ...unknownUsage,
    // One addend dropped as absurd leaves no total to trust.
    promptTokens: warnings.length === 0 && isCount(total) ? total : null,
    completionTokens: output,
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    cacheWrite1hTokens: cacheWrite1h,
  };
}

/** The part of what was written to the cache that lives an hour; null where it is not told apart. */
function oneHour({ cacheDetails }: Fields, warnings: string[]): number | null {
  if (!Array.isArray(cacheDetails)) return null;
  const count = countReader(warnings);
  const written = list(cacheDetails)
    .map(object)
    .filter(({ ttl }) => ttl === '1h');
  const sum = written.reduce((before, detail) => before + (count(detail, 'inputTokens') ?? 0), 0);
  return isCount(sum) ? sum : null;
}
