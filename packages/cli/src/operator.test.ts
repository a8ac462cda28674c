import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClickHouse, createClickHouse, insertRequests } from '@tallystick/clickhouse';
import { unpricedCall } from '@tallystick/clickhouse/test/rows';
import { type Call, clickhouseTime, encodeFrame, type Frame, packFrame, uuidv7 } from '@tallystick/log';
import { sampleFrame } from '@tallystick/log/test/sample-frame';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Stack, startStack } from './stack.ts';
import { tally } from './test/tally.ts';

let stack: Stack;
let clickhouse: ClickHouse;
let objects: Awaited<ReturnType<Stack['miniflare']['getR2Bucket']>>;

const local = (...args: string[]) => tally(args, { TALLY_DATA_DIR: stack.dataDir });
const lines = (text: string) => text.split('\n').slice(1);

beforeAll(async () => {
  stack = await startStack();
  clickhouse = createClickHouse(stack.clickhouse);
  objects = await stack.miniflare.getR2Bucket('OBJECTS', 'tallystick-console');
  const { consoleUrl, organisation } = stack;
  await writeFile(join(stack.dataDir, 'dev.json'), JSON.stringify({ consoleUrl, organisation }));
}, 120_000);
afterAll(() => stack.stop());

const isolate_id = '01890a5d-ac96-4b2f-9c5e-b302099a8057';
const encoder = new TextEncoder();

/** A call of an hour ago, as the edge would have logged it. */
function frameOf(isolate_seq: number, answer = 'an answer', more: Partial<Call> = {}): Frame {
  return sampleFrame({
    call: { isolate_id, isolate_seq, org_id: 'local', created_at: Date.now() - 3_600_000, ...more },
    request: encoder.encode('{"prompt":"hello"}'),
    response: encoder.encode(answer),
  });
}

async function bury(id: string, content: Uint8Array | string, call?: Call, code = 'died'): Promise<string> {
  const key = `dead/2026-11-20/${call?.org_id ?? 'unknown'}/${id}`;
  const about = call && { org_id: call.org_id, isolate_id: call.isolate_id, isolate_seq: String(call.isolate_seq) };
  await objects.put(key, content, { customMetadata: { code, reason: `why ${id}`, attempts: '3', ...about } });
  return key;
}

async function rowsOf(numbers: number[]): Promise<number> {
  const query =
    'SELECT count() AS count FROM requests FINAL WHERE isolate_id = {isolate_id:UUID} AND isolate_seq IN {numbers:Array(UInt32)}';
  const [row] = await clickhouse.query(z.object({ count: z.int() }), query, { isolate_id, numbers });
  return row?.count ?? 0;
}

/** Polls until there are the rows; only a test that fails waits to the end. */
async function untilRows(numbers: number[]): Promise<void> {
  for (const end = Date.now() + 30_000; (await rowsOf(numbers)) < numbers.length; await sleep(100)) {
    if (Date.now() > end) throw new Error('they never became rows');
  }
}

async function clear(): Promise<void> {
  await clickhouse.command('TRUNCATE TABLE requests');
  for (const { key } of (await objects.list()).objects) await objects.delete(key);
}

