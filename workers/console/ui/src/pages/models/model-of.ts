import type { ModelsAnswer } from '@tallystick/client';
import type { Filter } from '@tallystick/filter';

export type Model = Pick<ModelsAnswer['data'][number], 'provider' | 'model'>;

/** A model as the URL names it: `openai/gpt-4.1`. No provider's name has a slash. */
export function printModel({ provider, model }: Model): string {
  return `${provider}/${model}`;
}

export function readModel(text: string): Model {
  const [provider = ''] = text.split('/', 1);
  return { provider, model: text.slice(provider.length + 1) };
}

/** The calls that count for a model: those that it answered, and those that asked for it and that no model answered. */
export function callsOf({ provider, model }: Model): Filter {
  return {
    and: [
      { field: 'provider', op: '=', value: provider },
      {
        or: [
          { field: 'model', op: '=', value: model },
          {
            and: [{ not: { field: 'model', op: 'exists' } }, { field: 'requested_model', op: '=', value: model }],
          },
        ],
      },
    ],
  };
}

/** Calls whose tokens are known and whose cost is not: there is no price for them. */
export const unpriced: Filter = {
  and: [{ not: { field: 'cost_usd', op: 'exists' } }, { field: 'total_tokens', op: 'exists' }],
};
