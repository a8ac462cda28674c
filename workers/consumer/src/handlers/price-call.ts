import { type Price, price } from '@tallystick/pricing';
import type { Measured } from './read-usage.ts';

export interface Priced extends Measured {
  price: Price;
}

/** Prices the tokens by the model that answered, or by the one that the caller named for it. */
export function priceCall(log: Measured): Priced {
  const { call, facts } = log;
  const { usage, serviceTier, inferenceGeo } = facts;
  const model = call.model_override || facts.model || facts.requestedModel;
  return {
    ...log,
    price: price({ provider: call.provider, model, usage, serviceTier, inferenceGeo, at: call.created_at }),
  };
}
