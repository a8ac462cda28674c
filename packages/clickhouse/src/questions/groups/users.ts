import { seen, sessions, totals } from './figures.ts';

/** By user; calls that name none are in no group. */
export const users = () => ({ keys: { user_id: 'user_id' }, figures: { ...totals, sessions, ...seen }, more: {} });
