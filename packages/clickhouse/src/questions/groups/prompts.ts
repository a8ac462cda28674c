import { latencies, seen, totals, users } from './figures.ts';

/** By prompt; calls that name none are in no group. */
export const prompts = () => ({
  keys: { prompt_id: 'prompt_id' },
  figures: { ...totals, ...latencies, users, ...seen },
  more: {},
});
