import { park } from '@tallystick/delivery';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { api, bindings, migrate } from './test/api.ts';
import { ask, callOf, clickhouse, messageOf, queue, storeRows } from './test/surroundings.ts';

const objects = bindings.OBJECTS;
const isolate_id = '01890a5d-ac96-4b2f-9c5e-b302099a8057';

beforeAll(migrate);
beforeEach(async () => {
  await clickhouse.command('TRUNCATE TABLE requests');
  for (const { key } of (await objects.list()).objects) await objects.delete(key);
});

const health = (env: Parameters<typeof ask>[1] = {}) => ask('/v1/health', { token: '', ...env });
const away = () => Promise.reject(new Error('away'));

describe('/v1/health', () => {
  it('says that all is well to anyone', async () => {
    const ended = Date.now() - 5000;
    await storeRows([{ isolate_id, isolate_seq: 1, ended }]);
    expect(await health()).toMatchObject({
      status: 200,
      json: {
        ok: true,
        status: 'ok',
        problems: [],
        version: expect.stringMatching(/^\d/),
        schema: { applied: 9, expected: 9 },
        clickhouse: { reachable: true, latency_ms: expect.any(Number), version: expect.stringMatching(/^\d+\.\d+/) },
        d1: { reachable: true },
        r2: { reachable: true },
        queue: { reachable: true, backlog_count: 0, backlog_bytes: 0, oldest_message_at: null },
        spilled: { count: 0, capped: false, oldest_at: null },
        parked: { batches: 0, messages: 0, capped: false, oldest_at: null },
        dead_letters: { count: 0, capped: false, by_code: {} },
        price_list: { hash: expect.stringMatching(/^[0-9a-f]{12}$/), fetched_at: null },
        last_row_at: new Date(ended - 500).toISOString(),
        oldest_unhandled_at: null,
      },
    });
  });

  it('shows what waits, since when, and what to do, in words that name no organisation', async () => {
    const call = callOf();
    await park(objects, [{ call, packed: await messageOf(call) }], 'clickhouse_network');
    await objects.put(`spill/2026-11-01/${isolate_id}-7`, 'x');
    await objects.put('dead/2026-11-01/acme/a', 'x', { customMetadata: { code: 'bad_message', org_id: 'acme' } });
    await objects.put('dead/2026-11-01/acme/b', 'x', { customMetadata: { code: 'died', org_id: 'acme' } });
    const oldest = new Date(Date.now() - 3_600_000);
    const busy = queue({ backlogCount: 3, backlogBytes: 70, oldestMessageTimestamp: oldest });
    const alone = queue({ backlogCount: 1, backlogBytes: 5, oldestMessageTimestamp: new Date() });
    const answer = await health({ env: { CALLS: busy, ALONE: alone } });
    expect(answer).toMatchObject({
      status: 200,
      json: {
        ok: true,
        status: 'degraded',
        queue: { backlog_count: 4, backlog_bytes: 75, oldest_message_at: oldest.toISOString() },
        spilled: { count: 1 },
        parked: { batches: 1, messages: 1 },
        dead_letters: { count: 2, by_code: { bad_message: 1, died: 1 } },
        oldest_unhandled_at: oldest.toISOString(),
      },
    });
    expect(answer.json.problems.map(({ code }: { code: string }) => code)).toEqual([
      'spilled',
      'parked',
      'dead_letters',
      'backlog_old',
    ]);
    expect(answer.text).not.toContain('acme');
  });

  it.each([
    ['clickhouse', { CLICKHOUSE_URL: 'http://127.0.0.1:9' }],
    ['clickhouse', { CLICKHOUSE_URL: 'not a URL' }],
    ['d1', { DB: { prepare: () => ({ bind: () => ({ all: away, raw: away }) }) } as unknown as D1Database }],
    ['r2', { OBJECTS: { list: away } as unknown as R2Bucket }],
    ['queue', { ALONE: { metrics: away } as unknown as Queue }],
  ] as const)('is down without %s, says what to do, and what it knows of the rest', async (part, env) => {
    const { status, json } = await health({ env });
    expect([status, json.ok, json.status]).toEqual([503, false, 'down']);
    expect(json.problems).toEqual([{ code: `${part}_unreachable`, message: expect.stringContaining(': check ') }]);
    for (const other of ['clickhouse', 'd1', 'r2', 'queue']) expect(json[other].reachable).toBe(other !== part);
  });

  it('gives up on what hangs', async () => {
    const hanging = { metrics: () => new Promise(() => {}) } as unknown as Queue;
    const { status, json } = await health({ env: { CALLS: hanging } });
    expect([status, json.problems[0].message]).toEqual([503, expect.stringContaining('(timeout)')]);
  });

  it('says which migrations are missing', async () => {
    await clickhouse.command('CREATE DATABASE IF NOT EXISTS fresh');
    const { status, json } = await health({ env: { CLICKHOUSE_DATABASE: 'fresh' } });
    expect([status, json.status, json.schema]).toEqual([200, 'degraded', { applied: 0, expected: 9 }]);
    expect(json.problems[0].message).toContain('tally migrate');
  });

  it('costs no more when it is asked often', async () => {
    const first = await api('GET', '/v1/health');
    await objects.put(`spill/2026-11-01/${isolate_id}-8`, 'x');
    expect((await api('GET', '/v1/health')).json).toEqual(first.json);
  });
});
