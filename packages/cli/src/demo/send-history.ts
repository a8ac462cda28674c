import { setTimeout as sleep } from 'node:timers/promises';
import { demoOrganisation } from '@tallystick/accounts';
import { type ClickHouse, createClickHouse } from '@tallystick/clickhouse';
import { type HistoryCall, history, type LoggedCall, type Service } from '@tallystick/demo';
import { clickhouseTime } from '@tallystick/log';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { showProgress } from '../progress.ts';
import { type DemoState, writeState } from './organisation.ts';
import type { RunningDev } from './running-dev.ts';

/** Calls in one request, and how many of its requests are on their way at once. */
const groupSize = 100;
const inFlight = 3;
/** The local queue refuses what goes beyond 20,000 messages: far fewer wait in it. */
const mostQueued = 5_000;
/** After this long without a row more, what is missing is not waited for. ms */
const patience = 90_000;

/**
 * Makes up the history and logs what of it is not there yet, as anybody would: `POST /tally/v1/log`.
 *
 * @returns how many calls became rows just now
 */
export async function sendHistory(dev: RunningDev, state: DemoState): Promise<number> {
  const stored = await storedIds(createClickHouse(dev.clickhouse), state.until);
  if (state.sent !== undefined && stored.size >= state.sent) return 0;
  const before = stored.size;
  const progress = showProgress('making up thirty days', Math.max(1, state.calls - before));
  const landing = new Landing(createClickHouse(dev.clickhouse), state.until, before, (count) =>
    progress.advance(count),
  );
  let made = 0;
  let sent = 0;
  const requests = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for (const [service, calls] of groups(history(state))) {
    made += calls.length;
    const missing = calls.filter(({ request_id }) => !stored.has(request_id));
    while (requests.size >= inFlight) await Promise.race(requests);
    if (failures.length > 0) break;
    await landing.all(sent - mostQueued);
    if (sent - landing.count > mostQueued) {
      throw new CommandError('the calls do not become rows: "npx pnpm@12 tally dead-letters list" may say why');
    }
    if (missing.length === 0) continue;
    sent += missing.length;
    const request = post(dev.edgeUrl, state.keys[service], missing)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => requests.delete(request));
    requests.add(request);
    await landing.lookNowAndThen();
  }
  await Promise.all(requests);
  if (failures.length > 0) throw failures[0];
  await landing.all(sent);
  await writeState(dev.dataDir, { ...state, sent: made });
  progress.done(`${landing.count.toLocaleString('en-US')} calls are rows`);
  if (landing.count < sent) {
    console.error(`${sent - landing.count} calls are no rows yet: "npx pnpm@12 tally dead-letters list" may say why`);
  }
  return landing.count;
}

/** Calls of one part of the product together, since they share its key. */
function* groups(calls: Iterable<HistoryCall>): Generator<[Service, LoggedCall[]]> {
  const open = new Map<Service, LoggedCall[]>();
  for (const { service, call } of calls) {
    const group = open.get(service) ?? [];
    group.push(call);
    open.set(service, group);
    if (group.length < groupSize) continue;
    yield [service, group];
    open.delete(service);
  }
  yield* open;
}

async function post(edgeUrl: string, key: string, calls: readonly LoggedCall[]): Promise<void> {
  const answer = await fetch(`${edgeUrl}/tally/v1/log`, {
    method: 'POST',
    headers: { 'Tally-Auth': `Bearer ${key}` },
    body: JSON.stringify({ calls }),
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new CommandError(`the edge did not take the calls: ${answer.status} ${text}`);
}

async function storedIds(clickhouse: ClickHouse, until: number): Promise<ReadonlySet<string>> {
  const rows = await clickhouse.query(
    z.object({ request_id: z.string() }),
    `SELECT DISTINCT request_id FROM requests FINAL WHERE org_id = {organisation:String} AND created_at < {until:DateTime64(3, 'UTC')}`,
    { organisation: demoOrganisation.id, until: clickhouseTime(until) },
  );
  return new Set(rows.map(({ request_id }) => request_id));
}

/** Watches calls become rows. */
class Landing {
  count = 0;
  readonly #clickhouse: ClickHouse;
  readonly #until: number;
  readonly #before: number;
  readonly #onRows: (count: number) => void;
  #lookedAt = 0;

  /** @param before how many rows there were */
  constructor(clickhouse: ClickHouse, until: number, before: number, onRows: (count: number) => void) {
    this.#clickhouse = clickhouse;
    this.#until = until;
    this.#before = before;
    this.#onRows = onRows;
  }

  async look(): Promise<void> {
    await sleep(300);
    const [row] = await this.#clickhouse.query(
      z.object({ rows: z.int() }),
      `SELECT uniqExact(request_id) AS rows FROM requests FINAL
       WHERE org_id = {organisation:String} AND created_at < {until:DateTime64(3, 'UTC')}`,
      { organisation: demoOrganisation.id, until: clickhouseTime(this.#until) },
    );
    const count = (row?.rows ?? 0) - this.#before;
    if (count > this.count) this.#onRows(count - this.count);
    this.count = Math.max(this.count, count);
    this.#lookedAt = Date.now();
  }

  async lookNowAndThen(): Promise<void> {
    if (Date.now() - this.#lookedAt > 1_500) await this.look();
  }

  /** Resolves when so many are rows, or no more become it. */
  async all(count: number): Promise<void> {
    let last = { count: this.count, at: Date.now() };
    while (this.count < count && Date.now() - last.at < patience) {
      await this.look();
      if (this.count > last.count) last = { count: this.count, at: Date.now() };
    }
  }
}
