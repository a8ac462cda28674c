import { insertRequests } from '@tallystick/clickhouse';
import { requestRow } from '@tallystick/clickhouse/test/rows';
import { createClient, type StreamQuestion } from '@tallystick/client';
import { clickhouseTime, completeVersion, type RequestRow, uuidv7 } from '@tallystick/log';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { app } from './app.ts';
import { api, bindings, makeKey, migrate, operator, worker } from './test/api.ts';
import { clickhouse } from './test/surroundings.ts';

let key: string;
let keyId: string;

beforeAll(async () => {
  await migrate();
  for (const name of ['acme', 'other']) await api('POST', '/v1/organisations', operator, { name, id: name });
});
beforeEach(async () => {
  await clickhouse.command('TRUNCATE TABLE requests');
  ({ key, id: keyId } = await makeKey('acme', 'read'));
});

function call(isolate_seq: number, overrides: Partial<RequestRow> = {}): RequestRow {
  const at = Date.now() - 5_000;
  const request_id = uuidv7(at);
  const row = { org_id: 'acme', created_at: clickhouseTime(at), request_id, call_id: request_id, isolate_seq };
  return requestRow({ ...row, version: completeVersion, model: 'gpt-4o-mini', ...overrides });
}

const insert = (...rows: RequestRow[]) => insertRequests(clickhouse, rows);

interface Event {
  event: string;
  id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: an assertion says what it expects of an event
  data: any;
}

/** An open stream, event by event. */
class Stream {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = '';

