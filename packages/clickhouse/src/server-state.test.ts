import { readdir } from 'node:fs/promises';
import { type EmbeddedClickHouse, startClickHouse } from '@tallystick/clickhouse-embedded';
import { clickhouseTime } from '@tallystick/log';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClickHouse, insertRequests, readServerState, schemaVersion } from './index.ts';
import { migrate } from './migrate.ts';
import { requestRow } from './test/rows.ts';

let server: EmbeddedClickHouse;
beforeAll(async () => {
  server = await startClickHouse();
});
afterAll(() => server.stop());

test('the schema that the code expects is that of the last migration', async () => {
  const files = await readdir(new URL('../../../clickhouse/migrations', import.meta.url));
  expect(Math.max(...files.map((name) => Number(name.slice(0, 4))))).toBe(schemaVersion);
});

test('a server says how far it is migrated, from nothing on, and when its latest call was made', async () => {
  await createClickHouse({ url: server.url, database: '' }).command('CREATE DATABASE tally');
  const clickhouse = createClickHouse({ url: server.url });
  expect(await readServerState(clickhouse)).toEqual({
    version: expect.stringMatching(/^\d+\./),
    schema: 0,
    lastRow: null,
  });
  await migrate({ url: server.url });
  expect(await readServerState(clickhouse)).toMatchObject({ schema: schemaVersion, lastRow: null });
  const time = Date.UTC(2026, 10, 3);
  await insertRequests(clickhouse, [
    requestRow({ created_at: clickhouseTime(time) }),
    requestRow({ created_at: clickhouseTime(time - 5_000_000_000) }),
  ]);
  expect(await readServerState(clickhouse)).toMatchObject({ lastRow: time });
});

test('a server that is not there is an error', async () => {
  await expect(readServerState(createClickHouse({ url: 'http://127.0.0.1:9' }))).rejects.toMatchObject({
    code: 'network',
  });
});
