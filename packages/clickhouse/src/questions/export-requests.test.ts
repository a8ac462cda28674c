import { everything, parseLine } from '@tallystick/filter';
import { type BodyRow, clickhouseTime, type RequestRow, uuidv7 } from '@tallystick/log';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  askerOf,
  type ExportQuestion,
  exportRequests,
  insertBodies,
  insertRequests,
  listRequests,
  type RequestAnswer,
  type RequestColumn,
  requestColumnNames,
} from '../index.ts';
import { clickhouse } from '../test/database.ts';
import { anyRequestRow, bodyRow, encoded, requestRow } from '../test/rows.ts';

const from = Date.UTC(2026, 10, 1);
const to = Date.UTC(2026, 11, 1);

beforeEach(async () => {
  for (const table of ['requests', 'bodies']) await clickhouse.command(`TRUNCATE TABLE ${table}`);
});

function call(isolate_seq: number, overrides: Partial<RequestRow> = {}): RequestRow {
  const at = from + isolate_seq * 60_000;
  const request_id = uuidv7(at);
  const key = { org_id: 'acme', created_at: clickhouseTime(at), request_id, call_id: request_id };
  return requestRow({ ...key, isolate_seq, version: 1, body_location: 'clickhouse', ...overrides });
}

function bodiesOf({ org_id, created_at, request_id, isolate_id, isolate_seq }: RequestRow, said: Partial<BodyRow>) {
  return encoded(bodyRow({ org_id, created_at, request_id, isolate_id, isolate_seq, ...said }));
}

async function exported(question: Partial<ExportQuestion> = {}, organisation = 'acme'): Promise<ArrayBuffer> {
  const stream = await exportRequests(askerOf(clickhouse, organisation), {
    ...{ from, to, filter: everything, format: 'ndjson', columns: requestColumnNames, bodies: false },
    ...question,
  });
  return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer();
}

async function lines(question?: Partial<ExportQuestion>, organisation?: string): Promise<RequestAnswer[]> {
  const text = new TextDecoder().decode(await exported(question, organisation));
  return text.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)));
}

/** Cells as a spreadsheet reads them (RFC 4180): null for one that is empty and not quoted. */
async function table(question?: Partial<ExportQuestion>): Promise<(string | null)[][]> {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await exported({ ...question, format: 'csv' }));
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\n)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? (plain || null));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

async function parquet(question?: Partial<ExportQuestion>): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await exported({ ...question, format: 'parquet' }), compressors });
}

const numbers = (rows: readonly { isolate_seq?: unknown }[]) => rows.map(({ isolate_seq }) => isolate_seq);

