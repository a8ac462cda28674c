import { latencies, seen, tokens_per_second, totals, ttft_p50, users } from './figures.ts';

/** By provider and the model that answered; where nothing did, the one that was asked for. Calls that name neither are in no group. */
export const models = () => ({
  keys: { provider: 'provider', model: "if(model = '', requested_model, model)" },
  figures: { ...totals, ...latencies, ttft_p50, tokens_per_second, users, ...seen },
  more: {},
});
