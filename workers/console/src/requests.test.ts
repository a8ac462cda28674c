import { insertBodies, insertRequests } from '@tallystick/clickhouse';
import { requestRow } from '@tallystick/clickhouse/test/rows';
import { clickhouseTime, type RequestRow, uuidv7 } from '@tallystick/log';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Answer, api, makeKey, migrate, operator } from './test/api.ts';
import { clickhouse } from './test/surroundings.ts';

const hour = 3_600_000;
const now = Date.now();
let key: string;
let otherKey: string;
let writeKey: string;

beforeAll(async () => {
  await migrate();
  for (const name of ['acme', 'other']) await api('POST', '/v1/organisations', operator, { name, id: name });
  key = (await makeKey('acme', 'read')).key;
  otherKey = (await makeKey('other', 'admin')).key;
  writeKey = (await makeKey('acme', 'write')).key;
});
beforeEach(async () => {
  for (const table of ['requests', 'bodies', 'request_ids']) await clickhouse.command(`TRUNCATE TABLE ${table}`);
});

/** A call made some hours ago. */
function call(isolate_seq: number, overrides: Partial<RequestRow> = {}, ago = isolate_seq * hour): RequestRow {
  const request_id = uuidv7(now - ago);
  return requestRow({
    org_id: 'acme',
    created_at: clickhouseTime(now - ago),
    responded_at: clickhouseTime(now - ago + 900),
    request_id,
    call_id: request_id,
    isolate_id: '019a3b00-0000-4000-8000-00000000000a',
    isolate_seq,
    version: 1,
    model: 'gpt-4o-mini',
    cost_usd: '0.25',
    cost_breakdown: { input: '0.2', output: '0.05' },
    properties: { feature: 'checkout' },
    body_location: 'clickhouse',
    ...overrides,
  });
}

function query(body: object, token = key): Promise<Answer> {
  return api('POST', '/v1/requests/query', token, body);
}

const numbers = ({ json }: Answer) => json.data.map(({ isolate_seq }: { isolate_seq: number }) => isolate_seq);

