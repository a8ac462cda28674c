import { insertRequests } from '@tallystick/clickhouse';
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

beforeAll(async () => {
  await migrate();
  for (const name of ['acme', 'other']) await api('POST', '/v1/organisations', operator, { name, id: name });
  key = (await makeKey('acme', 'read')).key;
  otherKey = (await makeKey('other', 'read')).key;
});
beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

/** A call made some hours ago. */
function call(isolate_seq: number, overrides: Partial<RequestRow> = {}): RequestRow {
  const at = now - isolate_seq * hour;
  const request_id = uuidv7(at);
  return requestRow({
    org_id: 'acme',
    created_at: clickhouseTime(at),
    responded_at: clickhouseTime(at + 900),
    latency_ms: 900,
    request_id,
    call_id: request_id,
    attempt: 1,
    isolate_seq,
    version: 1,
    status: 200,
    finish: 'complete',
    provider: 'openai',
    model: 'gpt-4o-mini',
    cost_usd: '0.25',
    prompt_tokens: 10,
    completion_tokens: 5,
    user_id: '',
    session_id: '',
    session_name: '',
    prompt_id: '',
    properties: {},
    ...overrides,
  });
}

const query = (path: string, body: object = {}, token = key): Promise<Answer> =>
  api('POST', `/v1/${path}/query`, token, body);
const paths = ['users', 'models', 'prompts', 'sessions', 'properties', 'properties/values'];
/** What each needs to be asked at all. */
const least = (path: string) => (path === 'properties/values' ? { property: 'team' } : {});