  constructor(response: Response) {
    if (!response.body || response.status !== 200) throw new Error(`HTTP ${response.status}`);
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** @returns undefined at the end */
  async next(): Promise<Event | undefined> {
    while (!this.#text.includes('\n\n')) {
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += value;
    }
    const end = this.#text.indexOf('\n\n');
    const fields = Object.fromEntries(
      this.#text
        .slice(0, end)
        .split('\n')
        .map((line) => line.split(/: (.*)/, 2)),
    );
    this.#text = this.#text.slice(end + 2);
    return { event: fields.event, id: fields.id, data: JSON.parse(fields.data) };
  }

  /** The numbers of the next calls. */
  async calls(count: number): Promise<number[]> {
    const numbers: number[] = [];
    while (numbers.length < count) {
      const event = await this.next();
      if (!event) throw new Error('the stream has ended');
      if (event.event === 'call') numbers.push(event.data.isolate_seq);
    }
    return numbers;
  }

  close(): Promise<void> {
    return this.#reader.cancel();
  }
}

async function open(query = '', headers: Record<string, string> = {}): Promise<Stream> {
  const init = { headers: { Authorization: `Bearer ${key}`, ...headers } };
  return new Stream(await worker.fetch(`http://console/v1/requests/stream${query}`, init));
}

/** A stream that has begun: what lands from now on is new to it. */
async function begun(query?: string): Promise<Stream & { position: string | undefined }> {
  const stream = await open(query);
  const first = await stream.next();
  expect(first?.event).toBe('position');
  return Object.assign(stream, { position: first?.id });
}

describe('GET /v1/requests/stream', () => {
  it('shows calls as they land, with the columns that were asked for, and none from before', async () => {
    await insert(call(1));
    const stream = await begun('?columns=model,failed');
    const landed = call(2, { status: 200, finish: 'complete' });
    await insert(landed);
    const { event, id, data } = (await stream.next()) ?? {};
    expect([event, id]).toEqual(['call', expect.stringMatching(/^\d{13}$/)]);
    const { request_id, isolate_id, isolate_seq } = landed;
    const created_at = `${landed.created_at.replace(' ', 'T')}Z`;
    expect(data).toEqual({ created_at, request_id, isolate_id, isolate_seq, model: 'gpt-4o-mini', failed: false });
    await stream.close();
  });

  it('shows those of its organisation that meet the filter, in either notation', async () => {
    const json = JSON.stringify({ field: 'model', op: '=', value: 'o3' });
    const streams = await Promise.all(
      ['model:o3', json].map((filter) => begun(`?filter=${encodeURIComponent(filter)}`)),
    );
    await insert(call(1), call(2, { model: 'o3' }), call(3, { model: 'o3', org_id: 'other' }));
    await insert(call(4, { model: 'o3' }));
    for (const stream of streams) {
      expect(await stream.calls(2)).toEqual([2, 4]);
      await stream.close();
    }
  });

  it('does not show a call again that is edited', async () => {
    const stream = await begun();
    const edited = call(1);
    await insert(edited);
    expect(await stream.calls(1)).toEqual([1]);
    const path = `/v1/requests/${edited.request_id}/scores?organisation=acme`;
    expect((await api('POST', path, operator, { scores: { quality: 1 } })).status).toBe(201);
    await insert(call(2));
    expect(await stream.calls(1)).toEqual([2]);
    await stream.close();
  });

  it('goes on where another stream was, and misses nothing', async () => {
    const first = await begun();
    await first.close();
    await insert(call(1), call(2));
    const second = await open('', { 'Last-Event-ID': first.position ?? '' });
    await insert(call(3));
    expect((await second.calls(3)).toSorted()).toEqual([1, 2, 3]);
    await second.close();
  });

  it('says how many calls were too many to show', async () => {
    const stream = await begun();
    await insert(...Array.from({ length: 510 }, (_, i) => call(i)));
    expect(await stream.next()).toMatchObject({ event: 'skipped', data: { calls: 10 } });
    expect(await stream.calls(500)).toHaveLength(500);
    await stream.close();
  });

  it('ends when its key is revoked', async () => {
    const stream = await begun();
    await api('DELETE', `/v1/keys/${keyId}?organisation=acme`, operator);
    for (let event = await stream.next(); event; event = await stream.next()) expect(event.event).toBe('position');
    await expect(open()).rejects.toThrow('HTTP 401');
  });

  it('stays open while ClickHouse is away, and goes on when it is back', async () => {
    const env = { ...bindings, CLICKHOUSE_URL: 'http://127.0.0.1:9' };
    const headers = { Authorization: `Bearer ${key}` };
    const stream = new Stream(await app.request('/v1/requests/stream', { headers }, env));
    expect(await stream.next()).toMatchObject({
      event: 'unavailable',
      data: { message: expect.stringContaining('goes on') },
    });
    env.CLICKHOUSE_URL = bindings.CLICKHOUSE_URL;
    expect(await stream.next()).toMatchObject({ event: 'position', id: expect.any(String) });
    await insert(call(1));
    expect(await stream.calls(1)).toEqual([1]);
    await stream.close();
  });

  it('asks ClickHouse nothing more when its client has gone', async () => {
    const asked = vi.spyOn(globalThis, 'fetch');
    const stream = await begun();
    expect(asked).toHaveBeenCalled();
    await stream.close();
    await scheduler.wait(500);
    asked.mockClear();
    await scheduler.wait(3_000);
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  });

  it.each([
    ['?filter=modle%3Ax', 'filter: character 1: there is no field "modle"'],
    ['?filter=%7B%22and%22', 'filter: begins as JSON and is not'],
    ['?columns=org_id', 'columns[0]: takes one of created_at, '],
    ['?fliter=x', 'unknown field fliter'],
  ])('refuses what is wrong before it begins: %s', async (query, message) => {
    const { status, json } = await api('GET', `/v1/requests/stream${query}`, key);
    expect([status, json.error.message]).toEqual([400, expect.stringContaining(message)]);
  });

  it.each(['x', '5', '9999999999999'])(
    'refuses a position that is none, too old to go on from, or yet to come: %s',
    async (position) => {
      await expect(open('', { 'Last-Event-ID': position })).rejects.toThrow('HTTP 400');
    },
  );

  it('is open so often at a time, and no more', async () => {
    const streams = await Promise.all(Array.from({ length: 24 }, () => open()));
    await expect(open()).rejects.toThrow('HTTP 429');
    for (const stream of streams) await stream.close();
    const next = await open();
    await next.close();
  });
});

describe('streamRequests of the client', () => {
  const client = (send: typeof fetch = (input, init) => worker.fetch(input as string, init)) =>
    createClient({ url: 'http://console', key, fetch: send });

  it('yields each call once, over streams that break off or are too many for a while, until it is aborted', async () => {
    let opened = 0;
    const aborting = new AbortController();
    const breaking: typeof fetch = async (input, init) => {
      const response = await worker.fetch(input as string, init);
      opened += 1;
      if (opened === 2) return Response.json({ error: { code: 'too_many_questions', message: '' } }, { status: 429 });
      if (opened > 2 || !response.body) return response;
      // The first breaks off behind its second event, a call.
      let events = 0;
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          controller.enqueue(chunk);
          events += new TextDecoder().decode(chunk).split('\n\n').length - 1;
          if (events === 1) void insert(call(1), call(2));
          if (events >= 2) controller.error(new Error('broken off'));
        },
      });
      void response.body.pipeTo(writable).catch(() => {});
      return new Response(readable, response);
    };
    const question: StreamQuestion = { filter: 'model:gpt*', columns: ['model'] };
    const numbers: number[] = [];
    const available: boolean[] = [];
    const onAvailable = (now: boolean) => available.at(-1) !== now && available.push(now);
    for await (const landed of client(breaking).streamRequests(question, { signal: aborting.signal, onAvailable })) {
      numbers.push(landed.isolate_seq);
      if (numbers.length === 2) await insert(call(3));
      if (numbers.length === 3) aborting.abort();
    }
    expect([numbers.toSorted(), opened]).toEqual([[1, 2, 3], 3]);
    expect(available).toEqual([true, false, true]);
  });

  it('rejects with what the API refuses', async () => {
    await expect(client().streamRequests({ filter: 'modle:x' }).next()).rejects.toMatchObject({
      name: 'TallyError',
      code: 'invalid',
    });
  });
});
