import { createServer, type RequestListener } from 'node:http';
import { type EmbeddedClickHouse, startClickHouse } from '@tallystick/clickhouse-embedded';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { exceptionCodes } from './errors.ts';
import { type ClickHouse, ClickHouseError, createClickHouse, insertRequests } from './index.ts';
import { migrate } from './migrate.ts';
import { requestRow } from './test/rows.ts';

let server: EmbeddedClickHouse;
let clickhouse: ClickHouse;

beforeAll(async () => {
  server = await startClickHouse({
    users: [
      { name: 'reader', grants: ['GRANT SELECT ON tally.*'] },
      { name: 'writer', password: 'geheim:€ß', grants: ['GRANT INSERT ON tally.*'] },
    ],
  });
  await migrate({ url: server.url });
  clickhouse = createClickHouse({ url: server.url });
});
afterAll(() => server.stop());

/** A row of `requests` as it is, unlike with `insertRequests`. */
function insertUnchecked(overrides: Record<string, unknown>): Promise<void> {
  const { call_id, ...stored } = requestRow();
  const row = { ...stored, ...overrides };
  return clickhouse.insert('requests', Object.keys(row) as [string], [row]);
}

/** A stand-in for what lies between: a proxy that fails, or hangs. */
async function behind<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const proxy = createServer(listener);
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  const address = proxy.address();
  try {
    return await use(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
}

test('each exception code is the one that ClickHouse gives this name', async () => {
  for (const exceptions of Object.values(exceptionCodes)) {
    for (const [code, name] of Object.entries(exceptions)) {
      const [row] = await clickhouse.query(
        z.object({ name: z.string() }),
        'SELECT errorCodeToName({code:UInt32}) AS name',
        { code },
      );
      expect(row?.name).toBe(name);
    }
  }
});

test('a row that ClickHouse cannot take is bad data and never retried', async () => {
  for (const row of [{ created_at: 'yesterday' }, { request_id: 'x' }, { cost_usd: 'x' }, { streamed: 'perhaps' }]) {
    await expect(insertUnchecked(row), JSON.stringify(row)).rejects.toMatchObject({ code: 'bad_data', retry: false });
  }
});

test('a column that no table has yet is a matter of migrations, and retried', async () => {
  await expect(clickhouse.insert('requests', ['org_id', 'later'], [{ org_id: 'a', later: 1 }])).rejects.toMatchObject({
    code: 'schema',
    retry: true,
  });
});

test('a field that is no column of the insert is an error, not dropped', async () => {
  await expect(clickhouse.insert('requests', ['org_id'], [{ org_id: 'a', unheard_of: 1 }])).rejects.toMatchObject({
    code: 'bad_data',
  });
});

test.each([
  ['a missing table', { database: 'tally' }, 'SELECT 1 FROM nowhere', 'schema'],
  ['a missing database', { database: 'nowhere' }, 'SELECT 1', 'schema'],
  ['a wrong password', { password: 'wrong' }, 'SELECT 1', 'auth'],
  ['a missing right', { user: 'reader' }, 'DROP TABLE tally.requests', 'auth'],
  [
    'too little memory',
    {},
    'SELECT groupArray(number) FROM numbers(1e7) SETTINGS max_memory_usage = 1000000',
    'memory_limit',
  ],
  ['a limit of time', {}, 'SELECT sleepEachRow(0.1) FROM numbers(30) SETTINGS max_execution_time = 0.1', 'timeout'],
])('%s is told by its code and worth a retry', async (_, options, query, code) => {
  const request = createClickHouse({ url: server.url, ...options }).command(query);
  await expect(request).rejects.toMatchObject({ code, retry: true });
});

test('the message holds no word of the server, which may quote a prompt', async () => {
  const error = await insertUnchecked({ finish: 'my secret prompt' }).catch((e: unknown) => e);
  if (!(error instanceof ClickHouseError)) throw error;
  expect(error.detail).toContain('my secret prompt');
  expect(`${error}${error.stack}`).not.toContain('secret');
});

test('nobody listening is a network error', async () => {
  await expect(createClickHouse({ url: 'http://127.0.0.1:1' }).command('SELECT 1')).rejects.toMatchObject({
    code: 'network',
    retry: true,
  });
});

test.each([
  [429, 'overloaded'],
  [502, 'network'],
  [503, 'overloaded'],
  [500, 'unknown'],
])('HTTP %i from a proxy is %s', async (status, code) => {
  await behind(
    (_, response) => response.writeHead(status).end('<html>Code: 117. DB::Exception: no (INCORRECT_DATA)</html>'),
    (url) => expect(createClickHouse({ url }).command('SELECT 1')).rejects.toMatchObject({ code, retry: true }),
  );
});

test.each([
  [302, { location: '/login' }],
  [302, { location: 'http://127.0.0.1:1/' }],
  [307, { location: '/login' }],
  [200, {}],
  [204, {}],
])('an HTTP %i of something that is not ClickHouse confirms nothing (%j)', async (status, headers) => {
  await behind(
    (request, response) =>
      request.url === '/login'
        ? response.writeHead(200).end('<html>log in</html>')
        : response.writeHead(status, headers).end(status === 204 ? undefined : '<html>maintenance</html>'),
    async (url) => {
      const other = createClickHouse({ url });
      const error = { code: 'not_clickhouse', retry: true };
      await expect(insertRequests(other, [requestRow()])).rejects.toMatchObject(error);
      await expect(other.query(z.unknown(), 'SELECT 1')).rejects.toMatchObject(error);
      await expect(other.command('SELECT 1')).rejects.toMatchObject(error);
    },
  );
});

test('a word that an enum does not have yet is a matter of migrations, and retried', async () => {
  await expect(insertUnchecked({ finish: 'later' })).rejects.toMatchObject({ code: 'schema', retry: true });
});

test('merges that do not keep up are told by their code', async () => {
  await clickhouse.command(`CREATE TABLE slow (a UInt8) ENGINE = MergeTree ORDER BY a
    SETTINGS parts_to_throw_insert = 1, parts_to_delay_insert = 0`);
  await clickhouse.command('SYSTEM STOP MERGES slow');
  await clickhouse.insert('slow', ['a'], [{ a: 1 }]);
  const insert = clickhouse.insert('slow', ['a'], [{ a: 2 }]);
  await expect(insert).rejects.toMatchObject({ code: 'too_many_parts', retry: true });
});

test('the time for a request covers the body of its answer', async () => {
  await behind(
    (_, response) => response.writeHead(200, { 'x-clickhouse-query-id': 'a' }).write('{"a":1}\n'),
    (url) =>
      expect(createClickHouse({ url, timeout: 300 }).query(z.object({ a: z.int() }), 'SELECT 1')).rejects.toMatchObject(
        {
          code: 'timeout',
        },
      ),
  );
});

test('a server that never answers is a timeout', async () => {
  await behind(
    () => {},
    (url) =>
      expect(createClickHouse({ url, timeout: 300 }).command('SELECT 1')).rejects.toMatchObject({ code: 'timeout' }),
  );
});

test.each(['in the options', 'in the URL'])('a password may hold any characters: %s', async (where) => {
  const url = new URL(server.url);
  if (where === 'in the URL') [url.username, url.password] = ['writer', 'geheim:€ß'];
  const given = where === 'in the options' ? { user: 'writer', password: 'geheim:€ß' } : {};
  const writer = createClickHouse({ url: url.href, ...given });
  await insertRequests(writer, [requestRow()]);
  await writer.insertRowBinary('request_ids', ['org_id'], new Uint8Array([1, 0x61]));
  await expect(
    createClickHouse({ url: server.url, user: 'writer', password: 'ß' }).command('SELECT 1'),
  ).rejects.toMatchObject({ code: 'auth' });
});

test('a service token goes with each request, so that Access lets it through to a server behind a tunnel', async () => {
  const seen: unknown[] = [];
  const guard: RequestListener = ({ headers }, response) => {
    seen.push([headers['cf-access-client-id'], headers['cf-access-client-secret']]);
    // What Access answers to whom it does not know: the way to its login page.
    response.writeHead(302, { location: 'https://team.cloudflareaccess.com/login' }).end();
  };
  await behind(guard, async (url) => {
    const guarded = createClickHouse({ url, serviceToken: { id: 'id.access', secret: 'secret' } });
    await expect(guarded.command('SELECT 1')).rejects.toMatchObject({ code: 'not_clickhouse', retry: true });
    const row = new Uint8Array(1);
    await expect(guarded.insertRowBinary('bodies', ['org_id'], row)).rejects.toMatchObject({ code: 'not_clickhouse' });
  });
  expect(seen).toEqual([
    ['id.access', 'secret'],
    ['id.access', 'secret'],
  ]);
});

test('parameters that make no URL go with the statement, of questions and of commands', async () => {
  const urls: string[] = [];
  const counting = createClickHouse({
    url: server.url,
    fetch: (input, init) => {
      urls.push(String(input));
      return fetch(input, init);
    },
  });
  const words = Array.from({ length: 5_000 }, (_, n) => `${n} 'é\\\n`);
  const [row] = await counting.query(
    z.object({ words: z.array(z.string()), one: z.int() }),
    'SELECT {words:Array(String)} AS words, {one:UInt8} AS one',
    { words, one: 1 },
  );
  expect(row).toEqual({ words, one: 1 });
  await counting.command('CREATE TABLE told (word String) ENGINE = Memory');
  await counting.command('INSERT INTO told SELECT arrayJoin({words:Array(String)})', { words });
  const [told] = await counting.query(
    z.object({ rows: z.int(), same: z.boolean() }),
    'SELECT count() AS rows, toBool(countIf(word IN {words:Array(String)}) = rows) AS same FROM told',
    { words },
  );
  await counting.command('DROP TABLE told');
  expect(told).toEqual({ rows: words.length, same: true });
  expect(Math.max(...urls.map(({ length }) => length))).toBeLessThan(5_000);
});

test('a stream fails with its server, and holds no word of its exception', async () => {
  const failing = "SELECT number, throwIf(number = 3000000, 'secret') FROM numbers(5000000) FORMAT CSV";
  let last = '';
  const read = async () => {
    for await (const chunk of await clickhouse.stream(failing)) last = new TextDecoder().decode(chunk);
  };
  await expect(read()).rejects.toThrow();
  expect(last).toMatch(/^[\d,\n]+$/);
});

test('a stream fails as well where a proxy ends it in order', async () => {
  const tag = 'xvbmlafgmbzpqhdk';
  const exception = `__exception__\r\n${tag}\r\nCode: 395. DB::Exception: secret\n32 ${tag}\r\n__exception__\r\n`;
  const headers = { 'x-clickhouse-query-id': 'q', 'x-clickhouse-exception-tag': tag };
  await behind(
    (_, response) => response.writeHead(200, headers).end(`1,2\n\r\n${exception}`),
    async (url) => {
      const stream = await createClickHouse({ url }).stream('SELECT 1, 2 FORMAT CSV');
      await expect(new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).text()).rejects.toMatchObject({
        code: 'unknown',
        detail: expect.stringContaining('secret'),
      });
    },
  );
});
