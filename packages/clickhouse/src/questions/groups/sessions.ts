import * as z from 'zod';
import { span, totals } from './figures.ts';

/** So many models of a session are told. */
const mostModels = 10;

/** By session; calls that name none are in no group. */
export const sessions = () => ({
  keys: { session_id: 'session_id' },
  figures: { ...totals, ...span },
  more: {
    session_name: latest('session_name'),
    user_id: latest('user_id'),
    models: {
      sql: `arraySlice(arraySort(groupUniqArrayIf(model, model != '')), 1, ${mostModels})`,
      answered: z.array(z.string()),
    },
  },
  searched: ['session_id', 'session_name'],
});

/** What the latest call says of those that say it; empty where none does. */
function latest(column: string) {
  const sql = `argMaxIf(${column}, (created_at, isolate_id, isolate_seq), ${column} != '')`;
  return { sql, answered: z.string() };
}
