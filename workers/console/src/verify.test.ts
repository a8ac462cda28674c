import { park } from '@tallystick/delivery';
import { beforeEach, describe, expect, it } from 'vitest';
import { bindings } from './test/api.ts';
import { ask, callOf, clickhouse, messageOf, queue, storeRows } from './test/surroundings.ts';

const isolate_id = '01890a5d-ac96-4b2f-9c5e-b302099a8057';
const minute = 60_000;
const objects = bindings.OBJECTS;

beforeEach(async () => {
  await clickhouse.command('TRUNCATE TABLE requests');
  for (const { key } of (await objects.list()).objects) await objects.delete(key);
});

/** Rows of the isolate with these numbers, a minute apart, the last an hour ago. */
async function rowsOf(numbers: readonly number[]): Promise<(number: number) => number> {
  const highest = Math.max(...numbers);
  const start = Date.now() - 60 * minute;
  const ended = (number: number) => start - (highest - number) * minute;
  await storeRows(numbers.map((isolate_seq) => ({ isolate_id, isolate_seq, ended: ended(isolate_seq) })));
  return ended;
}

async function verify(env: Parameters<typeof ask>[1] = {}, query = '') {
  const { status, json } = await ask(`/v1/verify${query}`, env);
  expect(status).toBe(200);
  return json;
}

/** A message of the isolate that stands in for one that never became a row. */
const messageAt = (isolate_seq: number) => callOf({ isolate_id, isolate_seq, created_at: Date.now() - 60 * minute });

describe('/v1/gaps', () => {
  it('counts for every member what is missing, and names no isolate', async () => {
    await rowsOf([1, 2, 5, 7]);
    const { status, json } = await ask('/v1/gaps', { env: {} });
    expect(status).toBe(200);
    expect(json).toEqual({
      verdict: 'gone',
      checked_at: expect.any(String),
      since: expect.any(String),
      messages: 4,
      gone: 3,
    });
  });

  it('says so where it cannot look', async () => {
    const { status, json } = await ask('/v1/gaps', { env: { CLICKHOUSE_URL: 'http://127.0.0.1:9' } });
    expect([status, json.error.code]).toEqual([503, 'unavailable']);
  });
});

