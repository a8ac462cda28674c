import { insertRequests } from '@tallystick/clickhouse';
import { requestRow } from '@tallystick/clickhouse/test/rows';
import { createClient } from '@tallystick/client';
import { clickhouseTime, type RequestRow, uuidv7 } from '@tallystick/log';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { type Answer, api, makeKey, migrate, operator, worker } from './test/api.ts';
import { ask, clickhouse } from './test/surroundings.ts';

const monday = Date.UTC(2026, 10, 9);
let key: string;

beforeAll(async () => {
  await migrate();
  await api('POST', '/v1/organisations', operator, { name: 'acme', id: 'acme' });
  key = (await makeKey('acme', 'read')).key;
});
beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

function call(isolate_seq: number, overrides: Partial<RequestRow> = {}): RequestRow {
  const at = monday + isolate_seq * 1000;
  const request_id = uuidv7(at);
  return requestRow({
    ...{ org_id: 'acme', created_at: clickhouseTime(at), request_id, call_id: request_id, isolate_seq, version: 1 },
    ...{ attempt: 1, model: 'o3', status: 200, finish: 'complete', user_id: 'ann', cost_usd: '0.25' },
    ...overrides,
  });
}

const exported = (body: object): Promise<Answer> => api('POST', '/v1/export', key, body);
const report = (body: object): Promise<Answer> => api('POST', '/v1/reports/spending', key, body);
const tally = () => createClient({ url: 'http://console', key, fetch: (...of) => worker.fetch(...of) });

/** So many calls that their export does not fit into what lies between ClickHouse and a client that reads nothing. */
async function storeMany(): Promise<void> {
  await clickhouse.command(
    `INSERT INTO requests (org_id, created_at, request_id, finish, body_location, error)
     SELECT 'acme', fromUnixTimestamp64Milli(toInt64(${monday} + number)), generateUUIDv4(), 'complete', 'omitted', repeat('x', 2000) FROM numbers(20000)`,
  );
}

async function begun(): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const reader = (await tally().export({ from: '2026-11-09' })).getReader();
  expect((await reader.read()).done).toBe(false);
  return reader;
}

async function running(): Promise<string[]> {
  const rows = await clickhouse.query(
    z.object({ query_id: z.string() }),
    "SELECT query_id FROM system.processes WHERE current_database = currentDatabase() AND query LIKE '%FORMAT JSONEachRow%' AND query LIKE '%max_read_buffer_size%' AND query NOT LIKE '%system.processes%'",
  );
  return rows.map(({ query_id }) => query_id);
}

describe('POST /v1/export', () => {
  it('answers a file with a name, and how to ask for it again', async () => {
    await insertRequests(clickhouse, [call(1), call(2, { model: 'o4' })]);
    const question = { from: '2026-11-09', to: '2026-11-10', filter: 'model:o4', columns: ['isolate_seq', 'model'] };
    const { status, headers, text } = await exported(question);
    expect([status, text]).toEqual([200, '{"isolate_seq":2,"model":"o4"}\n']);
    expect(headers.get('Content-Type')).toBe('application/x-ndjson');
    expect(headers.get('Content-Disposition')).toBe(
      'attachment; filename="tallystick-acme-2026-11-09T000000Z-2026-11-10T000000Z.ndjson"',
    );
    expect(decodeURIComponent(headers.get('Tally-Again-Curl') ?? '')).toContain("curl 'http://console/v1/export'");
    const sql = decodeURIComponent(headers.get('Tally-Again-SQL') ?? '');
    expect(await new Response(await clickhouse.stream(sql)).text()).toBe(text);
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['parquet', 'application/vnd.apache.parquet'],
    ]) {
      const file = await exported({ ...question, format });
      expect([file.status, file.headers.get('Content-Type')]).toEqual([200, type]);
      expect(file.headers.get('Tally-Again-SQL')).not.toBeNull();
    }
  });

  it('is read call by call with the client', async () => {
    await insertRequests(clickhouse, [call(1, { user_id: 'änn\n' }), call(2)]);
    const users: unknown[] = [];
    for await (const { user_id, request_body } of tally().eachExported({ from: '2026-11-09', bodies: true })) {
      users.push([user_id, request_body]);
    }
    expect(users).toEqual([
      ['änn\n', null],
      ['ann', null],
    ]);
    await expect(tally().export({ filter: 'modle:x' })).rejects.toMatchObject({ status: 400, code: 'invalid' });
  });

  it('is refused by the client where it broke off', async () => {
    const cut: typeof fetch = async () => {
      const pieces = ['{"user_id":', '"ann"}\n{"us', 'er', '_id":"b'].map((text) => new TextEncoder().encode(text));
      const body = new ReadableStream({
        start(controller) {
          for (const piece of pieces) controller.enqueue(piece);
          controller.close();
        },
      });
      return new Response(body, { headers: { 'Content-Disposition': 'attachment' } });
    };
    const calls = createClient({ url: 'http://console', fetch: cut }).eachExported({});
    expect((await calls.next()).value).toEqual({ user_id: 'ann' });
    await expect(calls.next()).rejects.toThrow('broke off within a line');
  });

  it.each([
    [{ format: 'xml' }, 'format: '],
    [{ columns: ['org_id'] }, 'columns'],
    [{ limit: 0 }, 'limit: '],
    [{ cursor: 'x' }, 'unknown field cursor'],
    [{ filter: 'cost:dear' }, 'filter: character 1: cost_usd takes a number of USD'],
    [{ from: '1d', to: '2d' }, 'from: no time lies between'],
  ])('refuses what is wrong, and says what: %#', async (body, message) => {
    const { status, json } = await exported(body);
    expect([status, json.error.code, json.error.message]).toEqual([400, 'invalid', expect.stringContaining(message)]);
  });

  it('answers an error as JSON while nothing has been sent', async () => {
    const env = { CLICKHOUSE_URL: 'http://127.0.0.1:1' };
    const { status, json } = await ask('/v1/export', { env, token: key, body: {} });
    expect([status, json.error.code]).toEqual([503, 'unavailable']);
  });

  it('ends in ClickHouse when its client goes away, and leaves its turn to others', async () => {
    await storeMany();
    const reader = await begun();
    expect(await running()).toHaveLength(1);
    await reader.cancel();
    await vi.waitFor(async () => expect(await running()).toEqual([]), { timeout: 10_000 });
    for (const other of [await begun(), await begun()]) await other.cancel();
    await vi.waitFor(async () => expect(await running()).toEqual([]), { timeout: 10_000 });
  });

  it('breaks off, and never ends in order, when ClickHouse fails in the middle', async () => {
    await storeMany();
    const reader = await begun();
    const [query] = await running();
    await clickhouse.command('KILL QUERY WHERE query_id = {query:String} ASYNC', { query });
    let last = '';
    const rest = async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        last = new TextDecoder().decode(part.value);
      }
    };
    await expect(rest()).rejects.toThrow();
    expect(last).not.toContain('__exception__');
    expect(last).not.toContain('DB::Exception');
  });

  it('is refused to an organisation that has two under way, until one has ended', async () => {
    await storeMany();
    const [first, second] = [await begun(), await begun()];
    const refused = await exported({});
    expect([refused.status, refused.json.error.message]).toEqual([429, expect.stringContaining('2 exports')]);
    expect((await api('POST', '/v1/requests/query', key, {})).status).toBe(200);
    await first.cancel();
    await vi.waitFor(async () => expect((await exported({ limit: 1 })).status).toBe(200), { timeout: 10_000 });
    await second.cancel();
  });
});