describe('POST /v1/requests/query', () => {
  it('answers the calls that meet a filter, in either notation, and repeats it in both', async () => {
    await insertRequests(clickhouse, [call(1), call(2, { model: 'o3', cost_usd: '1.5' }), call(3, { model: 'o3' })]);
    const line = 'model:o3 cost:>1 property.feature:check*';
    const filter = {
      and: [
        { field: 'model', op: '=', value: 'o3' },
        { field: 'cost_usd', op: '>', value: 1 },
        { field: 'properties.feature', op: 'starts_with', value: 'check' },
      ],
    };
    for (const given of [line, filter]) {
      const answer = await query({ filter: given });
      expect([answer.status, numbers(answer)]).toEqual([200, [2]]);
      expect(answer.json.asked).toMatchObject({ filter, line: 'model:o3 cost_usd:>1 properties.feature:check*' });
    }
    expect(numbers(await query({}))).toEqual([1, 2, 3]);
  });

  it('answers whole calls, or the columns that were asked for', async () => {
    await insertRequests(clickhouse, [call(1)]);
    const [whole] = (await query({})).json.data;
    expect(whole).toMatchObject({
      created_at: new Date(now - hour).toISOString(),
      cost_usd: '0.25',
      properties: { feature: 'checkout' },
    });
    expect(Object.keys(whole)).not.toContain('org_id');
    expect((await query({ columns: ['model', 'failed'] })).json.data).toEqual([
      { model: 'gpt-4o-mini', failed: whole.failed },
    ]);
  });

  it('shows what the user of each said last, where that is asked for and kept as text', async () => {
    const paths = ['chat/completions', 'chat/completions', 'embeddings', 'chat/completions', 'audio/transcriptions'];
    const rows = paths.map((path, i) => call(i + 1, { path: `/v1/${path}` }));
    await insertRequests(clickhouse, rows);
    const long = [
      { role: 'system', content: 'x'.repeat(50_000) },
      { role: 'user', content: 'May I have a refund?' },
    ];
    const part = (name: string, file = '') => `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
    const form = `${part('file', '; filename="a.mp3"')}${'\u00ff\u0000'.repeat(20_000)}\r\n${part('prompt')}Rivers\r\n--b--\r\n`;
    const bodies = [
      { messages: long },
      { messages: [{ role: 'user', content: 'ü '.repeat(500) }] },
      { input: 'a tag' },
    ];
    await insertBodies(
      clickhouse,
      rows.map(({ org_id, created_at, request_id, isolate_id, isolate_seq }, i) => ({
        ...{ org_id, created_at, request_id, isolate_id, isolate_seq, version: 1, is_deleted: 0 },
        request_body: new TextEncoder().encode(i === 4 ? btoa(form) : JSON.stringify(bodies[i] ?? '')),
        request_encoding: i < 3 ? 'utf8' : 'base64',
        response_body: new Uint8Array(),
        response_encoding: 'utf8',
      })),
    );
    const asked = { columns: ['isolate_seq'], limit: 3 };
    const first = await query({ ...asked, preview: true });
    expect(first.json.data).toEqual([
      { isolate_seq: 1, preview: 'May I have a refund?' },
      { isolate_seq: 2, preview: `${'ü '.repeat(80)}…` },
      { isolate_seq: 3, preview: 'a tag' },
    ]);
    const second = await query({ ...asked, preview: true, cursor: first.json.next_cursor });
    expect(second.json.data).toEqual([
      { isolate_seq: 4, preview: null },
      { isolate_seq: 5, preview: 'Rivers' },
    ]);
    expect((await query(asked)).json.data[0]).toEqual({ isolate_seq: 1 });
  });

  it('limits them to a time that is given as times, dates or how long ago', async () => {
    await insertRequests(clickhouse, [call(1), call(30), call(400)]);
    expect(numbers(await query({ from: '24h' }))).toEqual([1]);
    expect(numbers(await query({ from: '2d', to: '2h' }))).toEqual([30]);
    expect(
      numbers(
        await query({ from: new Date(now - 31 * hour).toISOString(), to: new Date(now - 2 * hour).toISOString() }),
      ),
    ).toEqual([30]);
    expect(numbers(await query({ from: '2020-01-01', to: '7d' }))).toEqual([400]);
  });

  it('pages by cursor, about the time of the first question', async () => {
    await insertRequests(clickhouse, [call(1), call(2), call(3), call(4), call(5)]);
    const asked = { from: '270m', limit: 2, sort: { field: 'latency_ms' } };
    const first = await query(asked);
    await insertRequests(clickhouse, [call(0, {}, -1)]);
    const second = await query({ ...asked, cursor: first.json.next_cursor });
    expect([...numbers(first), ...numbers(second)].toSorted()).toEqual([1, 2, 3, 4]);
    expect(second.json.next_cursor).toBeNull();
    expect(second.json.asked.from).toBe(first.json.asked.from);
  });

  it('says how the same is asked again, as curl and as SQL', async () => {
    await insertRequests(clickhouse, [call(1), call(2, { user_id: "it's" })]);
    const { json } = await query({ filter: `user:"it's"`, columns: ['isolate_seq'] });
    expect(json.again.curl).toBe(
      `curl 'http://console/v1/requests/query' \\\n  -H "Authorization: Bearer $TALLY_READ_KEY" \\\n  -H 'Content-Type: application/json' \\\n  -d '{"filter":"user:\\"it'\\''s\\"","columns":["isolate_seq"]}'`,
    );
    const rows = await clickhouse.query(z.object({ isolate_seq: z.int() }), json.again.sql);
    expect(rows).toEqual([{ isolate_seq: 2 }]);
  });

  it('shows an organisation its own calls only', async () => {
    await insertRequests(clickhouse, [call(1), call(2, { org_id: 'other' })]);
    expect(numbers(await query({}))).toEqual([1]);
    expect(numbers(await query({}, otherKey))).toEqual([2]);
    expect((await query({ organisation: 'other' })).status).toBe(403);
    expect(numbers(await query({ organisation: 'other' }, operator))).toEqual([2]);
    const asAll = await query({}, operator);
    expect([asAll.status, asAll.json.error.message]).toEqual([400, expect.stringContaining('organisation: name it')]);
    expect((await query({}, writeKey)).status).toBe(403);
  });

  const place = {
    created_at: '2026-11-01T00:00:00.000Z',
    request_id: uuidv7(now),
    isolate_id: uuidv7(now),
    isolate_seq: 1,
  };
  const cursorOf = (content: unknown) => btoa(JSON.stringify(content));
  it.each([
    [
      { filter: 'modle:x' },
      'filter: character 1: there is no field "modle": a property of this name is property.modle; the fields are',
    ],
    [
      { filter: { and: [{ field: 'cost', op: '>', value: 'much' }] } },
      'filter: and[0]: cost_usd takes a number of USD',
    ],
    [{ filter: 5 }, 'filter: a filter is an object or a line'],
    [{ filter: `${'('.repeat(5000)}` }, 'filter: a filter nests up to 20 deep'],
    [{ filter: JSON.parse(`${'{"not":'.repeat(5000)}{}${'}'.repeat(5000)}`) }, 'nests up to 20 deep'],
    [{ filter: 'latency:2s..1s' }, 'filter: character 1: latency_ms: nothing lies from 2s to 1s'],
    [{ limit: 1_000_000_000 }, 'limit: takes at most 1000'],
    [{ limit: 0 }, 'limit: takes at least 1'],
    [{ limit: '5' }, 'limit: takes a number, not "5"'],
    [{ limit: 1.5 }, 'limit: takes a whole number, not 1.5'],
    [{ columns: ['model', 'org_id'] }, 'columns[1]: takes one of created_at, '],
    [{ columns: [] }, 'columns: takes at least 1 entry'],
    [{ columns: null }, 'columns: takes a list, not null'],
    [{ sort: { field: 'model' } }, 'sort.field: takes one of created_at, latency_ms, '],
    [{ sort: { direction: 'asc' } }, 'sort.field: is missing: takes one of created_at, '],
    [{ from: '2030-01-31T08:00Z', to: '2030-01-31' }, 'from: no time lies between'],
    [{ from: 'yesterday' }, 'from: must be a time such as'],
    [{ time_zone: 'Mars/Olympus' }, 'time_zone: takes the IANA name'],
    [{ from: '2030-02-30' }, 'from: must be a time such as'],
    [{ from: '1d', to: '2d' }, 'from: no time lies between'],
    [{ from: '999999w' }, ''],
    [{ cursor: 'x' }, 'cursor: is damaged'],
    [{ cursor: cursorOf({ question: 'x', from: 0, to: 1, after: {} }) }, 'cursor: belongs to another question'],
    [{ fliter: 'x' }, 'unknown field fliter: the fields are organisation, from, to, '],
    [{ sort: { field: 'cost_usd', by: 1 } }, 'unknown field sort.by: the fields are field, direction'],
    [[], 'the body takes an object, not []'],
    [{ cursor: cursorOf({ question: 'x', from: 0, to: 9e15, after: place }) }, 'cursor: is damaged'],
    [{ cursor: cursorOf({ question: 'x', from: -1e15, to: 1, after: place }) }, 'cursor: is damaged'],
    [{ cursor: cursorOf({ question: 'x', from: 0, to: 1, after: place }) }, 'cursor: belongs to another question'],
  ])('refuses what is wrong, and says what: %#', async (body, message) => {
    const { status, json } = await query(body);
    if (message === '') expect(status).toBe(200);
    else
      expect([status, json.error.code, json.error.message]).toEqual([400, 'invalid', expect.stringContaining(message)]);
  });

  it('refuses the cursor of another question', async () => {
    await insertRequests(clickhouse, [call(1), call(2)]);
    const { next_cursor } = (await query({ limit: 1 })).json;
    for (const [other, token] of [
      [{ filter: 'model:x' }, key],
      [{ from: '2d' }, key],
      [{ sort: { field: 'created_at', direction: 'asc' } }, key],
      [{}, otherKey],
    ] as const) {
      const refused = await query({ limit: 1, ...other, cursor: next_cursor }, token);
      expect([refused.status, refused.json.error.message]).toEqual([
        400,
        expect.stringContaining('cursor: belongs to another question'),
      ]);
    }
    const content = JSON.parse(atob(next_cursor));
    const damaged = await query({ limit: 1, cursor: btoa(JSON.stringify({ ...content, after: {} })) });
    expect([damaged.status, damaged.json.error.message]).toEqual([400, expect.stringContaining('cursor: is damaged')]);
  });
});

