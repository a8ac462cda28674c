import { openAccounts } from '@tallystick/accounts';
import { createClickHouse } from '@tallystick/clickhouse';
import { AccountsCache } from './accounts-cache.ts';
import { consume, type Surroundings } from './consume.ts';
import { insertRows, isRefusal } from './insert-rows.ts';
import { resendSpilled } from './resend-spilled.ts';

export interface Env {
  DB: D1Database;
  OBJECTS: R2Bucket;
  CALLS: Queue;
  CLICKHOUSE_URL: string;
  CLICKHOUSE_USER: string;
  CLICKHOUSE_PASSWORD: string;
  CLICKHOUSE_DATABASE: string;
  /** How long rows are kept, as the table's TTL has it: a call from before is not stored. '0' for good. */
  REQUESTS_TTL_DAYS: string;
}

const day = 86_400_000;

/** Clocks of edges and callers may be ahead by this. Ms. */
const clockSkew = 300_000;

export default {
  async queue(batch, env) {
    await consume(batch.messages, surroundingsOf(env));
  },

  async scheduled(_controller, env) {
    const sent = await resendSpilled(env.OBJECTS, env.CALLS);
    if (sent > 0) console.log({ event: 'spilled_messages_sent', sent });
  },
} satisfies ExportedHandler<Env>;

/** One per isolate: what is remembered of accounts outlives a batch. */
const surroundings = new WeakMap<Env, Surroundings>();

function surroundingsOf(env: Env): Surroundings {
  const known = surroundings.get(env);
  if (known) return known;
  const clickhouse = createClickHouse({
    url: env.CLICKHOUSE_URL,
    user: env.CLICKHOUSE_USER,
    password: env.CLICKHOUSE_PASSWORD,
    database: env.CLICKHOUSE_DATABASE,
  });
  const keptDays = Number(env.REQUESTS_TTL_DAYS);
  const made: Surroundings = {
    accounts: new AccountsCache(openAccounts(env.DB)),
    objects: env.OBJECTS,
    insert: insertRows(clickhouse),
    isRefusal,
    period: (now) => ({ from: keptDays > 0 ? now - keptDays * day : 0, to: now + clockSkew }),
  };
  surroundings.set(env, made);
  return made;
}