describe('/v1/verify', () => {
  it('finds nothing where every message is a row', async () => {
    await rowsOf([1, 2, 3]);
    expect(await verify()).toMatchObject({
      verdict: 'clean',
      isolates: 1,
      messages: 3,
      missing: { gone: 0, on_their_way: 0, spilled: 0, parked: 0, dead: 0 },
      gaps: [],
      doubts: [],
    });
  });

  it('names the messages that are gone, and when they were sent', async () => {
    const ended = await rowsOf([1, 2, 5, 7]);
    const time = (number: number) => new Date(ended(number)).toISOString();
    expect(await verify()).toMatchObject({
      verdict: 'gone',
      missing: { gone: 3 },
      gaps: [
        { isolate_id, first: 3, last: 4, count: 2, after: time(2), before: time(5) },
        { isolate_id, first: 6, last: 6, count: 1, after: time(5), before: time(7) },
      ],
      more_gaps: 0,
    });
  });

  it('counts what is spilled, parked or dead as that, and cuts it out of what is gone', async () => {
    await rowsOf([1, 8]);
    const parked = [messageAt(3), messageAt(4)];
    await park(
      objects,
      await Promise.all(parked.map(async (call) => ({ call, packed: await messageOf(call) }))),
      'accounts',
    );
    await objects.put(`spill/2026-11-20/${isolate_id}-2`, 'x');
    const day = new Date().toISOString().slice(0, 10);
    const customMetadata = { code: 'died', isolate_id, isolate_seq: '6' };
    await objects.put(`dead/${day}/acme/m`, 'x', { customMetadata });
    const found = await verify();
    expect(found).toMatchObject({
      verdict: 'gone',
      missing: { gone: 2, on_their_way: 0, spilled: 1, parked: 2, dead: 1 },
    });
    expect(found.gaps.map(({ first, last }: { first: number; last: number }) => [first, last])).toEqual([
      [5, 5],
      [7, 7],
    ]);
    await storeRows([5, 7].map((isolate_seq) => ({ isolate_id, isolate_seq, ended: Date.now() - 61 * minute })));
    expect(await verify()).toMatchObject({ verdict: 'elsewhere', gaps: [] });
  });

  it('tells of what waits, also where nothing comes after it yet', async () => {
    await rowsOf([1, 2]);
    const call = messageAt(3);
    await park(objects, [{ call, packed: await messageOf(call) }], 'accounts');
    expect(await verify()).toMatchObject({ verdict: 'elsewhere', missing: { gone: 0, parked: 1 }, gaps: [] });
  });

  it('gives messages time: a moment, and for as long as the queue holds older ones', async () => {
    await rowsOf([1, 3]);
    const oldestMessageTimestamp = new Date(Date.now() - 65 * minute);
    const env = { CALLS: queue({ backlogCount: 9, oldestMessageTimestamp }) };
    expect(await verify({ env })).toMatchObject({ verdict: 'elsewhere', missing: { on_their_way: 1 }, queued: 9 });
    expect(await verify({}, '?grace=7200')).toMatchObject({ verdict: 'elsewhere', missing: { on_their_way: 1 } });
    expect(await verify()).toMatchObject({ verdict: 'gone' });
  });

  it('tells of what waits in the queue since a parked batch was replayed under its eyes', async () => {
    await rowsOf([1, 3]);
    const call = messageAt(2);
    const key = await park(objects, [{ call, packed: await messageOf(call) }], 'accounts');
    let backlogCount = 0;
    const OBJECTS = new Proxy(objects, {
      get: (bucket, name: keyof R2Bucket) => {
        if (name !== 'list') return Reflect.get(bucket, name).bind(bucket);
        return async (options: R2ListOptions) => {
          const page = await bucket.list(options);
          if (options.prefix !== 'parked/') return page;
          backlogCount = 1;
          await bucket.delete(key);
          return page;
        };
      },
    });
    const CALLS = { metrics: async () => ({ backlogCount, backlogBytes: 0 }) } as unknown as Queue;
    // With that, the command looks again.
    expect(await verify({ env: { OBJECTS, CALLS } })).toMatchObject({ verdict: 'gone', queued: 1 });
  });

  it('looks only for messages sent since a time', async () => {
    await rowsOf([1, 3, 63]);
    expect(await verify({}, `?since=${new Date(Date.now() - 90 * minute).toISOString()}`)).toMatchObject({
      gaps: [{ first: 4, last: 62 }],
    });
    expect(await verify()).toMatchObject({ missing: { gone: 60 } });
  });

  it('is not sure while a dead letter may be the missing message', async () => {
    await rowsOf([1, 3]);
    const day = new Date().toISOString().slice(0, 10);
    await objects.put(`dead/${day}/unknown/m`, 'garbage', { customMetadata: { code: 'bad_message' } });
    expect(await verify()).toMatchObject({
      verdict: 'unsure',
      missing: { gone: 1 },
      nameless_dead_letters: 1,
      doubts: ['dead letters that do not say which message they are: 1'],
    });
  });

  it('is not sure where a parked batch cannot be read', async () => {
    await rowsOf([1, 3]);
    await objects.put('parked/2026-11-20T00:00:00.000Z-x', 'garbage');
    expect(await verify()).toMatchObject({ verdict: 'unsure', doubts: [expect.stringContaining('is damaged')] });
  });

  it('takes any time that has been for one to look from', async () => {
    await rowsOf([1, 3]);
    expect(await verify({}, '?since=0001-01-01T00:00:00Z')).toMatchObject({ verdict: 'gone' });
  });

  it.each([
    ['?since=yesterday', 400, /since: must be a time like/],
    ['?since=9999-01-01T00:00:00Z', 400, /^since: lies in the future$/],
    ['?grace=-1', 400, /grace/],
    ['?sinec=1', 400, /unknown field sinec/],
  ])('refuses %s', async (query, status, message) => {
    const refused = await ask(`/v1/verify${query}`);
    expect([refused.status, refused.json.error.message]).toEqual([status, expect.stringMatching(message)]);
  });

  it('cannot tell without ClickHouse, and says so', async () => {
    const refused = await ask('/v1/verify', { env: { CLICKHOUSE_URL: 'http://127.0.0.1:9' } });
    expect([refused.status, refused.json.error.code]).toEqual([503, 'unavailable']);
  });
});