describe('an export', () => {
  it('has the calls as a list answers them, whatever is in them, the earliest first', async () => {
    const rows = fc.sample(anyRequestRow, 200).map((row) => ({ ...row, org_id: 'acme' }));
    await insertRequests(clickhouse, rows);
    const { rows: listed } = await listRequests(askerOf(clickhouse, 'acme'), {
      ...{ from, to, filter: everything, columns: requestColumnNames, limit: 1000 },
      sort: { field: 'created_at', direction: 'asc' },
    });
    expect(await lines()).toEqual(listed);

    const [head, ...cells] = await table();
    expect(head).toEqual(requestColumnNames);
    expect(cells.map((row) => row.map(ofCell))).toEqual(
      listed.map((row) => requestColumnNames.map((name) => inCell(row[name]))),
    );

    expect((await parquet()).map(asAnswered)).toEqual(listed.map(inFloats));
  });

  it('has each call once, as it is now, and none that is deleted or of another organisation', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => call(i, { user_id: 'ann' }));
    await insertRequests(clickhouse, rows);
    await insertRequests(clickhouse, rows.slice(5, 20));
    await insertRequests(clickhouse, [
      { ...call(3), ...rows[3], version: 5, user_id: 'bea' },
      { ...call(4), ...rows[4], version: 9, is_deleted: 1 },
      call(7, { org_id: 'other', user_id: 'theirs' }),
    ]);
    const meant = rows.map(({ isolate_seq }) => isolate_seq).filter((number) => number !== 4);
    for (const bodies of [false, true]) {
      expect(numbers(await lines({ bodies }))).toEqual(meant);
      expect(numbers(await parquet({ bodies }))).toEqual(meant);
      expect((await table({ bodies })).slice(1)).toHaveLength(meant.length);
      expect(numbers(await lines({ bodies, filter: parseLine('user:bea') }))).toEqual([3]);
      expect(numbers(await lines({ bodies, filter: parseLine('-user:ann') }))).toEqual([3]);
      expect(numbers(await lines({ bodies, limit: 4 }))).toEqual([0, 1, 2, 3]);
      expect(numbers(await lines({ bodies, from: from + 600_000, to: from + 720_000 }))).toEqual([10, 11]);
      expect(numbers(await lines({ bodies }, 'other'))).toEqual([7]);
    }
  });

  it('has the columns that were asked for, in their order', async () => {
    await insertRequests(clickhouse, [call(1, { model: 'o3', status: 500 })]);
    const columns: RequestColumn[] = ['failed', 'model', 'total_tokens'];
    expect(Object.keys((await lines({ columns }))[0] ?? {})).toEqual(columns);
    expect(Object.keys((await parquet({ columns }))[0] ?? {})).toEqual(columns);
    expect((await table({ columns }))[0]).toEqual(columns);
  });

  it('has the bodies that ClickHouse holds, the newest of each, and null for others', async () => {
    const [held, twice, omitted, elsewhere] = [
      call(1),
      call(2),
      call(3, { body_location: 'omitted' }),
      call(4, { body_location: 'r2' }),
    ] as const;
    await insertRequests(clickhouse, [held, twice, omitted, elsewhere]);
    const json = { request_body: '{"a":"ü\\u0000"}', request_encoding: 'utf8' } as const;
    await insertBodies(clickhouse, [
      bodiesOf(held, { ...json, response_body: 'AAE=', response_encoding: 'base64' }),
      bodiesOf(twice, { version: 1, request_body: 'before' }),
      bodiesOf(twice, { version: 2, request_body: 'after' }),
      bodiesOf(elsewhere, { org_id: 'other', request_body: 'theirs' }),
      bodiesOf(call(9), { request_body: 'of no call' }),
    ]);
    const columns: RequestColumn[] = ['isolate_seq', 'body_location'];
    const none = { request_body: null, request_encoding: null, response_body: null, response_encoding: null };
    const meant = [
      {
        ...{ isolate_seq: 1, body_location: 'clickhouse', ...json },
        ...{ response_body: 'AAE=', response_encoding: 'base64' },
      },
      expect.objectContaining({ isolate_seq: 2, request_body: 'after' }),
      { isolate_seq: 3, body_location: 'omitted', ...none },
      { isolate_seq: 4, body_location: 'r2', ...none },
    ];
    expect(await lines({ columns, bodies: true })).toEqual(meant);
    expect(await parquet({ columns, bodies: true })).toEqual(meant);
    expect((await table({ columns, bodies: true }))[3]).toEqual(['3', 'omitted', null, null, null, null]);
    expect(numbers(await lines({ bodies: true, filter: parseLine('request:after') }))).toEqual([2]);
  });

  it('opens in a spreadsheet as it is, and runs nothing there', async () => {
    const texts = ['=cmd()', '+1', '-1', '@SUM(A1)', "'=1", '\t=1', '\r=1', '\n=1', 'a,"b"\n\u0000', '', ' =1', '1-1'];
    await insertRequests(
      clickhouse,
      texts.map((user_id, i) => call(i, { user_id, properties: { '=1': user_id } })),
    );
    const [, ...rows] = await table({ columns: ['user_id', 'properties'] });
    for (const [i, [cell, properties]] of rows.entries()) {
      expect(cell).not.toMatch(/^[=+@\t\r\n-]/);
      expect(cell?.replace(/^'/, '')).toBe(texts[i]);
      expect(JSON.parse(properties ?? '')).toEqual({ '=1': texts[i] });
    }
    // But for these, text is as it was stored.
    expect(rows.slice(8).map(([cell]) => cell)).toEqual(texts.slice(8));
  });

  it('of nothing is a valid file', async () => {
    for (const bodies of [false, true]) {
      expect((await exported({ bodies })).byteLength).toBe(0);
      expect(await table({ bodies, columns: ['model'] })).toHaveLength(1);
      expect(await parquet({ bodies })).toEqual([]);
    }
  });

  it('keeps its order over parts, months and blocks', async () => {
    const count = 20_000;
    for (const part of [1, 0, 3, 2]) {
      await clickhouse.command(
        `INSERT INTO requests (org_id, created_at, request_id, finish, body_location)
         SELECT 'acme', fromUnixTimestamp64Milli({from:Int64} + number * 240000), generateUUIDv4(), 'complete', 'clickhouse'
         FROM numbers({count:UInt32}) WHERE number % 4 = {part:UInt8}`,
        { from, count, part },
      );
    }
    const times = async (bodies: boolean) =>
      (await lines({ bodies, to: Date.UTC(2028, 0), columns: ['created_at'] })).map(({ created_at }) => created_at);
    const meant = Array.from({ length: count }, (_, i) => new Date(from + i * 240_000).toISOString());
    expect(await times(false)).toEqual(meant);
    expect(await times(true)).toEqual(meant);
  });

  it('has types of its own in Parquet', async () => {
    await insertRequests(clickhouse, [call(1)]);
    const { schema } = parquetMetadata(await exported({ format: 'parquet' }));
    const typeOf = (name: string) => schema.find((one) => one.name === name)?.logical_type?.type;
    expect(['created_at', 'cost_usd', 'model', 'request_id', 'properties'].map(typeOf)).toEqual([
      'TIMESTAMP',
      'DECIMAL',
      'STRING',
      'STRING',
      'MAP',
    ]);
  });
});

/** A value as its cell holds it: what is no text as JSON. */
function inCell(value: RequestAnswer[RequestColumn]): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function ofCell(cell: string | null): unknown {
  if (cell === null) return null;
  return /^(\[.*]|\{.*})$/s.test(cell) ? JSON.parse(cell) : cell.replace(/^'/, '');
}

/** What the reader makes of a row, in the forms of the API. */
function asAnswered(row: Record<string, unknown>): Record<string, unknown> {
  const answered = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString() : typeof value === 'bigint' ? Number(value) : value,
  ]);
  return inFloats(Object.fromEntries(answered));
}

/** The reader makes floats of decimals, by a product that is not always the nearest. */
function inFloats(row: RequestAnswer): Record<string, unknown> {
  const { cost_usd, cost_saved_usd, cost_breakdown = {} } = row;
  const float = (usd: string | null | undefined) => (usd == null ? null : Number(usd).toPrecision(9));
  return {
    ...row,
    cost_usd: float(cost_usd),
    cost_saved_usd: float(cost_saved_usd),
    cost_breakdown: Object.fromEntries(Object.entries(cost_breakdown).map(([name, usd]) => [name, float(usd)])),
  };
}