describe('tally dead-letters', () => {
  it('lists, shows and replays them: what can work becomes a row, the rest stays and is named', async () => {
    const frame = frameOf(1, '{"text":"so\u001b[31mred"}');
    const key = await bury('m1', await packFrame(frame), frame.call);
    const damaged = await bury('m2', 'garbage', undefined, 'bad_message');
    const list = await local('dead-letters', 'list');
    expect(list.out).toMatch(/^KEY +CODE +ATTEMPTS +CALL \(UTC\) +REASON$/m);
    expect(lines(list.out)).toEqual([
      expect.stringMatching(`^${key} +died +3 .* why m1$`),
      expect.stringMatching(`^${damaged} +bad_message +3 .* why m2$`),
    ]);
    expect(lines((await local('dead-letters', 'list', '--code', 'died')).out)).toHaveLength(1);

    const shown = await local('dead-letters', 'show', key);
    expect(shown.out).toMatch(new RegExp(`^reason +why m1$.*^request_id +${frame.call.request_id}$`, 'ms'));
    expect(shown.out).not.toContain('hello');
    const withBodies = await local('dead-letters', 'show', key, '--bodies');
    expect(withBodies.out).toContain('request:\n{"prompt":"hello"}\n');
    expect(withBodies.out).toContain('response:\n{"text":"so\ufffd[31mred"}');
    expect((await local('dead-letters', 'show', damaged, '--bodies')).out).toContain('cannot be read');

    const replayed = await local('dead-letters', 'replay', '--all');
    expect(replayed.code).toBe(1);
    expect(replayed.error).toContain('1 of 2 sent to the queue');
    expect(replayed.error).toContain(`error: 1 not sent to the queue:\n${damaged}: these bytes are not a frame`);
    await untilRows([1]);
    expect(lines((await local('dead-letters', 'list')).out)).toHaveLength(1);
    expect(await local('dead-letters', 'drop', '--all')).toEqual({
      code: 1,
      out: '',
      error: 'error: this removes 1 dead letters for good: say so with --yes',
    });
    expect((await local('dead-letters', 'drop', '--all', '--yes')).code).toBe(0);
    expect((await local('dead-letters', 'replay', '--all')).out).toBe('there are none');
    expect((await local('dead-letters', 'list')).out).toBe('no dead letters');
    await clear();
  });

  it('shows an organisation what is its own with its admin key', async () => {
    const mine = await bury('m1', 'x', frameOf(1).call);
    const theirs = await bury('m2', 'x', frameOf(2, '', { org_id: 'other' }).call);
    const remote = { TALLY_CONSOLE_URL: stack.consoleUrl, TALLY_ADMIN_KEY: stack.adminKey };
    const list = await tally(['dead-letters', 'list', '--remote', '--json'], remote);
    expect(JSON.parse(list.out).dead_letters.map(({ key }: { key: string }) => key)).toEqual([mine]);
    expect(await tally(['dead-letters', 'drop', theirs, '--remote'], remote)).toMatchObject({
      code: 1,
      error: expect.stringContaining('there is no such object'),
    });
    await clear();
  });

  it.each([
    [['dead-letters', 'replay'], /name the keys of dead letters, or say --all$/],
    [['dead-letters', 'drop', 'x', '--all'], /name the keys of dead letters, or say --all$/],
    [['dead-letters', 'drop', 'dead/2026-11-20/local/x', '--code', 'died'], /leave them out where keys are named$/],
    [['dead-letters', 'show', 'messages/2026-11-20/local/x'], /^error: key: must be the key of a dead letter/],
    [['dead-letters', 'show', 'dead/2026-11-20/local/x'], /^error: there is no such dead letter/],
    [['dead-letters', 'list', '--limit', '0'], /Give a whole number from 1\./],
    [['dead-letters', 'list', '--organisation', 'nobody'], /^error: there is no organisation nobody$/],
    [['parked', 'replay'], /name the keys of parked batches, or say --all$/],
    [['parked', 'replay', 'dead/2026-11-20/local/x'], /must be the key of a parked batch/],
    [['dead-letters', 'list', '--code', 'nope'], /^error: code: must be one of bad_message, .*died/],
  ])('%j fails with what to do', async (args, message) => {
    expect(await local(...args)).toEqual({ code: 1, out: '', error: expect.stringMatching(message) });
  });
});

describe('tally parked', () => {
  it('lists batches and sends their messages', async () => {
    const frames = [frameOf(1), frameOf(2)];
    const messages = frames.map(({ call }) => ({ ...call, bytes: 0 }));
    const packed = frames.map((frame) => encodeFrame(frame));
    const head = encoder.encode(
      JSON.stringify({
        code: 'accounts',
        messages: messages.map((message, index) => ({ ...message, bytes: packed[index]?.length })),
      }),
    );
    const length = Buffer.alloc(4);
    length.writeUInt32BE(head.length);
    const key = `parked/${new Date().toISOString()}-x`;
    const customMetadata = { code: 'accounts', messages: '2', oldest: String(Date.now()) };
    await objects.put(key, Buffer.concat([Buffer.from('TLYB'), length, head, ...packed]), { customMetadata });
    expect(lines((await local('parked', 'list')).out)).toEqual([expect.stringMatching(`^${key} +accounts +2 `)]);
    expect(await local('parked', 'replay', '--all')).toMatchObject({ code: 0, error: /1 of 1 sent to the queue$/ });
    await untilRows([1, 2]);
    expect(lines((await local('parked', 'list')).out)).toEqual([]);
    await clear();
  });
});

