import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedClickHouse, startClickHouse } from '@tallystick/clickhouse-embedded';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../stack/workers.ts';
import { tally } from '../test/tally.ts';

let clickhouse: EmbeddedClickHouse;
beforeAll(async () => {
  clickhouse = await startClickHouse();
}, 60_000);
afterAll(() => clickhouse.stop());

it('applies what is missing to the server that the environment names, and then is up to date', async () => {
  const environment = { CLICKHOUSE_URL: clickhouse.url, CLICKHOUSE_DATABASE: 'other' };
  const files = (await readdir(join(root, 'clickhouse/migrations'))).sort();
  expect(await tally(['migrate'], environment)).toEqual({
    code: 0,
    out: files.map((file) => `applying ${file}`).join('\n'),
    error: '',
  });
  expect(await tally(['migrate'], environment)).toEqual({ code: 0, out: 'up to date', error: '' });
});

it('uses the server of the dev that runs, and keeps calls as long as it is told', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tally-migrate-'));
  await writeFile(join(dataDir, 'dev.json'), JSON.stringify({ clickhouseUrl: clickhouse.url }));
  const run = await tally(['migrate'], { TALLY_DATA_DIR: dataDir, REQUESTS_TTL_DAYS: '400', BODIES_TTL_DAYS: '30' });
  expect(run).toMatchObject({ code: 0, error: '' });
  const query =
    "SELECT name, extract(engine_full, 'toIntervalDay.(\\\\d+)') FROM system.tables WHERE database = 'tally' AND engine_full LIKE '% TTL %' ORDER BY name";
  const response = await fetch(clickhouse.url, { method: 'POST', body: query });
  expect(await response.text()).toBe('bodies\t30\nedits\t400\nrequest_ids\t400\nrequests\t400\nsession_edits\t400\n');
  await rm(dataDir, { recursive: true });
});

it.each([
  [{ CLICKHOUSE_URL: 'localhost' }, /^error: CLICKHOUSE_URL is not a URL/],
  [
    { CLICKHOUSE_URL: 'http://127.0.0.1:9' },
    /^error: ClickHouse at http:\/\/127\.0\.0\.1:9: nobody answers there: check CLICKHOUSE_URL/,
  ],
  [{ CLICKHOUSE_URL: 'http://127.0.0.1:9', BODIES_TTL_DAYS: 'few' }, /^error: BODIES_TTL_DAYS is "few": /],
])('says in one line what is wrong with %j', async (environment, message) => {
  expect(await tally(['migrate'], environment)).toEqual({ code: 1, out: '', error: expect.stringMatching(message) });
});

it('says which settings to check where the server does not know the user', async () => {
  const run = await tally(['migrate'], { CLICKHOUSE_URL: clickhouse.url, CLICKHOUSE_USER: 'stranger' });
  expect(run).toEqual({
    code: 1,
    out: '',
    error: expect.stringMatching(/: refused: check CLICKHOUSE_USER, CLICKHOUSE_PASSWORD/),
  });
});