describe('the lists of groups', () => {
  it('tell of users what they cost, the dearest first, and of calls without one nothing', async () => {
    await insertRequests(clickhouse, [
      call(1, { user_id: 'ann', session_id: 'a' }),
      call(2, { user_id: 'ann', session_id: 'b', status: 500, cost_usd: null }),
      call(3, { user_id: 'bea', cost_usd: '0.5' }),
      call(4, { cost_usd: '9' }),
      call(48, { user_id: 'old' }),
    ]);
    const { status, json } = await query('users', { from: '24h', filter: 'model:gpt*' });
    expect(status).toBe(200);
    const ago = (hours: number) => new Date(now - hours * hour).toISOString();
    const totals = { errors: 0, cost_unknown: 0, prompt_tokens: 10, completion_tokens: 5 };
    const bea = { ...totals, requests: 1, cost_usd: '0.5', sessions: 0, first_seen: ago(3), last_seen: ago(3) };
    const ann = { requests: 2, errors: 1, cost_usd: '0.25', cost_unknown: 1, prompt_tokens: 20, completion_tokens: 10 };
    expect(json.data).toEqual([
      { user_id: 'bea', ...bea },
      { user_id: 'ann', ...ann, sessions: 2, first_seen: ago(2), last_seen: ago(1) },
    ]);
    expect([json.next_cursor, json.asked.line]).toEqual([null, 'model:gpt*']);
    expect(json.again.curl).toContain('/v1/users/query');
    expect(await clickhouse.query(z.looseObject({}), json.again.sql)).toMatchObject([{ user_id: 'bea' }, {}]);
  });

  it('tell of sessions the latest started first, and find them by their name', async () => {
    await insertRequests(clickhouse, [
      call(1, { session_id: 's2', session_name: 'Refunds', user_id: 'ann' }),
      call(2, { session_id: 's1', model: 'o3' }),
      call(3, { session_id: 's1', session_name: 'Trip to Zürich' }),
    ]);
    const { json } = await query('sessions');
    expect(json.data).toMatchObject([
      { session_id: 's2', user_id: 'ann', requests: 1, duration_ms: 900 },
      { session_id: 's1', session_name: 'Trip to Zürich', models: ['gpt-4o-mini', 'o3'], duration_ms: hour + 900 },
    ]);
    const found = await query('sessions', { search: 'trip' });
    expect(found.json.data).toMatchObject([{ session_id: 's1', requests: 2 }]);
  });

  it('tell of properties their names, and of one what each of its values cost', async () => {
    await insertRequests(clickhouse, [
      call(1, { properties: { team: 'search', feature: 'x' } }),
      call(2, { properties: { team: 'billing' }, cost_usd: '1' }),
      call(3, { properties: { team: 'search' } }),
      call(4, { properties: { team: '' }, cost_usd: null }),
    ]);
    const { json } = await query('properties');
    expect(json.data).toMatchObject([
      { name: 'team', requests: 4, values: 3, cost_usd: '1.5', frequent_values: expect.arrayContaining(['search']) },
      { name: 'feature', requests: 1, values: 1, frequent_values: ['x'] },
    ]);
    const values = await query('properties/values', { property: 'Team' });
    expect(values.json.data.map((row: { value: string; cost_usd: string }) => [row.value, row.cost_usd])).toEqual([
      ['billing', '1'],
      ['search', '0.5'],
      ['', null],
    ]);
  });

  it.each([
    ['models', { model: 'm' }, 'model'],
    ['prompts', { prompt_id: 'p' }, 'prompt_id'],
  ])('tell of %s what they cost and how fast they answer', async (path, overrides, name) => {
    await insertRequests(clickhouse, [call(1, overrides), call(2, overrides)]);
    const { json } = await query(path, { sort: { field: 'latency_p95' } });
    expect(json.data).toMatchObject([{ [name]: Object.values(overrides)[0], requests: 2, latency_p95: 900 }]);
  });

  it('page by cursor, about the time of the first question, whatever the names', async () => {
    const names = ['日本', "it's", 'a', 'b'];
    await insertRequests(
      clickhouse,
      names.map((user_id, i) => call(i, { user_id })),
    );
    const asked = { from: '30d', limit: 1, sort: { field: 'requests', direction: 'asc' } };
    const found: string[] = [];
    const ranges = new Set<string>();
    let cursor: string | undefined;
    do {
      const { json } = await query('users', { ...asked, cursor });
      found.push(...json.data.map(({ user_id }: { user_id: string }) => user_id));
      cursor = json.next_cursor ?? undefined;
      ranges.add(`${json.asked.from} ${json.asked.to}`);
    } while (cursor);
    expect(found).toEqual(['a', 'b', "it's", '日本']);
    expect(ranges.size).toBe(1);
  });

  it('refuse the cursor of another question or list', async () => {
    const row = { prompt_id: 'x', properties: { team: 'x', other: 'x' } };
    await insertRequests(clickhouse, [call(1, { user_id: 'a', ...row }), call(2, { user_id: 'b', ...row })]);
    const { next_cursor } = (await query('users', { limit: 1 })).json;
    expect(next_cursor).toEqual(expect.any(String));
    for (const [path, body, token] of [
      ['users', { filter: 'model:x' }, key],
      ['users', { search: 'a' }, key],
      ['users', { sort: { field: 'requests' } }, key],
      ['users', { from: '2d' }, key],
      ['users', {}, otherKey],
      ['prompts', {}, key],
      ['requests', {}, key],
    ] as const) {
      const { status, json } = await query(path, { limit: 1, ...body, cursor: next_cursor }, token);
      expect([path, status, json.error.message]).toEqual([
        path,
        400,
        expect.stringContaining('cursor: belongs to another question'),
      ]);
    }
    const content = JSON.parse(atob(next_cursor));
    for (const after of [{ value: 'x', keys: ['a'] }, { value: 1, keys: [] }, {}, null]) {
      const cursor = btoa(JSON.stringify({ ...content, after }));
      const { status, json } = await query('users', { limit: 1, cursor });
      expect([status, json.error.message]).toEqual([400, expect.stringContaining('cursor: is damaged')]);
    }
  });

  it.each(paths)('refuse what is wrong, and say what: %s', async (path) => {
    for (const [body, message] of [
      [{ sort: { field: 'colour' } }, 'sort.field: '],
      [{ sort: { field: 'requests', direction: 'up' } }, 'sort.direction: '],
      [{ limit: 1_000_000_000 }, 'limit: '],
      [{ limit: 0 }, 'limit: '],
      [{ cursor: 'x' }, 'cursor: is damaged'],
      [{ search: 'x'.repeat(2001) }, 'search: '],
      [{ filter: 'modle:x' }, 'filter: character 1: there is no field "modle"'],
      [{ from: '1d', to: '2d' }, 'from: no time lies between'],
      [{ by: 'model' }, 'unknown field by'],
    ] as const) {
      const { status, json } = await query(path, { ...least(path), ...body });
      expect([status, json.error.code, json.error.message]).toEqual([400, 'invalid', expect.stringContaining(message)]);
    }
    expect((await query(path, { ...least(path), search: '\0\ud800"\'%' })).json.data).toEqual([]);
  });

  it.each([undefined, '', 'x'.repeat(201), 5])('refuse a property that cannot be: %j', async (property) => {
    const { status, json } = await query('properties/values', { property });
    expect([status, json.error.message]).toEqual([400, expect.stringContaining('property: ')]);
  });
});

