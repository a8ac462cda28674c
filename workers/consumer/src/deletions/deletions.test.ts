import { type Deletion, findDeletion, openAccounts, requestDeletion } from '@tallystick/accounts';
import { createClickHouse, findGaps, insertEdits } from '@tallystick/clickhouse';
import { deadLetterKey, deadLetterMetadata, listParked, park, Rejection, spillPrefix } from '@tallystick/delivery';
import { clickhouseTime, type Frame, messageKey, packFrame, uuidv7 } from '@tallystick/log';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Env } from '../index.ts';
import {
  bindings,
  broken,
  deliver,
  empty,
  keepingQueue,
  pointerTo,
  prepare,
  query,
  requestsOf,
  runCron,
  storedBodiesOf,
} from '../test/deliver.ts';
import { encoder, frameOf, type Parts } from '../test/frames.ts';

const clickhouse = createClickHouse({ url: bindings.CLICKHOUSE_URL, database: bindings.CLICKHOUSE_DATABASE });
const accounts = openAccounts(bindings.DB);
const objects = bindings.OBJECTS;
const secret = 'Nobody may read this';

let organisation: string;
let isolate_id: string;
let sequence: number;
beforeEach(async () => {
  organisation = (await prepare('deletions')).organisation;
  isolate_id = crypto.randomUUID();
  sequence = 0;
  await empty(objects);
});
afterEach(() => {
  vi.useRealTimers();
});

/** A call of an isolate of the test's own. */
function call(parts: Parts & { user?: string } = {}): Frame {
  sequence += 1;
  const { user, ...rest } = parts;
  const request = parts.request ?? { model: 'gpt-4o-mini', messages: [{ role: 'user', content: secret }], user };
  return frameOf(organisation, { ...rest, request, call: { isolate_id, isolate_seq: sequence, ...parts.call } });
}

const large = encoder.encode(JSON.stringify({ user: 'ada', messages: secret.repeat(60_000) }));

/** An isolate that has just started: it knows of no deletion before it asks. */
const fresh = (more: Partial<Env> = {}): Env => ({
  ...bindings,
  CALLS: keepingQueue(),
  ALONE: keepingQueue(),
  ...more,
});

function ask(kind: Deletion['kind'], subject: string): Promise<Deletion> {
  return requestDeletion(accounts, { organisationId: organisation, kind, subject, keyId: '' }, Date.now());
}

const found = (deletion: Deletion) => findDeletion(accounts, organisation, deletion.id);

/** Runs the schedule as if it were later. */
async function runLater(milliseconds: number, env = fresh()): Promise<void> {
  vi.setSystemTime(Date.now() + milliseconds);
  await runCron(env);
  vi.useRealTimers();
}

/** What ClickHouse and R2 still have of the organisation: rows that are not blank, in any version, and the keys of objects. */
async function left() {
  const count = async (table: string, condition = '') => {
    const [row] = await query<{ rows: number }>(
      `SELECT toUInt32(count()) AS rows FROM ${table} WHERE org_id = {organisation:String} ${condition}`,
      organisation,
    );
    return row?.rows;
  };
  return {
    requests: await count('requests', 'AND is_deleted = 0'),
    bodies: await count('bodies'),
    request_ids: await count('request_ids'),
    edits: await count('edits'),
    objects: (await objects.list()).objects.map(({ key }) => key),
  };
}

const nothing = { requests: 0, bodies: 0, request_ids: 0, edits: 0, objects: [] };

async function gaps() {
  const all = await findGaps(clickhouse, { since: Date.now() - 3_600_000, settled: Date.now(), limit: 1000 });
  return all.filter((gap) => gap.isolate_id === isolate_id);
}

describe('a message that comes after its deletion was asked for', () => {
  it.each([
    [
      'its call',
      'call',
      { request_id: '5D5F3B6E-7d2f-4d56-9a3c-0b1c2d3e4f50' },
      '5d5f3b6e-7d2f-4d56-9a3c-0b1c2d3e4f50',
    ],
    ['its session', 'session', { session_id: 'chats/1' }, 'chats/1'],
    ['its user, by the header', 'user', { user_id: 'ada' }, 'ada'],
    ['its user, by the body', 'user', {}, 'ada'],
  ] as const)('is acknowledged and never stored, inline or in R2 (%s)', async (_, kind, told, subject) => {
    const [inline, pointed, unpacked] = [
      call({ call: told, user: 'ada' }),
      call({ call: told, request: large }),
      call({ call: told, request: large }),
    ];
    const other = call({ user: 'bob' });
    await ask(kind, subject);
    const messages = [
      await packFrame(inline),
      await pointerTo(pointed),
      await packFrame(unpacked),
      await packFrame(other),
    ];
    const { explicitAcks } = await deliver(messages, { env: fresh() });
    expect(explicitAcks).toHaveLength(4);
    expect(await requestsOf(organisation)).toMatchObject([{ user_id: 'bob' }]);
    expect(await left()).toEqual({ ...nothing, requests: 1, bodies: 1 });
    expect(await gaps()).toEqual([]);
  });

  it('becomes no dead letter when its deliveries are used up', async () => {
    const [gone, other] = [call({ call: { user_id: 'ada' } }), call({ call: { user_id: 'bob' } })];
    await ask('user', 'ada');
    const messages = [await packFrame(gone), await packFrame(other)];
    const { explicitAcks } = await deliver(messages, { env: fresh(), queue: '-dead', ids: ['gone', 'other'] });
    expect(explicitAcks).toEqual(['gone', 'other']);
    expect((await left()).objects).toEqual([expect.stringMatching(/^dead\/.*\/other$/)]);
  });

  it('is stored when it is another organisation’s, or was made after the cut-off', async () => {
    const stranger = (await prepare('stranger')).organisation;
    await requestDeletion(
      accounts,
      { organisationId: stranger, kind: 'user', subject: 'ada', keyId: '' },
      Date.now() + 60_000,
    );
    await ask('user', 'ada');
    const later = call({ user: 'ada', call: { created_at: Date.now() + 1_000 } });
    await deliver([await packFrame(later)], { env: fresh() });
    expect(await requestsOf(organisation)).toHaveLength(1);
  });

  it('is known of within half a minute', async () => {
    const env = fresh();
    await deliver([await packFrame(call({ user: 'ada' }))], { env });
    await ask('user', 'ada');
    vi.setSystemTime(Date.now() + 31_000);
    await deliver([await packFrame(call({ user: 'ada', call: { created_at: Date.now() - 60_000 } }))], { env });
    vi.useRealTimers();
    expect(await requestsOf(organisation)).toHaveLength(1);
  });
});