describe('tally verify', () => {
  it('is content where every call is a row', async () => {
    const call = await fetch(`${stack.edgeUrl}/sample/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { 'Tally-Auth': `Bearer ${stack.writeKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] }),
    });
    await call.text();
    let verified = await local('verify', '--grace', '0');
    for (const end = Date.now() + 30_000; !verified.out.includes(': 1, of edge isolates: 1') && Date.now() < end; ) {
      verified = await local('verify', '--grace', '0');
    }
    expect(verified).toEqual({
      code: 0,
      out: expect.stringMatching(/^rows since 20.* UTC: 1, of edge isolates: 1\ngone: 0$/),
      error: '',
    });
    await clear();
  });

  it('names what is gone, with exit code 1, and what is elsewhere', async () => {
    const at = (ago: number) => clickhouseTime(Date.now() - ago);
    await clickhouse.insert(
      'requests',
      ['org_id', 'request_id', 'isolate_id', 'isolate_seq', 'created_at', 'responded_at'],
      [2, 6].map((isolate_seq) => ({
        org_id: 'local',
        request_id: uuidv7(Date.now()),
        isolate_id,
        isolate_seq,
        created_at: at(3_600_000),
        responded_at: at(3_600_000),
      })),
    );
    await objects.put(`spill/2026-11-20/${isolate_id}-4`, 'x');
    const verified = await local('verify');
    expect(verified.code).toBe(1);
    expect(verified.out).toMatch(
      /^rows since 20.* UTC: 2, of edge isolates: 1\nnot rows yet: 1 spilled\ngone: 3\nISOLATE +NUMBERS/,
    );
    expect(verified.out).toMatch(new RegExp(`^${isolate_id} +1 +1 +the first call +20.*$`, 'm'));
    expect(verified.out).toMatch(new RegExp(`^${isolate_id} +5 +1 +20`, 'm'));
    const json = JSON.parse((await local('verify', '--json')).out);
    expect([json.verdict, json.missing.gone, json.gaps.length]).toEqual(['gone', 3, 3]);
    expect((await local('verify', '--since', '5m')).code).toBe(0);
    await clear();
  });

  it('has an exit code of its own for when it cannot tell', async () => {
    const nowhere = { TALLY_DATA_DIR: join(stack.dataDir, 'nowhere') };
    expect(await tally(['verify'], nowhere)).toEqual({
      code: 2,
      out: '',
      error: expect.stringMatching(/^error: Tallystick is not running here/),
    });
  });
});

describe('tally reprice', () => {
  const at = Date.UTC(2026, 9, 1, 12);
  /** A million tokens, which cost 2.50 USD by the list. */
  const call = (n: number, more: object = {}) => unpricedCall(at + n * 3_600_000, { org_id: 'local', ...more });
  const costs = () =>
    clickhouse.query(
      z.object({ model: z.string(), cost_usd: z.string().nullable() }),
      'SELECT model, cost_usd FROM requests FINAL ORDER BY created_at',
    );

  it('says by model what would change, changes it, and the second time finds nothing to change', async () => {
    await clear();
    await insertRequests(clickhouse, [
      call(1),
      call(2, { cost_usd: '5', cost_breakdown: { input: '5' }, cost_source: 'priced' }),
      call(3, { model: 'gpt-4o-mini' }),
      call(4, { price_details: { untold: 'yes' } }),
      call(5, { model: 'gpt-none' }),
      call(6, { model: 'gpt-none-2' }),
      call(7, { model: 'gpt-none-2' }),
    ]);
    const range = ['reprice', '--since', '2026-10-01', '--until', '2026-10-31'];
    const tried = await local(...range, '--dry-run');
    expect(tried.out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['PROVIDER', 'MODEL', 'CALLS', 'CHANGED', 'COST BEFORE', 'AFTER', 'UNKNOWN BEFORE', 'AFTER'],
      ['openai', 'gpt-4o-mini', '1', '1', 'unknown', '$0.15', '1', '0'],
      ['openai', 'gpt-4o', '3', '2', '$5', '$5', '2', '1'],
      ['', 'all of these', '4', '3', '$5', '$5.15', '3', '1'],
      [''],
      ['3 calls of 2 models stay as they are'],
      ['1 call cannot be priced again: docs/prices.md says why'],
      ['3 calls would change: nothing was written'],
    ]);
    expect(tried.error).toMatch(
      /percent of the time: 100 of 100\nby the price list [0-9a-f]{12}, that came with this version/,
    );
    const only = await local(...range, '--model', 'gpt-4o', '--json');
    expect(JSON.parse(only.out)).toMatchObject({
      models: [{ model: 'gpt-4o' }],
      total: { changed: 2, cost_after: '5' },
    });
    expect(await costs()).toEqual([
      { model: 'gpt-4o', cost_usd: '2.5' },
      { model: 'gpt-4o', cost_usd: '2.5' },
      { model: 'gpt-4o-mini', cost_usd: null },
      { model: 'gpt-4o', cost_usd: null },
      ...['gpt-none', 'gpt-none-2', 'gpt-none-2'].map((model) => ({ model, cost_usd: null })),
    ]);
    expect((await local(...range, '--model', 'gpt-4o*')).out).toMatch(/^1 call changed$/m);
    expect((await local(...range)).out.split('\n')).toEqual([
      '7 calls of 4 models stay as they are',
      '1 call cannot be priced again: docs/prices.md says why',
      '0 calls changed',
    ]);
  });

  it('says what is wrong with what it is given', async () => {
    expect((await local('reprice')).error).toContain("required option '--since <when>' not specified");
    expect((await local('reprice', '--since', 'ever')).error).toContain('Write it as 12h, 30d');
    expect((await local('reprice', '--since', '1h', '--provider', 'none')).out).toBe('there are no such calls');
    expect((await local('reprice', '--since', '1h', '--organisation', 'nobody')).error).toContain(
      'there is no organisation nobody',
    );
  });
});
