import type { ModelUsage, Usage } from '@tallystick/log';
import { timeChargesOf } from './audio-time.ts';
import { type Bill, billOf } from './bill.ts';
import { chargesOf } from './charges.ts';
import { isOrdinary, tierOf, times } from './factors.ts';
import { feesOf } from './fees.ts';
import { decimalText, isStorable, picodollars } from './money.ts';
import { completed, type OwnPrices } from './own-prices.ts';
import { placeFactor } from './places.ts';
import { hasAudioAsText, isFree, listDoubt, ratesOf } from './price-list.ts';
import type { Lack } from './rates.ts';
import { together } from './together.ts';

export interface PriceQuestion {
  /** The slug of the provider that answered. */
  provider: string;
  /** The model that answered, or the name that the caller wants it priced by. */
  model: string;
  usage: Usage;
  /** What other models took in the same call, which `usage` leaves out. */
  otherModels: readonly ModelUsage[];
  /** In the provider's word, '' when the answer names none. */
  serviceTier: string;
  /** The tier that the caller asked for, '' for none. */
  requestedTier: string;
  /** Where the model ran, in the provider's word, '' when the answer does not say. */
  inferenceGeo: string;
  /** The host that the call was sent to: some regions cost more. */
  host: string;
  /** What the answer took beside its tokens for a fee, how many of each, by the names of its wire format. */
  extras: Readonly<Record<string, number>>;
  /** What the answer took that is billed beside its tokens and that `usage` does not count, by the provider's names. */
  billedApart: readonly string[];
  /** What the answer itself says that the call cost, in USD; null when it does not say. */
  reportedCost: number | null;
  /** When the call was made: prices change. Unix ms. */
  at: number;
}

export type Price = Priced | Estimated | Unpriced;

interface Cost {
  /** USD as decimal text with at most 12 decimals. '0' is a price, and means free. */
  costUsd: string;
  /** The lines of the cost, in the same form; they add up to it exactly. A line without tokens is not there. */
  breakdown: Record<string, string>;
}

interface Priced extends Cost {
  /** `provider` when the provider itself said what it charged. */
  source: 'priced' | 'provider';
}

/** The list's price of everything seen, where the bill may differ for reasons that no answer tells. */
interface Estimated extends Cost {
  source: 'estimated';
  /** Why, for people, to be read after "the cost is estimated: ". */
  reason: string;
}

interface Unpriced {
  source: 'unknown';
  costUsd: null;
  breakdown: Record<string, never>;
  /** Why, for people, to be read after "the cost is unknown: ". */
  reason: string;
  /** What has no price and would need one of the organisation's own, by the price list's keys; more may come out once these have one. */
  lacking: readonly string[];
}

/**
 * Models of OpenAI's chat completions that search the web for each answer, for a fee that no usage tells.
 * https://developers.openai.com/api/docs/guides/tools-web-search
 */
const searchModel = /-search-(?:preview|api)\b/;

/**
 * Providers whose answers say in USD what they charged, all fees and discounts included: nothing knows it better.
 * https://docs.x.ai/developers/cost-tracking, https://openrouter.ai/docs/use-cases/usage-accounting,
 * https://docs.perplexity.ai/docs/getting-started/pricing, https://vercel.com/docs/ai-gateway/sdks-and-apis/openai-chat-completions
 */
const telling = new Set(['openrouter', 'perplexity', 'vercel', 'xai']);

/** Whether a provider's answers say what they cost, as a rule. */
export function tellsCosts(provider: string): boolean {
  return telling.has(provider);
}

/**
 * What a call cost by the organisation's own price of the model, else as its provider reports it, else by the provider's price list,
 * exact to 1e-12 USD; estimated, where all that was seen has a price and the bill may differ all the same. Unknown, never 0 and
 * never too low, when the provider, the model, the usage or the service tier's price is not known, when something was billed that
 * nothing counts, and when the usage contradicts itself (more cached than there was).
 *
 * @param ownPrices of the organisation that made the call
 */
export function price(question: PriceQuestion, ownPrices: OwnPrices): Price {
  const answering = priceOfModel(question, ownPrices, true);
  // What a provider says that the call cost is all of it.
  if (answering.source === 'provider') return answering;
  const others = question.otherModels.map(({ model, usage }) => {
    const asked = { ...question, model, usage, extras: {}, billedApart: [], reportedCost: null };
    return { model, price: priceOfModel(asked, ownPrices, false) };
  });
  return together(answering, others);
}

/**
 * What one model's tokens cost, and what was taken beside tokens.
 *
 * @param isAnswering whether it is the model that answered, which has the request's fee
 */
