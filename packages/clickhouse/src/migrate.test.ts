import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EmbeddedClickHouse, startClickHouse } from '@tallystick/clickhouse-embedded';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { type ClickHouse, createClickHouse } from './client.ts';
import { type MigrateOptions, migrate } from './migrate.ts';

let server: EmbeddedClickHouse;
let directory: string;
let databases = 0;
let database: string;
let clickhouse: ClickHouse;

beforeAll(async () => {
  server = await startClickHouse({
    users: [
      {
        name: 'writer',
        password: 'secret',
        grants: ['GRANT ALL ON mine.*', 'GRANT TABLE ENGINE ON *', 'GRANT SELECT ON system.*'],
      },
    ],
  });
});
afterAll(() => server.stop());

beforeEach(async () => {
  database = `db_${databases++}`;
  clickhouse = createClickHouse({ url: server.url, database });
  directory = await mkdtemp(join(tmpdir(), 'tally-migrations-'));
  await write('0001_create_a.sql', 'CREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = MergeTree ORDER BY x;');
  await write('0002_fill_a.sql', 'INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);');
  return () => rm(directory, { recursive: true });
});

const write = (name: string, text: string) => writeFile(join(directory, name), text);
const run = (options: Partial<MigrateOptions> = {}) => migrate({ url: server.url, database, directory, ...options });
const column = async (query: string) =>
  (await clickhouse.query(z.object({ v: z.union([z.string(), z.number()]) }), query)).map(({ v }) => v);

test('makes the database, applies the files in order and each only once', async () => {
  const lines: string[] = [];
  expect(await run({ onProgress: (line) => lines.push(line) })).toEqual(['0001_create_a.sql', '0002_fill_a.sql']);
  expect(lines).toEqual(['applying 0001_create_a.sql', 'applying 0002_fill_a.sql']);
  await write('0003_extend_a.sql', 'ALTER TABLE a ADD COLUMN IF NOT EXISTS y UInt8 DEFAULT x + 1');
  expect(await run()).toEqual(['0003_extend_a.sql']);
  expect(await run()).toEqual([]);
  expect(await column('SELECT y AS v FROM a ORDER BY x')).toEqual([2, 3]);
});

test('refuses a changed file, a missing one, one that comes too late and two of one number, and says what to do', async () => {
  await run();
  await write('0001_create_a.sql', 'CREATE TABLE IF NOT EXISTS a (x UInt16) ENGINE = MergeTree ORDER BY x;');
  await expect(run()).rejects.toMatchObject({ code: 'changed', message: expect.stringContaining('restore it') });
  await rename(join(directory, '0001_create_a.sql'), join(directory, '0003_create_a.sql'));
  await expect(run()).rejects.toMatchObject({ code: 'missing', message: expect.stringContaining('0001_create_a.sql') });
  await write('0003_create_b.sql', '');
  await expect(run()).rejects.toMatchObject({ code: 'bad_files' });
  await rm(directory, { recursive: true });
  directory = await mkdtemp(join(tmpdir(), 'tally-migrations-'));
  database += '_gap';
  await write('0002_create_b.sql', 'SELECT 1');
  await run();
  await write('0001_create_a.sql', 'SELECT 1');
  await expect(run()).rejects.toMatchObject({
    code: 'out_of_order',
    message: expect.stringContaining('next free number'),
  });
});

test('a file that fails is not recorded and runs again from its start', async () => {
  await write('0003_create_b.sql', 'CREATE TABLE IF NOT EXISTS b (x UInt8) ENGINE = Memory; SELECT throwIf(1);');
  await expect(run()).rejects.toMatchObject({ name: 'ClickHouseError', exception: 395 });
  await write('0003_create_b.sql', 'CREATE TABLE IF NOT EXISTS b (x UInt8) ENGINE = Memory;');
  expect(await run()).toEqual(['0003_create_b.sql']);
});

test('of ten processes at once one applies each file, and the others wait for it', { timeout: 120_000 }, async () => {
  const script = `
    import { migrate } from ${JSON.stringify(new URL('migrate.ts', import.meta.url).href)};
    const applied = await migrate(${JSON.stringify({ url: server.url, database, directory })});
    console.log(JSON.stringify(applied));`;
  const processes = Array.from({ length: 10 }, () =>
    promisify(execFile)(process.execPath, ['--input-type=module-typescript', '--eval', script]),
  );
  const applied = (await Promise.all(processes)).flatMap(({ stdout }) => JSON.parse(stdout));
  expect(applied.sort()).toEqual(['0001_create_a.sql', '0002_fill_a.sql']);
  // Not idempotent on purpose: run twice it would show.
  expect(await column('SELECT x AS v FROM a ORDER BY x')).toEqual([1, 2]);
});

