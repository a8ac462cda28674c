import { type Accounts, openAccounts, trimAuditLines } from '@tallystick/accounts';
import {
  type ClickHouse,
  ClickHouseError,
  createClickHouse,
  insertTombstones,
  type ServiceTokenVariables,
  serviceTokenOf,
} from '@tallystick/clickhouse';
import { within } from '@tallystick/delivery';
import { StoredPriceList } from '@tallystick/pricing/stored-list';
import { AccountsCache } from './accounts-cache.ts';
import { buryDied } from './bury-died.ts';
import { consume, type Surroundings } from './consume.ts';
import { carryOutDeletions } from './deletions/carry-out.ts';
import { KnownDeletions } from './deletions/known-deletions.ts';
import { impatient } from './impatient.ts';
import { failureOf, insertRows } from './insert-rows.ts';
import { codeOf, Outage, OutageMemory } from './outage.ts';
import { objectsKeptDays, periodOf } from './period.ts';
import { refreshPrices } from './refresh-prices.ts';
import { replayParked } from './replay-parked.ts';
import { resendSpilled } from './resend-spilled.ts';
import { forwardSuspects } from './send-alone.ts';
import { sweepEdits } from './sweep-edits.ts';
import { sweepObjects } from './sweep-objects.ts';
import type { Chain } from './work.ts';

export interface Env extends ServiceTokenVariables {
  DB: D1Database;
  OBJECTS: R2Bucket;
  CALLS: Queue;
  /** The queue that delivers messages singly. */
  ALONE: Queue;
  CLICKHOUSE_URL: string;
  CLICKHOUSE_USER: string;
  CLICKHOUSE_PASSWORD: string;
  CLICKHOUSE_DATABASE: string;
  /** How long rows are kept, as the table's TTL has it: a call from before is not stored. '0' for good. */
  REQUESTS_TTL_DAYS: string;
  /** How long bodies are kept, likewise: those in R2 go by it. */
  BODIES_TTL_DAYS: string;
  /** Where the price list is published; '' for the one in the code alone. */
  PRICE_LIST_URL: string;
}

/** For an insert into one table, until ClickHouse has written it; async inserts are flushed within a second or so. ms */
const insertTimeout = 30_000;

/** Removing rows rewrites the marks of parts. ms */
const removalTimeout = 120_000;

/** R2 takes the largest batch, and a queue a message, in seconds: the queue has been seen to take a minute to say nothing. ms */
const objectsTimeout = 30_000;
const queueTimeout = 20_000;

/** What a batch waits for a look at the price list. ms */
const priceListTimeout = 2_000;

/** The every-minute run begins nothing after these, so that it ends before the next one: what is spilled, parked, edited, deleted. ms */
const resendTime = 20_000;
const replayTime = 45_000;
const editsTime = 30_000;
const deletionsTime = 40_000;

/** The daily run may last 15 minutes. ms */
const sweepTime = 600_000;

/** As in wrangler.toml. Any other schedule is the every-minute one. */
const daily = '17 3 * * *';

/** What a message has been through when it comes to the queue that delivers messages singly. */
const deliveriesBeforeAlone = 2;

export default {
  async queue(batch, env) {
    const { surroundings, alone, priceList } = worldOf(env);
    if (batch.queue.endsWith('-dead')) return await buryDied(batch.messages, surroundings);
    await priceList.use(Date.now());
    if (batch.queue.endsWith('-alone')) return await consume(batch.messages, surroundings, deliveriesBeforeAlone);
    await consume(await forwardSuspects(batch.messages, alone), surroundings);
  },

  async scheduled({ cron }, env) {
    const now = Date.now();
    const results = await Promise.allSettled(
      cron === daily
        ? [sweep(env, now + sweepTime), trimAudit(env, now), refreshList(env, now)]
        : [
            resend(env, now + resendTime),
            replay(env, now + replayTime),
            foldLate(env, now, now + editsTime),
            carryOut(env, now, now + deletionsTime),
          ],
    );
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
  },
} satisfies ExportedHandler<Env>;

async function resend(env: Env, until: number): Promise<void> {
  const { surroundings, calls } = worldOf(env);
  const sent = await resendSpilled(surroundings.objects, calls, until);
  if (sent > 0) console.log({ event: 'spilled_messages_sent', sent });
}