describe('POST /v1/reports/spending', () => {
  beforeEach(() =>
    insertRequests(clickhouse, [
      call(1, { properties: { team: 'care' } }),
      call(2, { properties: { team: '=cmd()', area: '"a",b' } }),
      call(3, { properties: {}, cost_usd: null }),
    ]),
  );
  const question = { from: '2026-11-01', by: ['property.team', 'model'] };

  it('answers what each group spent in each month, and the whole', async () => {
    const { status, json } = await report(question);
    expect(status).toBe(200);
    expect(json.by).toEqual(['properties.team', 'model']);
    expect(
      json.rows.map(({ month, group, values }: Answer['json']) => [month, group['properties.team'], values.cost_usd]),
    ).toEqual([
      ['2026-11', '=cmd()', '0.25'],
      ['2026-11', 'care', '0.25'],
      ['2026-11', null, null],
    ]);
    expect(json.total).toMatchObject({ requests: 3, cost_usd: '0.5', cost_unknown: 1 });
    expect(await clickhouse.query(z.looseObject({}), json.again.sql)).toHaveLength(4);
    expect((await tally().reportSpending({ ...question, by: [] })).rows).toHaveLength(1);
  });

  it('answers it as CSV as well, in which a formula is text', async () => {
    const { headers, text } = await report({ ...question, by: ['property.team'], format: 'csv' });
    expect(headers.get('Content-Type')).toBe('text/csv');
    expect(headers.get('Content-Disposition')).toMatch(
      /^attachment; filename="tallystick-acme-spending-[\dTZ-]+\.csv"$/,
    );
    expect(decodeURIComponent(headers.get('Tally-Again-Curl') ?? '')).toContain('/v1/reports/spending');
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe(
      'month,"properties.team",requests,errors,prompt_tokens,completion_tokens,cost_usd,cost_unknown',
    );
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 3))).toEqual([
      ['2026-11', `"'=cmd()"`, '1'],
      ['2026-11', '"care"', '1'],
      ['2026-11', '', '1'],
    ]);
  });

  it.each([
    [{}, 'from: '],
    [{ from: '1d', by: ['model', 'user', 'status', 'country'] }, 'by: takes up to 3 fields'],
    [{ from: '1d', by: ['colour'] }, 'by[0]: there is no field "colour"'],
    [{ from: '1d', time_zone: 'Zurich' }, 'time_zone: takes the IANA name'],
    [{ from: '1d', format: 'parquet' }, 'format: '],
  ])('refuses what is wrong, and says what: %#', async (body, message) => {
    const { status, json } = await report(body);
    expect([status, json.error.code, json.error.message]).toEqual([400, 'invalid', expect.stringContaining(message)]);
  });
});