test('a process that is killed while it migrates holds nobody up', async () => {
  await write('0003_wait_long.sql', 'SELECT sleepEachRow(0.5) FROM numbers(20) SETTINGS max_block_size = 1;');
  const script = `
    import { migrate } from ${JSON.stringify(new URL('migrate.ts', import.meta.url).href)};
    await migrate(${JSON.stringify({ url: server.url, database, directory })});`;
  const killed = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script]);
  const applying = "SELECT count() AS v FROM system.processes WHERE query LIKE 'SELECT sleepEachRow(0.5)%'";
  await expect.poll(() => column(applying).catch(() => []), { timeout: 20_000 }).toEqual([1]);
  killed.kill('SIGKILL');
  await write('0003_wait_long.sql', 'SELECT 1;');
  expect(await run()).toEqual(['0003_wait_long.sql']);
});

test('calls keep what call they are an attempt of when that comes to be computed, also where it is broken off and run again', async () => {
  const own = new URL('../../../clickhouse/migrations/', import.meta.url);
  const file = '0007_compute_call_id.sql';
  for (const name of await readdir(directory)) await rm(join(directory, name));
  const earlier = (await readdir(own)).filter((name) => name < file);
  for (const name of earlier) await cp(new URL(name, own), join(directory, name));
  await run();
  await clickhouse.command(
    `INSERT INTO requests (created_at, request_id, call_id)
     SELECT now(), generateUUIDv7() AS id, if(number = 1, toUUID('019a3b00-0000-7000-8000-000000000001'), id) FROM numbers(3)`,
  );
  const calls = () => column('SELECT call_id AS v FROM requests ORDER BY request_id');
  const before = await calls();
  await cp(new URL(file, own), join(directory, file));
  await run();
  expect(await calls()).toEqual(before);
  await clickhouse.command('DELETE FROM schema_migrations WHERE name = {file:String}', { file });
  await run();
  expect(await calls()).toEqual(before);
  expect(before).toContain('019a3b00-0000-7000-8000-000000000001');
});

test('sets, changes and takes away how long rows are kept, in no file, and only where it differs', async () => {
  const ttl = (table: string) =>
    column(
      `SELECT extract(engine_full, 'TTL (.*) SETTINGS') AS v FROM system.tables WHERE database = '${database}' AND name = '${table}'`,
    );
  const own = { url: server.url, database };
  const changes: string[] = [];
  const onProgress = (line: string) => changes.push(line);
  await migrate(own);
  expect(await ttl('requests')).toEqual(['']);
  await migrate({ ...own, onProgress, retention: { requestsDays: 400, bodiesDays: 30 } });
  expect(await ttl('requests')).toEqual(['toDateTime(created_at) + toIntervalDay(400)']);
  expect(await ttl('request_ids')).toEqual(['toDateTime(created_at) + toIntervalDay(400)']);
  expect(await ttl('edits')).toEqual(['toDateTime(created_at) + toIntervalDay(400)']);
  expect(await ttl('bodies')).toEqual(['toDateTime(created_at) + toIntervalDay(30)']);
  changes.length = 0;
  await migrate({ ...own, onProgress, retention: { requestsDays: 400, bodiesDays: 60 } });
  expect(changes).toEqual(['changed the retention of bodies']);
  await migrate(own);
  expect(await ttl('bodies')).toEqual(['toDateTime(created_at) + toIntervalDay(60)']);
  await migrate({ ...own, retention: { bodiesDays: 0 } });
  expect(await ttl('bodies')).toEqual(['']);
  expect(await ttl('requests')).toEqual(['toDateTime(created_at) + toIntervalDay(400)']);
  await expect(migrate({ ...own, retention: { bodiesDays: 1.5 } })).rejects.toThrow(RangeError);
});

test('a user without the right to create databases migrates the one it has', async () => {
  await createClickHouse({ url: server.url, database: 'default' }).command('CREATE DATABASE IF NOT EXISTS mine');
  const writer = { user: 'writer', password: 'secret' };
  expect(await run({ ...writer, database: 'mine' })).toHaveLength(2);
  await expect(run({ ...writer, database: 'other' })).rejects.toMatchObject({ code: 'auth' });
});

test('a name of a database is a name, whatever is in it', async () => {
  database = 'a`; DROP DATABASE system; --';
  expect(await run()).toHaveLength(2);
});