async function replay(env: Env, until: number): Promise<void> {
  const { surroundings, alone, priceList } = worldOf(env);
  const { chain, objects } = surroundings;
  if (chain instanceof Outage) return;
  await priceList.use(Date.now());
  const replayed = await replayParked({ objects, chain, alone, until });
  if (replayed > 0) console.log({ event: 'parked_messages_replayed', replayed });
}

async function foldLate(env: Env, now: number, until: number): Promise<void> {
  const { settings, surroundings } = worldOf(env);
  if (!settings || surroundings.outages.known(now)) return;
  try {
    const calls = await sweepEdits({ clickhouse: settings.clickhouse, now, until });
    if (calls > 0) console.log({ event: 'late_edits_folded', calls });
  } catch (error) {
    if (!(error instanceof ClickHouseError)) throw error;
    // Those who look at outages hear of it from the messages that meet it.
    console.warn({ event: 'edits_not_swept', code: error.code });
  }
}

async function carryOut(env: Env, now: number, until: number): Promise<void> {
  const { settings, surroundings } = worldOf(env);
  if (!settings) return;
  const { accounts, patientClickhouse: clickhouse } = settings;
  try {
    const complete = await carryOutDeletions({ accounts, clickhouse, objects: surroundings.objects, now, until });
    if (complete > 0) console.log({ event: 'deletions_complete', deletions: complete });
  } catch (error) {
    // They stay pending, and whoever asked for them sees that.
    console.error({ event: 'deletions_not_carried_out', code: codeOf(error) });
  }
}

async function trimAudit(env: Env, now: number): Promise<void> {
  const trimmed = await trimAuditLines(openAccounts(env.DB), now);
  if (trimmed > 0) console.log({ event: 'audit_lines_trimmed', trimmed });
}

async function refreshList(env: Env, now: number): Promise<void> {
  const { surroundings, priceList: list } = worldOf(env);
  await refreshPrices({ url: env.PRICE_LIST_URL, objects: surroundings.objects, list, now });
}

async function sweep(env: Env, until: number): Promise<void> {
  const { surroundings, calls, settings } = worldOf(env);
  if (!settings) return;
  const swept = await sweepObjects({ objects: surroundings.objects, calls, ...settings, until });
  console.log({ event: 'objects_swept', ...swept });
}

interface World {
  surroundings: Surroundings;
  priceList: StoredPriceList;
  calls: Queue;
  alone: Queue;
  /** Absent when one is wrong. */
  settings?: { clickhouse: ClickHouse; patientClickhouse: ClickHouse; accounts: Accounts; keptDays: number };
}

/** One per isolate: what is remembered of accounts and outages outlives a batch. */
const known = new WeakMap<Env, World>();

function worldOf(env: Env): World {
  const before = known.get(env);
  if (before) return before;
  const made = worldFrom(env);
  known.set(env, made);
  return made;
}

function worldFrom(env: Env): World {
  const surroundings = { objects: impatient(env.OBJECTS, objectsTimeout), outages: new OutageMemory() };
  const others = {
    priceList: new StoredPriceList(env.OBJECTS, (look) => within(priceListTimeout, look)),
    calls: impatient(env.CALLS, queueTimeout),
    alone: impatient(env.ALONE, queueTimeout),
  };
  try {
    const reach = (timeout: number) =>
      createClickHouse({
        url: env.CLICKHOUSE_URL,
        user: env.CLICKHOUSE_USER,
        password: env.CLICKHOUSE_PASSWORD,
        database: env.CLICKHOUSE_DATABASE,
        serviceToken: serviceTokenOf(env),
        timeout,
      });
    const clickhouse = reach(insertTimeout);
    const accounts = openAccounts(env.DB);
    const chain: Chain = {
      accounts: new AccountsCache(accounts),
      deletions: new KnownDeletions(accounts),
      insert: insertRows(clickhouse),
      insertBlank: (place) => insertTombstones(clickhouse, [{ ...place, buried_at: new Date() }]),
      failureOf,
      period: periodOf(env.REQUESTS_TTL_DAYS),
    };
    return {
      surroundings: { ...surroundings, chain },
      ...others,
      settings: {
        clickhouse,
        patientClickhouse: reach(removalTimeout),
        accounts,
        keptDays: objectsKeptDays(env.REQUESTS_TTL_DAYS, env.BODIES_TTL_DAYS),
      },
    };
  } catch (cause) {
    console.error({ event: 'wrong_setting', message: cause instanceof Error ? cause.message : String(cause) });
    return { surroundings: { ...surroundings, chain: new Outage('wrong_setting', { cause }) }, ...others };
  }
}
