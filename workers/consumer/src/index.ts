import { openAccounts } from '@tallystick/accounts';
import { createClickHouse, type ServiceTokenVariables, serviceTokenOf } from '@tallystick/clickhouse';
import { AccountsCache } from './accounts-cache.ts';
import { consume, type Surroundings } from './consume.ts';
import { failureOf, insertRows } from './insert-rows.ts';
import { periodOf } from './period.ts';
import { resendSpilled } from './resend-spilled.ts';

export interface Env extends ServiceTokenVariables {
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

/** How long messages wait for a wrong setting to be repaired. Seconds. */
const repairTime = 60;

export default {
  async queue(batch, env) {
    let surroundings: Surroundings;
    try {
      surroundings = surroundingsOf(env);
    } catch (error) {
      console.error({ event: 'wrong_setting', message: error instanceof Error ? error.message : String(error) });
      batch.retryAll({ delaySeconds: repairTime });
      return;
    }
    await consume(batch.messages, surroundings);
  },

  async scheduled(_controller, env) {
    const sent = await resendSpilled(env.OBJECTS, env.CALLS);
    if (sent > 0) console.log({ event: 'spilled_messages_sent', sent });
  },
} satisfies ExportedHandler<Env>;

/** One per isolate: what is remembered of accounts outlives a batch. */
const known = new WeakMap<Env, Surroundings>();

function surroundingsOf(env: Env): Surroundings {
  const before = known.get(env);
  if (before) return before;
  const clickhouse = createClickHouse({
    url: env.CLICKHOUSE_URL,
    user: env.CLICKHOUSE_USER,
    password: env.CLICKHOUSE_PASSWORD,
    database: env.CLICKHOUSE_DATABASE,
    serviceToken: serviceTokenOf(env),
  });
  const made: Surroundings = {
    accounts: new AccountsCache(openAccounts(env.DB)),
    objects: env.OBJECTS,
    insert: insertRows(clickhouse),
    failureOf,
    period: periodOf(env.REQUESTS_TTL_DAYS),
  };
  known.set(env, made);
  return made;
}
