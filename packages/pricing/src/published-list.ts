import { calcPrice, type ModelInfo, type ModelPrice, type Provider } from '@pydantic/genai-prices';
import * as z from 'zod';
import { currentList, listedIds } from './price-list.ts';

/** No unit of the list's costs a hundredth of this. USD */
const highest = 10_000;
/** The prices of a model that stays do not change by more than this factor between two lists. */
const steepest = 10;
/** What of a provider's models, and of all, is still there in a list that is whole. */
const leastOfProvider = 0.5;
const leastOfAll = 0.9;

/** Models without which no list is right, by the list's own names. */
const wellKnown: readonly (readonly [provider: string, model: string])[] = [
  ['openai', 'gpt-4o'],
  ['openai', 'gpt-5-mini'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['anthropic', 'claude-haiku-4-5'],
  ['google', 'gemini-2.5-flash'],
  ['mistral', 'mistral-large-latest'],
];

const amountSchema = z.number().min(0).max(highest);
const priceSchema = z.union([
  amountSchema,
  z.object({ base: amountSchema, tiers: z.array(z.object({ start: z.int().min(0), price: amountSchema })).min(1) }),
]);
const pricesSchema = z.record(z.string(), priceSchema);

// The published list leaves out what kind of constraint one is; the list in the code tells.
const timeOfDay = z.string().regex(/^\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/);
const constraintSchema = z.union([
  z.strictObject({ type: z.literal('start_date').default('start_date'), start_date: z.iso.date() }),
  z.strictObject({
    type: z.literal('time_of_date').default('time_of_date'),
    start_time: timeOfDay,
    end_time: timeOfDay,
  }),
]);

/** An expression may repeat something without a limit in so many places at most; those of the list do in one. */
const mostRepetitions = 2;

/** Names of models come from outside: an expression that repeats a group, or in many places, could take for ever on one. */
const regexSchema = z
  .string()
  .max(200)
  .refine(
    (text) => !/\)[*+{]/.test(text) && repetitionsOf(text) <= mostRepetitions && isRegex(text),
    'no expression that is safe to use',
  );

type Match = Provider['models'][number]['match'];
const matchSchema: z.ZodType<Match> = z.lazy(() =>
  z.union([
    z.strictObject({ or: z.array(matchSchema) }),
    z.strictObject({ and: z.array(matchSchema) }),
    z.strictObject({ equals: z.string() }),
    z.strictObject({ starts_with: z.string() }),
    z.strictObject({ ends_with: z.string() }),
    z.strictObject({ contains: z.string() }),
    z.strictObject({ regex: regexSchema }),
  ]),
);

const modelSchema = z.object({
  id: z.string().min(1),
  match: matchSchema,
  prices: z.union([
    pricesSchema,
    z.array(z.object({ constraint: constraintSchema.exactOptional(), prices: pricesSchema })).min(1),
  ]),
});

/** What pricing needs of a provider in the list; the rest, such as descriptions, is dropped. */
const providerSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  api_pattern: z.string(),
  fallback_model_providers: z.array(z.string()).exactOptional(),
  models: z.array(modelSchema),
});

/** Why a published list is not to be used. */
export class RefusedList extends Error {
  override name = 'RefusedList';
}

/**
 * Reads a list as it is published, and checks it against the one in use: a list that is broken, cut or absurd must never price a call.
 * Of it remain the providers whose list is used here.
 *
 * @param now Unix ms
 * @throws RefusedList with a message that says why
 */
export async function readPublishedList(text: string, now: number): Promise<Provider[]> {
  const parsed = z.array(providerSchema).safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new RefusedList(`it has another shape: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}`);
  }
  const providers = parsed.data.filter(({ id }) => listedIds.has(id));
  const before = (await currentList()).filter(({ id }) => listedIds.has(id));
  comparePresence(before, providers);
  for (const provider of providers) {
    const known = before.find(({ id }) => id === provider.id)?.models;
    for (const model of provider.models) {
      checkPrices(provider, model);
      const same = known?.find(({ id }) => id === model.id);
      if (same) comparePrices(provider, model, same);
    }
  }
  for (const [id, model] of wellKnown) {
    const provider = providers.find((one) => one.id === id);
    const prices = provider && calcPrice({}, model, { provider, timestamp: new Date(now) })?.model_price;
    if (!prices?.input_mtok || !prices.output_mtok) throw new RefusedList(`it has no price for ${model} of ${id}`);
  }
  return providers;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedList('it is not JSON');
  }
}

function repetitionsOf(text: string): number {
  return text.match(/[*+]|\{\d*,/g)?.length ?? 0;
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}

function comparePresence(before: readonly Provider[], providers: readonly Provider[]): void {
  for (const { id, models } of before) {
    const left = providers.find((provider) => provider.id === id)?.models.length ?? 0;
    if (left < models.length * leastOfProvider) {
      throw new RefusedList(`it has ${left} models of ${id}, and there were ${models.length}`);
    }
  }
  const [were, are] = [before, providers].map((list) => list.reduce((sum, { models }) => sum + models.length, 0));
  if (are === undefined || were === undefined || are < were * leastOfAll) {
    throw new RefusedList(`it has ${are} models, and there were ${were}`);
  }
}

/** What the package would only find out when a call is priced: prices whose keys do not go together. */
function checkPrices(provider: Provider, model: ModelInfo): void {
  const { id } = model;
  for (const prices of allPrices(model)) {
    try {
      calcPrice({}, id, { provider: { ...provider, models: [{ id, match: { equals: id }, prices }] } });
    } catch (error) {
      throw new RefusedList(`the prices of ${id} of ${provider.id} do not hold: ${String(error)}`);
    }
  }
}

/** All prices of the model, of other times and long prompts too: each is to be like one that there was for the same thing. */
function comparePrices({ id }: Provider, model: ModelInfo, before: ModelInfo): void {
  for (const [key, amounts] of amountsOf(model)) {
    const known = amountsOf(before).get(key);
    if (!known) continue;
    for (const amount of amounts) {
      if (known.some((one) => amount <= one * steepest && one <= amount * steepest)) continue;
      throw new RefusedList(`the ${key} of ${model.id} of ${id} goes from ${known.join(' or ')} to ${amount}`);
    }
  }
}

function allPrices({ prices }: ModelInfo): ModelPrice[] {
  return Array.isArray(prices) ? prices.map((one) => one.prices) : [prices];
}

function amountsOf(model: ModelInfo): Map<string, number[]> {
  const amounts = new Map<string, number[]>();
  for (const [key, price] of allPrices(model).flatMap(Object.entries<ModelPrice[string]>)) {
    if (price === undefined) continue;
    const own = typeof price === 'number' ? [price] : [price.base, ...price.tiers.map((tier) => tier.price)];
    amounts.set(key, [...(amounts.get(key) ?? []), ...own]);
  }
  return amounts;
}