describe('GET /v1/sessions/{id}', () => {
  const show = (id: string, more = '') => api('GET', `/v1/sessions/${encodeURIComponent(id)}${more}`, key);

  it('shows its calls as a tree of their paths, and what was said of it', async () => {
    const id = 'trip/1 ?#%2Fü\n';
    await insertRequests(clickhouse, [
      call(3, { session_id: id, session_path: '/plan', session_name: 'Trip', cost_usd: '0.1' }),
      call(2, { session_id: id, session_path: '/plan/search/fetch', cost_usd: '0.2', status: 500 }),
      call(1, { session_id: id, session_path: 'answer/', cost_usd: null }),
    ]);
    const write = (await makeKey('acme', 'write')).key;
    await api('POST', `/v1/sessions/${encodeURIComponent(id)}/scores`, write, { scores: { good: true } });
    await api('POST', `/v1/sessions/${encodeURIComponent(id)}/feedback`, write, { rating: -1, comment: 'Too slow' });
    const { status, json } = await show(id);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      session: { session_id: id, session_name: 'Trip', requests: 3, errors: 1, cost_usd: '0.3', cost_unknown: 1 },
      scores: { good: 1, feedback: -1 },
      feedback: { rating: -1, comment: 'Too slow' },
      partial: false,
      tree: {
        path: '/',
        cost_usd: '0.3',
        calls: [],
        children: [
          {
            path: '/plan',
            cost_usd: '0.3',
            errors: 1,
            duration_ms: hour + 900,
            calls: [{ attempt: 1, model: 'gpt-4o-mini', status: 200, failed: false, latency_ms: 900, cost_usd: '0.1' }],
            children: [
              { name: 'search', calls: [], children: [{ path: '/plan/search/fetch', calls: [{ failed: true }] }] },
            ],
          },
          { path: '/answer', name: 'answer', cost_usd: null, children: [] },
        ],
      },
    });
    expect(json.again.curl).toContain(encodeURIComponent(id));
    expect((await show(id, '?from=150m')).json.session).toMatchObject({ requests: 2, cost_usd: '0.2' });
  });

  it.each([
    ['nobody', '', 404, 'there is no session "nobody" in this time'],
    ['a\0b\u001b', '', 404, 'there is no session "a\\u0000b\\u001b" in this time'],
    ['x'.repeat(257), '', 400, 'id: must be at most 256 characters'],
    ['s', '?from=yesterday', 400, 'from: must be a time such as'],
    ['s', '?from=1d&to=2d', 400, 'from: no time lies between'],
    ['s', '?form=1d', 400, 'unknown field form'],
  ])('refuses what it cannot show, and says why: %#', async (id, more, expected, message) => {
    const { status, json } = await show(id, more);
    expect([status, json.error.message]).toEqual([expected, expect.stringContaining(message)]);
  });
});
