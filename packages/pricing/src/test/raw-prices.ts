import { waitForUpdate } from '@pydantic/genai-prices';

/** A price in USD for a million tokens, or one by the length of the prompt. */
export type RawPrice = number | { base: number; tiers: { start: number; price: number }[] };

export interface RawModel {
  /** Our slug. */
  provider: string;
  /** A name that the model is called by. */
  model: string;
  /** As of the asked time, by the list's own keys. */
  prices: Readonly<Record<string, RawPrice | undefined>>;
}

const slugs: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  google: 'google',
  mistral: 'mistral',
  deepseek: 'deepseek',
  'x-ai': 'xai',
  groq: 'groq',
  together: 'together',
  fireworks: 'fireworks',
  cerebras: 'cerebras',
  novita: 'novita',
  moonshotai: 'moonshot',
  minimax: 'minimax',
  cloudflare: 'cloudflare',
  cohere: 'cohere',
  aws: 'bedrock',
};

const providers = (await waitForUpdate()) ?? [];

type Model = (typeof providers)[number]['models'][number];
type Dated = Extract<Model['prices'], readonly unknown[]>[number];

/**
 * The prices of every model of the providers whose list is theirs, from the raw data, resolved by another path than that of
 * the code under test.
 *
 * @param at Unix ms
 * @param key of the price that they must have
 */
export function rawPrices(at: number, key = 'input_mtok'): RawModel[] {
  return (
    providers
      .filter(({ id }) => Object.hasOwn(slugs, id))
      .flatMap(({ id, models }) => models.map((model) => ({ ...current(model, at), provider: slugs[id] ?? '' })))
      .filter(({ prices }) => prices[key] !== undefined)
      // They search for a fee beside their tokens.
      .filter(({ model }) => !model.includes('-search-preview'))
      // Claude on Vertex AI is priced by Anthropic's list, and these two by DeepSeek's own page.
      .filter(({ provider, model }) => provider !== 'google' || !model.startsWith('claude'))
      .filter(({ model }) => model !== 'deepseek-chat' && model !== 'deepseek-reasoner')
  );
}

function current({ id, match, prices }: Model, at: number): Omit<RawModel, 'provider'> {
  const dated: readonly Dated[] = Array.isArray(prices) ? prices : [{ prices }];
  const last = dated.findLast(({ constraint }) => holds(constraint, at));
  return { model: nameOf(id, match), prices: (last?.prices ?? {}) as RawModel['prices'] };
}

function holds(constraint: Dated['constraint'], at: number): boolean {
  if (!constraint) return true;
  const iso = new Date(at).toISOString();
  if (constraint.type === 'start_date') return constraint.start_date <= iso.slice(0, 10);
  return constraint.start_time <= iso.slice(11) && iso.slice(11) < constraint.end_time;
}

/** The model's id where its own rule takes it, else the first name in the rule. A fine-tuned one is called by snapshot and owner. */
function nameOf(id: string, match: unknown): string {
  if (id.startsWith('ft:')) return `${id}-2024-07-18:acme::1`;
  const names = literals(match);
  return names.includes(id) ? id : (names[0] ?? id);
}

function literals(match: unknown): string[] {
  if (typeof match === 'string') return [match];
  return typeof match === 'object' && match !== null ? Object.values(match).flatMap(literals) : [];
}
