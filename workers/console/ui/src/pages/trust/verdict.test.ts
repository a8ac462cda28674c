import type { GapsAnswer, HealthAnswer } from '@tallystick/client';
import { describe, expect, it } from 'vitest';
import { verdict } from './verdict.ts';

const time = '2030-01-31T14:00:00.000Z';
const well: HealthAnswer = {
  ok: true,
  status: 'ok',
  version: '0.1.0',
  checked_at: time,
  problems: [],
  schema: { applied: 6, expected: 6 },
  clickhouse: { reachable: true, latency_ms: 4, version: '26.8' },
  d1: { reachable: true, latency_ms: 1 },
  r2: { reachable: true, latency_ms: 2 },
  queue: { reachable: true, latency_ms: 2, backlog_count: 0, backlog_bytes: 0, oldest_message_at: null },
  spilled: { count: 0, capped: false, oldest_at: null },
  parked: { batches: 0, messages: 0, capped: false, oldest_at: null },
  dead_letters: { count: 0, capped: false, by_code: {} },
  price_list: { hash: '0123456789ab', fetched_at: null },
  last_row_at: time,
  oldest_unhandled_at: null,
};
const day = { calls: 41_209, unpriced: 0 };
const none = { count: 0, more: false };
const clean: GapsAnswer = { verdict: 'clean', checked_at: time, since: time, messages: 41_209, gone: 0 };

describe('the verdict', () => {
  it('says that every call is stored when nothing waits', () => {
    expect(verdict(well, day, none, clean)).toBe('Every one of the 41,209 calls of the last 24 hours is stored.');
    expect(verdict(well, { ...day, calls: 1 }, none, clean)).toBe('The one call of the last 24 hours is stored.');
  });

  it('counts calls without a known price', () => {
    expect(verdict(well, { ...day, unpriced: 3 }, none, clean)).toMatch(/is stored\. 3 have no known price\.$/);
    expect(verdict(well, { ...day, unpriced: 1 }, none, clean)).toMatch(/1 has no known price\.$/);
  });

  it('adds up what waits in the queue and in R2', () => {
    const busy: HealthAnswer = {
      ...well,
      queue: { ...well.queue, backlog_count: 2 },
      spilled: { ...well.spilled, count: 3 },
      parked: { ...well.parked, batches: 1, messages: 200 },
    };
    expect(verdict(busy, day, none, clean)).toBe(
      '41,209 calls of the last 24 hours are stored, and 205 are on the way.',
    );
  });

  it('does not say every where there are dead letters, or where nobody knows what waits', () => {
    const dead: HealthAnswer = {
      ...well,
      status: 'degraded',
      dead_letters: { count: 1, capped: false, by_code: { revoked_key: 1 } },
    };
    expect(verdict(dead, day, { count: 1, more: false }, clean)).toBe(
      '41,209 calls of the last 24 hours are stored, and none waits. 1 could not be stored and is kept as a dead letter.',
    );
    expect(verdict(dead, day, undefined, clean)).toBe(
      '41,209 calls of the last 24 hours are stored, and none waits. Dead letters of this deployment: 1; owners see which are theirs.',
    );
    const unknown: HealthAnswer = { ...well, queue: { ...well.queue, backlog_count: null } };
    expect(verdict(unknown, day, none, clean)).toBe('41,209 calls of the last 24 hours are stored.');
  });

  it('leaves the dead letters of other organisations to them', () => {
    const others: HealthAnswer = { ...well, dead_letters: { count: 7, capped: false, by_code: { died: 7 } } };
    expect(verdict(others, day, none, clean)).toBe('Every one of the 41,209 calls of the last 24 hours is stored.');
  });

  it('names what does not answer', () => {
    const away: HealthAnswer = {
      ...well,
      ok: false,
      status: 'down',
      clickhouse: { reachable: false, latency_ms: 4000, version: null },
      d1: { reachable: false, latency_ms: 4000 },
    };
    expect(verdict(away, undefined, undefined, clean)).toBe(
      'ClickHouse and D1 do not answer. Calls go through, and their logs wait until all is back.',
    );
  });

  it('does not take no calls for bad news', () => {
    expect(verdict(well, { calls: 0, unpriced: 0 }, none, clean)).toBe(
      'No call came in the last 24 hours, and none waits to be stored.',
    );
  });

  it('says every only where nothing is missing', () => {
    const gone = (number: number): GapsAnswer => ({ ...clean, verdict: 'gone', gone: number });
    const stored = '41,209 calls of the last 24 hours are stored, and none waits.';
    expect(verdict(well, day, none, gone(300))).toBe(`${stored} 300 messages of this deployment are missing.`);
    expect(verdict(well, day, none, gone(1))).toBe(`${stored} One message of this deployment is missing.`);
    expect(verdict(well, day, none, { ...clean, verdict: 'unsure' })).toBe(
      `${stored} Whether any is missing is not sure.`,
    );
    expect(verdict(well, day, none, undefined)).toBe(`${stored} Whether any is missing cannot be told now.`);
    expect(verdict(well, day, none, { ...clean, verdict: 'elsewhere' })).toMatch(/^Every one/);
  });
});
