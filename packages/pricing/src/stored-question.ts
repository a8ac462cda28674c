import { type RequestRow, type Usage, unknownUsage } from '@tallystick/log';
import { isOther, otherCounts, otherModelsIn } from './other-counts.ts';
import type { Price, PriceQuestion } from './price.ts';

/** The counts that have a column of their own. */
const columns = {
  promptTokens: 'prompt_tokens',
  completionTokens: 'completion_tokens',
  cacheReadTokens: 'cache_read_tokens',
  cacheWriteTokens: 'cache_write_tokens',
  promptAudioTokens: 'prompt_audio_tokens',
  completionAudioTokens: 'completion_audio_tokens',
  reasoningTokens: 'reasoning_tokens',
} as const;

/** What the others are called in `usage_details`. */
const counts: Readonly<Record<Exclude<keyof Usage, keyof typeof columns>, string>> = {
  cacheWrite1hTokens: 'cache_write_1h',
  cacheReadAudioTokens: 'cache_read_audio',
  cacheReadImageTokens: 'cache_read_image',
  promptImageTokens: 'prompt_image',
  promptVideoTokens: 'prompt_video',
  completionImageTokens: 'completion_image',
  completionVideoTokens: 'completion_video',
  webSearches: 'web_searches',
  audioMs: 'audio_ms',
};

const countEntries = Object.entries(counts) as readonly [keyof typeof counts, string][];
const countNames: ReadonlySet<string> = new Set(Object.values(counts));

/** Where none is another thing than not told. Of the others, none is not stored. */
const toldAsNone: ReadonlySet<string> = new Set([
  'cacheReadAudioTokens',
  'cacheReadImageTokens',
  'completionImageTokens',
  'completionVideoTokens',
]);

/** The columns of a row that its price follows from. */
export type StoredQuestion = Pick<
  RequestRow,
  | (typeof columns)[keyof typeof columns]
  | 'provider'
  | 'model'
  | 'target_host'
  | 'service_tier'
  | 'usage_details'
  | 'price_details'
  | 'cost_source'
  | 'cost_usd'
> & {
  /** When the call was made. Unix ms */
  at: number;
};

const apart = ', ';

/**
 * What a row has to keep of a price's question beside its other columns, so that it can be asked again.
 *
 * @param model that the row has; the question's is another where the caller wanted the price of that one
 */
export function detailsOf(
  question: PriceQuestion,
  model: string,
  { source }: Price,
): Pick<RequestRow, 'usage_details' | 'price_details'> {
  const { usage, otherModels, requestedTier, inferenceGeo, extras, billedApart, reportedCost } = question;
  const usage_details: Record<string, number> = { ...extras, ...otherCounts(otherModels) };
  for (const [name, detail] of countEntries) {
    const count = usage[name];
    if (count !== null && (count > 0 || toldAsNone.has(name))) usage_details[detail] = count;
  }
  const words: Readonly<Record<string, string>> = {
    requested_tier: requestedTier,
    inference_geo: inferenceGeo,
    priced_as: question.model === model ? '' : question.model,
    billed_apart: billedApart.join(apart),
    // Where it is the cost, the row has it.
    reported_cost: reportedCost === null || source === 'provider' ? '' : String(reportedCost),
  };
  return { usage_details, price_details: Object.fromEntries(Object.entries(words).filter(([, word]) => word !== '')) };
}

/**
 * What is asked to price a stored call again.
 *
 * @returns undefined where the row does not tell all that decides its price: it is from before this was stored
 */
export function questionOf(row: StoredQuestion): PriceQuestion | undefined {
  const { provider, model, target_host, service_tier, usage_details, price_details, cost_source, cost_usd, at } = row;
  if ('untold' in price_details) return undefined;
  const usage: Usage = { ...unknownUsage };
  for (const [name, column] of Object.entries(columns)) usage[name as keyof Usage] = row[column];
  for (const [name, detail] of countEntries) usage[name] = usage_details[detail] ?? null;
  const { priced_as, requested_tier = '', inference_geo = '', billed_apart, reported_cost } = price_details;
  const reported = cost_source === 'provider' ? cost_usd : reported_cost;
  return {
    provider,
    model: priced_as ?? model,
    usage,
    serviceTier: service_tier,
    requestedTier: requested_tier,
    inferenceGeo: inference_geo,
    host: target_host,
    otherModels: otherModelsIn(usage_details),
    extras: Object.fromEntries(
      Object.entries(usage_details).filter(([name]) => !countNames.has(name) && !isOther(name)),
    ),
    billedApart: billed_apart?.split(apart) ?? [],
    reportedCost: reported === undefined || reported === null ? null : Number(reported),
    at,
  };
}