function priceOfModel(question: PriceQuestion, ownPrices: OwnPrices, isAnswering: boolean): Price {
  const { provider, model, usage, inferenceGeo, billedApart, reportedCost, at } = question;
  const own = ownPrices(provider, model, at);
  if (!own && reportedCost !== null && tellsCosts(provider)) return asReported(reportedCost);
  if (isUnbilled(question) || (!own && isFree(provider, model)))
    return { source: 'priced', costUsd: '0', breakdown: {} };
  const listed = ratesOf(provider, model, at);
  const place = placeFactor(provider, model, question);
  // An own price is what the model costs wherever it runs; the list's own is that of most places.
  const isListedPlace = place?.numerator === place?.denominator;
  const rates = own ? completed(own, isListedPlace ? listed : undefined) : listed;
  if (!rates) return withoutPrice(question);
  if (!own && !place) return unknown(`the prices of ${inferenceGeo} are not in the price list`);
  // Only who asked for another tier than the ordinary one is in doubt which one served the call.
  const isTold = question.serviceTier !== '' || isOrdinary(question.requestedTier);
  const tierName = isTold ? question.serviceTier : question.requestedTier;
  const tier = tierOf(provider, tierName, model);
  if (!tier) return unknown(`the price of the service tier ${tierName} is not in the price list`);
  if (billedApart.length > 0) return unknown(`billed apart and not in the usage: ${billedApart.join(', ')}`);
  const { promptTokens } = usage;
  const fees = feesOf({ provider, model, promptTokens, extras: extrasOf(question), isAnswering }, rates);
  if (typeof fees === 'string') return unknown(fees);
  if ('lacking' in fees) return withoutPart(question, own !== undefined, fees);
  const charges = timeChargesOf(provider, rates, usage) ?? chargesOf(rates, usage, hasAudioAsText(provider));
  if (typeof charges === 'string') return unknown(charges);
  if ('lacking' in charges) return withoutPart(question, own !== undefined, charges);

  const bill = billOf([...charges, ...fees.charges], own || !place ? tier : times(tier, place));
  return asBilled(bill, [
    own ? '' : listDoubt(provider, model, at),
    own ? '' : (place?.doubt ?? ''),
    isTold ? '' : `the service tier ${tierName} was asked for, and the answer does not say which one served it`,
    tier.doubt ?? '',
    (usage.cacheReadTokens ?? 0) > 0 ? (tier.cacheDoubt ?? '') : '',
    ...fees.doubts,
  ]);
}

/** @param doubts why the bill may differ, '' for none */
function asBilled({ total, lines }: Bill, doubts: readonly string[]): Price {
  if (!isStorable(total)) return unknown('it is more than any call costs');
  const breakdown: Record<string, string> = {};
  for (const [line, amount] of Object.entries(lines)) breakdown[line] = decimalText(amount);
  const cost = { costUsd: decimalText(total), breakdown };
  const said = doubts.filter((doubt) => doubt !== '');
  if (said.length === 0) return { source: 'priced', ...cost };
  return { source: 'estimated', ...cost, reason: [...new Set(said)].join('; ') };
}

/**
 * Free is counting tokens, and at Anthropic since June 2, 2026 a refusal before any output, whatever its usage says.
 * https://platform.claude.com/docs/en/build-with-claude/token-counting, https://ai.google.dev/gemini-api/docs/billing,
 * https://platform.claude.com/docs/en/release-notes/overview, https://platform.claude.com/docs/en/build-with-claude/refusals-and-fallback
 */
function isUnbilled({ provider, extras, at }: PriceQuestion): boolean {
  if ('counted_tokens' in extras) return countingForFree.has(provider);
  return provider === 'anthropic' && 'refusal' in extras && at >= refusalsAreFree;
}

const countingForFree = new Set(['anthropic', 'google', 'vertex']);

const refusalsAreFree = Date.UTC(2026, 5, 2);

/** What was taken beside tokens, with what only the model's name tells. */
function extrasOf({ provider, model, usage, extras }: PriceQuestion): Record<string, number> {
  const counted = { ...extras, [searchesOf(provider, model)]: usage.webSearches ?? 0 };
  if (provider === 'openai' && searchModel.test(model)) return { ...counted, search_model: 1 };
  const isRequestTold = Object.keys(extras).some((name) => name.startsWith('request_'));
  return provider === 'perplexity' && !isRequestTold ? { ...counted, request: 1 } : counted;
}

/** Gemini's searches are priced otherwise than by the piece on some models. */
function searchesOf(provider: string, model: string): string {
  return provider === 'google' || (provider === 'vertex' && !model.startsWith('claude'))
    ? 'google_search'
    : 'web_search';
}

function asReported(cost: number): Price {
  // A larger number is not written in digits that could be cut to an amount.
  const amount = cost < 1e6 ? picodollars(cost) : undefined;
  if (amount === undefined || !isStorable(amount)) return unknown('it is more than any call costs');
  const costUsd = decimalText(amount);
  return { source: 'provider', costUsd, breakdown: amount === 0n ? {} : { reported: costUsd } };
}

function withoutPrice({ provider, model, usage }: PriceQuestion): Unpriced {
  // Models without output, such as those for embeddings, have no price for it.
  const lacking = usage.completionTokens === null ? ['input_mtok'] : ['input_mtok', 'output_mtok'];
  return unknown(`there is no price for the model ${model || 'without a name'} of ${provider}`, lacking);
}

function withoutPart({ provider, model }: PriceQuestion, isOwn: boolean, { lacking }: Lack): Unpriced {
  const whose = isOwn ? 'your own price' : 'the price list';
  const other = isOwn ? ', and the price list has none that holds for it' : '';
  return unknown(`${whose} has no ${lacking} for the model ${model} of ${provider}${other}`, [lacking]);
}

function unknown(reason: string, lacking: readonly string[] = []): Unpriced {
  return { source: 'unknown', costUsd: null, breakdown: {}, reason, lacking };
}
