import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmbeddedClickHouse, type StartOptions, startClickHouse } from './index.ts';

let scratch: string;
const started: EmbeddedClickHouse[] = [];

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tally-test-'));
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
  await rm(scratch, { recursive: true, force: true });
});

async function start(options?: StartOptions): Promise<EmbeddedClickHouse> {
  const server = await startClickHouse(options);
  started.push(server);
  return server;
}

async function ask(server: { url: string }, query: string, credentials = 'default:'): Promise<string> {
  const headers = { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  const response = await fetch(server.url, { method: 'POST', body: query, headers });
  return `${response.headers.get('x-clickhouse-exception-code') ?? (await response.text()).trim()}`;
}

describe('startClickHouse', () => {
  test('several servers run side by side, each with data of its own', async () => {
    const servers = await Promise.all([start(), start(), start()]);
    await Promise.all(
      servers.map(async (server, i) => {
        await ask(server, 'CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a');
        await ask(server, `INSERT INTO t VALUES (${i})`);
      }),
    );
    expect(await Promise.all(servers.map((server) => ask(server, 'SELECT a FROM t')))).toEqual(['0', '1', '2']);
    expect(new Set(servers.map(({ port }) => port)).size).toBe(3);
  });

  test.each(['stop', 'kill'] as const)('after %s the next start on the directory has the data', async (end) => {
    const dataDirectory = join(scratch, 'data & <more>');
    const first = await start({ dataDirectory });
    await ask(first, 'CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a');
    await ask(first, 'INSERT INTO t VALUES (7)');
    await first[end]();
    await first.exited;
    const second = await start({ dataDirectory });
    expect(await ask(second, 'SELECT a FROM t')).toBe('7');
  });

  test('works in UTC whatever the time zone of the machine', async () => {
    expect(await ask(await start(), 'SELECT timezone()')).toBe('UTC');
  });

  test('tells no page in a browser what it holds', async () => {
    const { url } = await start();
    const asked = `${url}/?add_http_cors_header=1&query=SELECT+1`;
    const response = await fetch(asked, { headers: { origin: 'http://page.example' } });
    expect(response.headers.get('x-clickhouse-exception-code')).toBe('452');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('lets default do what it needs, but not touch the files of the machine', async () => {
    const server = await start();
    expect(await ask(server, 'CREATE DATABASE tally')).toBe('');
    expect(await ask(server, "SELECT * FROM file('/etc/hostname', LineAsString)")).toBe('497');
    expect(await ask(server, "INSERT INTO FUNCTION file('/tmp/x', TSV, 'a String') VALUES ('x')")).toBe('497');
  });

  test('gives a user its password, rights and settings, and nothing more', async () => {
    const password = `p<&>"'ö`;
    const server = await start({
      users: [
        { name: 'reader', password, grants: ['GRANT SELECT ON tally.*'], settings: { readonly: 1, max_threads: 1 } },
        { name: 'nobody' },
      ],
    });
    await ask(server, 'CREATE DATABASE tally');
    await ask(server, 'CREATE TABLE tally.t (a UInt8) ENGINE = MergeTree ORDER BY a');
    const reader = `reader:${password}`;
    expect(await ask(server, 'SELECT count() FROM tally.t', reader)).toBe('0');
    expect(await ask(server, "SELECT getSetting('max_threads')", reader)).toBe('1');
    expect(await ask(server, 'SELECT 1 SETTINGS max_threads = 2', reader)).toBe('164');
    expect(await ask(server, 'INSERT INTO tally.t VALUES (1)', reader)).toBe('497');
    expect(await ask(server, 'SELECT 1', 'reader:wrong')).toBe('516');
    expect(await ask(server, 'SELECT count() FROM tally.t', 'nobody:')).toBe('497');
  });

  test('says that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(start({ port })).rejects.toMatchObject({
      code: 'port_taken',
      message: `port ${port} on 127.0.0.1 is taken: stop what listens there, or choose another port`,
    });
    other.close();
  });

  test('says that a data directory is in use, and leaves its server alone', async () => {
    const first = await start({ dataDirectory: scratch });
    await expect(start({ dataDirectory: scratch })).rejects.toMatchObject({ code: 'data_directory_in_use' });
    expect(await ask(first, 'SELECT 1')).toBe('1');
  });

  test('says that a data directory cannot be made', async () => {
    const file = join(scratch, 'file');
    await writeFile(file, '');
    await expect(start({ dataDirectory: join(file, 'data') })).rejects.toMatchObject({
      code: 'data_directory_unusable',
    });
  });

  test('ends one that is no longer wanted before it answers, and frees its data directory', async () => {
    await expect(start({ dataDirectory: scratch, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      message: 'ClickHouse did not start: it ended (SIGKILL)',
    });
    expect(await ask(await start({ dataDirectory: scratch }), 'SELECT 1')).toBe('1');
  });

  test('hands on what the server says about rights it cannot read', async () => {
    await expect(start({ users: [{ name: 'x', grants: ['GRANT NONSENSE ON *.*'] }] })).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining("user 'x'"),
    });
  });

  test('ends when its parent is killed, and leaves no temporary files', async () => {
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module-typescript',
        '--eval',
        `import { startClickHouse } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
         const { url, pid } = await startClickHouse();
         console.log(JSON.stringify({ url, pid }));`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: scratch } },
    );
    const { value } = await createInterface({ input: parent.stdout })[Symbol.asyncIterator]().next();
    const server: { url: string; pid: number } = JSON.parse(String(value));
    expect(await ask(server, 'SELECT 1')).toBe('1');
    parent.kill('SIGKILL');
    await expect.poll(() => isRunning(server.pid), { timeout: 20_000 }).toBe(false);
    expect(await readdir(scratch, { recursive: true })).toEqual([]);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: no such process.
    return false;
  }
}