describe('a filter at its limits', () => {
  const many = <T>(length: number, value: (i: number) => T) => Array.from({ length }, (_, i) => value(i));
  it.each<[string, object[], boolean?]>([
    ['numbers', many(10, () => ({ field: 'status', op: 'in', value: many(1000, (i) => i) }))],
    ['money', [{ field: 'cost_usd', op: 'in', value: many(1000, (i) => i / 1000) }]],
    ['words', many(4, () => ({ field: 'user_id', op: 'in', value: many(1000, (i) => `user ${i}`) }))],
    // In both filters at once they are planned for twice as long, which a slow machine has no time for (docs/limits.md).
    ['texts', many(20, (i) => ({ text: `"ü" <${i}>`, in: 'any' })), false],
    ['properties', many(80, (i) => ({ field: `properties.p${i}`, op: '=', value: 'x'.repeat(1024) }))],
  ])('is answered: %s', async (_, or, isTwice = true) => {
    await insertRequests(clickhouse, [
      call(1, { status: 999, cost_usd: '0.25', user_id: 'user 7', properties: { p7: 'x'.repeat(1024) } }),
    ]);
    const { status, json } = await query({ filter: { or } });
    expect([status, json.error]).toEqual([200, undefined]);
    const part = { from: '1d', inside: { filter: { or } }, ...(isTwice && { filter: { not: { or } } }) };
    expect((await api('POST', '/v1/metrics/difference', key, part)).status).toBe(200);
  });

  it('finds what it lists', async () => {
    await insertRequests(clickhouse, [
      call(1, { status: 429, cost_usd: '0.25' }),
      call(2, { status: 200, cost_usd: null }),
    ]);
    expect(numbers(await query({ filter: 'status:429,500' }))).toEqual([1]);
    expect(numbers(await query({ filter: 'cost:0.25,0.5' }))).toEqual([1]);
    expect(numbers(await query({ filter: '-cost:0.25,0.5' }))).toEqual([2]);
  });
});