describe('carrying out', () => {
  it('removes a user’s calls from everywhere, and says so once everybody knows', async () => {
    const [inline, inR2, named] = [
      call({ user: 'ada' }),
      call({ request: large }),
      call({ user: 'ada', call: { request_id: crypto.randomUUID() } }),
    ];
    await deliver([await packFrame(inline), await pointerTo(inR2), await packFrame(named)], { env: fresh() });
    const edit = { created_at: clickhouseTime(Date.now()), key_id: '', kind: 'feedback', name: 'feedback' } as const;
    await insertEdits(clickhouse, [
      {
        ...edit,
        org_id: organisation,
        request_id: inline.call.request_id,
        edit_id: uuidv7(Date.now()),
        score: 1,
        text: secret,
      },
    ]);
    const [dead, spilled, parked, queued] = [
      call({ user: 'ada' }),
      call({ user: 'ada' }),
      call({ user: 'ada' }),
      call({ request: large }),
    ];
    await objects.put(deadLetterKey({ id: 'm1', timestamp: new Date() }, dead.call), await packFrame(dead), {
      customMetadata: deadLetterMetadata(new Rejection('revoked_key', 'it was revoked'), 1, dead.call),
    });
    const pack = (frames: Frame[]) =>
      Promise.all(frames.map(async (frame) => ({ call: frame.call, packed: await packFrame(frame) })));
    await pointerTo(queued);
    const deletion = await ask('user', 'ada');
    // While the queue refuses and the replay waits, these stay in R2 but for the deletion.
    await objects.put(`${spillPrefix}2026-11-20/${isolate_id}-${spilled.call.isolate_seq}`, await packFrame(spilled));
    await park(objects, await pack([parked]), 'test');
    await runCron(fresh({ CALLS: broken() })).catch(() => undefined);
    expect(await left()).toEqual(nothing);
    expect(await found(deletion)).toMatchObject({ completedAt: null, passes: 1, removed: { requests: 3, objects: 1 } });
    expect(await gaps()).toEqual([]);

    await runLater(60_000);
    expect(await found(deletion)).toMatchObject({ completedAt: null, passes: 1 });
    await runLater(200_000);
    expect(await found(deletion)).toMatchObject({ completedAt: expect.any(Number), passes: 2 });
    await deliver([await packFrame(inline), await pointerTo(inR2), await pointerTo(queued)], { env: fresh() });
    expect(await left()).toEqual(nothing);
  });

  it('is not complete while something is found', async () => {
    const deletion = await ask('session', 'chats/1');
    await runCron(fresh());
    // As a consumer stores it that has not heard of the deletion yet.
    await query(
      `INSERT INTO requests (org_id, created_at, request_id, isolate_id, isolate_seq, version, session_id, body_location)
       VALUES ({organisation:String}, now64(3) - INTERVAL 1 MINUTE, '${crypto.randomUUID()}', '${isolate_id}', 99, 1, 'chats/1', 'r2')`,
      organisation,
    );
    await runLater(200_000);
    expect(await found(deletion)).toMatchObject({ completedAt: null, passes: 2, removed: { requests: 1 } });
    await runLater(260_000);
    expect(await found(deletion)).toMatchObject({ completedAt: expect.any(Number), passes: 3 });
  });

  it('leaves the others’ messages of a parked batch, and their bodies in R2', async () => {
    const [ada, bob, bobInR2] = [
      call({ user: 'ada' }),
      call({ user: 'bob' }),
      call({ request: encoder.encode(JSON.stringify({ user: 'bob', messages: secret.repeat(60_000) })) }),
    ];
    const packed = await Promise.all(
      [ada, bob].map(async (frame) => ({ call: frame.call, packed: await packFrame(frame) })),
    );
    await park(objects, packed, 'test');
    await pointerTo(bobInR2);
    await ask('user', 'ada');
    // The replay may come first or last: both end in the same.
    await runCron(fresh());
    await runLater(200_000);
    expect((await listParked(objects)).batches).toEqual([]);
    expect(await requestsOf(organisation)).toMatchObject([{ user_id: 'bob' }]);
    expect(await storedBodiesOf(bob)).toBeDefined();
    expect((await left()).objects).toEqual([messageKey(bobInR2.call)]);
  });

  it('goes on where R2 failed it', async () => {
    const frame = call({ request: large });
    await deliver([await pointerTo(frame)], { env: fresh() });
    const deletion = await ask('user', 'ada');
    await runCron(fresh({ OBJECTS: broken() })).catch(() => undefined);
    expect(await found(deletion)).toMatchObject({ completedAt: null, passes: 0 });
    await runCron(fresh());
    expect(await left()).toEqual(nothing);
  });
});
