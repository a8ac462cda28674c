import { clickhouseTime, type RequestRow, uuidv7 } from '@tallystick/log';
import { beforeEach, expect, test } from 'vitest';
import { insertRequests, readCallMetrics, readOrganisationMetrics } from './index.ts';
import { clickhouse } from './test/database.ts';
import { requestRow } from './test/rows.ts';

const to = Date.UTC(2026, 10, 20, 12);
const window = { from: to - 300_000, to };

beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

/** A call that ended a minute before the window's end, and took a second. */
function call(overrides: Partial<RequestRow> = {}): RequestRow {
  const request_id = uuidv7(to - 61_000);
  return requestRow({
    org_id: 'acme',
    created_at: clickhouseTime(to - 61_000),
    responded_at: clickhouseTime(to - 60_000),
    request_id,
    call_id: request_id,
    attempt: 1,
    provider: 'openai',
    model: 'gpt-4o-mini',
    status: 200,
    finish: 'complete',
    prompt_tokens: 10,
    completion_tokens: 2,
    cache_read_tokens: null,
    cache_write_tokens: null,
    reasoning_tokens: null,
    cost_usd: '0.25',
    cost_source: 'priced',
    latency_ms: 1000,
    ttft_ms: null,
    is_deleted: 0,
    version: 1,
    ...overrides,
  });
}

test('adds up what an organisation called, once however often it was delivered, and never what is unknown', async () => {
  const twice = call();
  await insertRequests(clickhouse, [
    twice,
    call({ cost_usd: null, cost_source: 'unknown', prompt_tokens: null, latency_ms: 3000, ttft_ms: 500 }),
    call({ status: 429, cost_usd: null, cost_source: 'unknown', prompt_tokens: null, completion_tokens: null }),
    call({ status: 0, finish: 'upstream_error', cost_usd: null, cost_source: 'unknown' }),
    call({ is_deleted: 1 }),
    call({ org_id: 'other' }),
  ]);
  await insertRequests(clickhouse, [twice]);
  expect(await readCallMetrics(clickhouse, 'acme', window, 50)).toEqual([
    {
      provider: 'openai',
      model: 'gpt-4o-mini',
      calls: { '2xx': 2, '4xx': 1, none: 1 },
      failed: 2,
      prompt_tokens: 20,
      completion_tokens: 6,
      cache_read_tokens: null,
      cache_write_tokens: null,
      reasoning_tokens: null,
      cost_usd: 0.25,
      cost_unknown: 3,
      latency_ms: [1000, expect.any(Number), 3000],
      ttft_ms: [500, 500, 500],
    },
  ]);
});

test('counts a call by its final attempt, and its cost over all', async () => {
  const first = call({ status: 500 });
  await insertRequests(clickhouse, [first, call({ call_id: first.call_id, attempt: 2 })]);
  expect(await readCallMetrics(clickhouse, 'acme', window, 50)).toMatchObject([
    { calls: { '2xx': 1 }, failed: 0, cost_usd: 0.5 },
  ]);
  expect(await readOrganisationMetrics(clickhouse, window, 50)).toEqual([
    { organisation: 'acme', calls: 1, failed: 0 },
  ]);
});

test('counts what ended in the window', async () => {
  const at = (time: number) => call({ responded_at: clickhouseTime(time) });
  await insertRequests(clickhouse, [at(window.from - 1), at(window.from), at(to - 1), at(to)]);
  expect(await readCallMetrics(clickhouse, 'acme', window, 50)).toMatchObject([{ calls: { '2xx': 2 } }]);
});

test('adds the models beyond the limit up as other, and leaves out the smaller organisations', async () => {
  const models = ['a', 'b', 'b', 'c', 'c', 'c'].map((model) => call({ model }));
  await insertRequests(clickhouse, [...models, call({ org_id: 'small' })]);
  const found = await readCallMetrics(clickhouse, 'acme', window, 2);
  expect(found.map(({ provider, model, calls }) => [provider, model, calls['2xx']])).toEqual([
    ['openai', 'b', 2],
    ['openai', 'c', 3],
    ['other', 'other', 1],
  ]);
  expect(await readOrganisationMetrics(clickhouse, window, 1)).toEqual([{ organisation: 'acme', calls: 6, failed: 0 }]);
});
