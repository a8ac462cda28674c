import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClickHouse } from '@tallystick/clickhouse';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { miniflareWorker } from '../stack/workers.ts';
import { type Stack, startStack } from '../stack.ts';
import { type CloudflareAccount, startCloudflareAccount } from '../test/cloudflare-account.ts';
import { tally } from '../test/tally.ts';

// The account is a stand-in that keeps what it is told; wrangler is the real one. What answers at the Workers' addresses is a
// real stack on this machine, which has the secrets that the deployment is given.
let stack: Stack;
let account: CloudflareAccount;
let directory: string;
let file: string;
let secrets: Record<string, string>;

const patience = 300_000;

const environment = (): Record<string, string> => ({
  HOME: directory,
  CLOUDFLARE_API_TOKEN: 'a token',
  CLOUDFLARE_API_BASE_URL: account.url,
  TALLY_EDGE_URL: stack.edgeUrl,
  TALLY_CONSOLE_URL: stack.consoleUrl,
  CLICKHOUSE_URL: stack.clickhouse.url,
  CLICKHOUSE_PASSWORD: '',
});
const deploy = (args: string[] = [], more: Record<string, string> = {}) =>
  tally(['deploy', '--file', file, ...args], { ...environment(), ...more });
const doctor = (more: Record<string, string> = {}) =>
  tally(['doctor', '--remote', '--file', file], { ...environment(), ...more });

beforeAll(async () => {
  stack = await startStack();
  // A deployment begins without organisations.
  const accounts = await stack.miniflare.getD1Database('DB', 'tallystick-console');
  await accounts.batch(['keys', 'organisations'].map((table) => accounts.prepare(`DELETE FROM ${table}`)));
  account = await startCloudflareAccount();
  directory = await mkdtemp(join(tmpdir(), 'tally-deploy-test-'));
  file = join(directory, 'test.deploy.json');
  secrets = JSON.parse(await readFile(join(stack.dataDir, 'secrets.json'), 'utf8'));
  await writeFile(join(directory, 'test.deploy.secrets.json'), JSON.stringify(secrets));
}, patience);

afterAll(async () => {
  account?.close();
  await stack?.stop();
  if (directory) await rm(directory, { recursive: true });
});

it(
  'a dry run builds the three Workers and names all that would be made, without an account',
  async () => {
    const { code, out, error } = await tally(
      ['deploy', '--dry-run', '--name', 'staging', '--edge-domain', 'llm.example.com'],
      {
        HOME: directory,
        CLOUDFLARE_API_BASE_URL: 'http://127.0.0.1:9',
      },
    );
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(/^D1: the database staging,/m);
    expect(out).toMatch(/^R2: the bucket staging$/m);
    expect(out).toMatch(/^queues: staging-calls, staging-calls-alone, staging-calls-dead;/m);
    for (const role of ['edge', 'consumer', 'console']) {
      expect(out).toMatch(new RegExp(`^Worker staging-${role}: built and minified, \\d+\\.\\d KB gzip$`, 'm'));
    }
    const bound = 'CALLS to the queue staging-calls, OBJECTS to the R2 bucket staging, DB to the D1 database staging';
    expect(out).toMatch(new RegExp(`^ {2}binds ${bound}$`, 'm'));
    expect(out).toMatch(/^secrets made where no Worker has them: KEY_SECRET_WRITE, .*OPERATOR_TOKEN$/m);
    expect(out).toMatch(
      /^written on this machine: tallystick\.deploy\.json, and tallystick\.deploy\.secrets\.json with/m,
    );
    expect(out).toMatch(/^a test call through the edge, of the organisation tallystick-check,/m);
    expect(out).toMatch(/^ {2}at llm\.example\.com$/m);
    expect(out).toMatch(/^nothing was created, changed or sent$/m);
  },
  patience,
);

describe('tally deploy', () => {
  it(
    'that is broken off in between says where and why, and goes on from there',
    async () => {
      account.failNext(/^PUT \/workers\/scripts\/tallystick-edge$/);
      const broken = await deploy();
      expect(broken.code).toBe(1);
      expect(broken.out).toMatch(/^✓ Worker tallystick-console: .*\n✗ Worker tallystick-edge$/m);
      expect(broken.error).toMatch(/^error: wrangler deploy .*: .*an unknown error has occurred/);
      expect([...account.workers.keys()]).toEqual(['tallystick-consumer', 'tallystick-console']);

      const made = account.requests.length;
      const run = await deploy(['--organisation', 'Acme, Inc.']);
      expect(run.error).toBe('');
      expect(run.code).toBe(0);
      expect(run.out).toMatch(/^✓ D1, R2 and queues: all there$/m);
      expect(run.out).toMatch(/^ {2}write key, shown this once: tally_w_/m);
      expect(run.out).toMatch(/^✓ test call: a row after /m);
      expect(
        account.requests.slice(made).filter((request) => /^POST \/(queues|r2\/buckets|d1\/database)$/.test(request)),
      ).toEqual([]);
    },
    patience,
  );

  it('leaves behind what wrangler.toml says, in full', () => {
    for (const name of ['tallystick-calls', 'tallystick-calls-alone', 'tallystick-calls-dead']) {
      const queue = account.queues.get(name);
      expect(queue?.settings.message_retention_period).toBe(14 * 86_400);
      expect(queue?.consumers.map(({ script }) => script)).toEqual(['tallystick-consumer']);
    }
    expect(account.queues.get('tallystick-calls')?.consumers[0]?.dead_letter_queue).toBe('tallystick-calls-dead');
    const [database] = account.databases.values();
    expect(database?.sqlite.prepare('SELECT count(*) AS tables FROM sqlite_master WHERE name = ?').get('keys')).toEqual(
      {
        tables: 1,
      },
    );
    for (const worker of account.workers.values()) {
      expect(worker.metadata.observability).toMatchObject({ logs: { invocation_logs: false } });
      expect(worker.files).toContain('index.js.map');
      expect(worker.bindings.DB).toMatchObject({ type: 'd1', id: database?.uuid });
    }
    const [edge, consumer, console] = ['edge', 'consumer', 'console'].map((role) =>
      account.workers.get(`tallystick-${role}`),
    );
    expect(consumer?.crons).toContain('* * * * *');
    expect([edge?.workersDev, consumer?.workersDev, console?.workersDev]).toEqual([true, false, true]);
    expect(edge?.metadata.placement).toBeUndefined();
    expect(console?.metadata.placement).toEqual({ mode: 'smart' });
    expect(edge?.bindings.KEY_SECRET_WRITE?.text).toBe(secrets.KEY_SECRET_WRITE);
    expect(console?.bindings.KEY_SECRET_WRITE?.text).toBe(secrets.KEY_SECRET_WRITE);
    expect(Object.values(edge?.bindings ?? {}).filter(({ type }) => type === 'secret_text')).toHaveLength(1);
    expect(console?.metadata.assets).toMatchObject({
      config: { not_found_handling: 'single-page-application', run_worker_first: ['/v1/*', '/docs', '/openapi.json'] },
    });
    const page = [...account.assets.values()].find(({ path }) => path === '/index.html');
    expect(page?.content?.toString()).toContain('<div id="root"></div>');
  });

  it(
    'run again changes nothing, makes no further keys and prints no secret; the files it keeps are for their owner',
    async () => {
      const before = structuredClone([...account.workers].map(([, { bindings }]) => bindings));
      const { code, out, error } = await deploy();
      expect({ code, error }).toEqual({ code: 0, error: '' });
      expect(out).toMatch(/^✓ organisation and keys: .*acme-inc/m);
      expect(out).not.toContain('shown this once');
      expect([...account.workers].map(([, { bindings }]) => bindings)).toEqual(before);
      for (const secret of Object.values(secrets)) expect(out).not.toContain(secret);
      const kept = join(directory, 'test.deploy.secrets.json');
      expect((await stat(kept)).mode & 0o777).toBe(0o600);
      expect(JSON.parse(await readFile(kept, 'utf8'))).toMatchObject(secrets);
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ name: 'tallystick', account_id: account.id });
    },
    patience,
  );

  it(
    'keeps the operator token that it has, whatever older one a shell still names',
    async () => {
      const { code, error } = await deploy([], { TALLY_OPERATOR_TOKEN: 'from before it was replaced' });
      expect({ code, error }).toEqual({ code: 0, error: '' });
      const kept = JSON.parse(await readFile(join(directory, 'test.deploy.secrets.json'), 'utf8'));
      expect(kept.OPERATOR_TOKEN).toBe(secrets.OPERATOR_TOKEN);
    },
    patience,
  );

  it('refuses a domain that another Worker has, before anything is made', async () => {
    account.taken.set('llm.example.com', 'shop');
    const before = account.requests.length;
    const other = join(directory, 'other.deploy.json');
    const { code, error } = await tally(
      ['deploy', '--file', other, '--name', 'other', '--edge-domain', 'llm.example.com'],
      environment(),
    );
    expect({ code, error }).toEqual({
      code: 1,
      error: 'error: llm.example.com belongs to the Worker shop: choose another, or remove it there',
    });
    expect(account.requests.slice(before).filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  it.each([
    [
      { CLOUDFLARE_API_BASE_URL: 'http://127.0.0.1:9' },
      [],
      /^error: 127\.0\.0\.1:9 cannot be reached: check the connection/,
    ],
    [{ CLOUDFLARE_API_TOKEN: '' }, [], /^error: not logged in to Cloudflare: run "npx pnpm@12 exec wrangler login"/],
    [{ CLICKHOUSE_URL: 'clickhouse:8443' }, [], /^error: CLICKHOUSE_URL is not a URL/],
    [
      { CLICKHOUSE_URL: 'http://127.0.0.1:9' },
      [],
      /^error: ClickHouse at http:\/\/127\.0\.0\.1:9: nobody answers there/,
    ],
    [{ CLICKHOUSE_ACCESS_CLIENT_ID: 'id' }, [], /^error: set both CLICKHOUSE_ACCESS_CLIENT_ID and/],
    [{}, ['--name', 'Über'], /^error: .*test\.deploy\.json: name: must be lower-case letters/],
    [{}, ['--edge-domain', 'https://llm.example.com'], /^error: .*edge\.domain: must be a host name/],
  ])(
    'says in one line what is wrong with %j %j',
    async (more, args, message) => {
      const { code, error } = await deploy(args, more);
      expect(code).toBe(1);
      expect(error).toMatch(message);
      expect(error).not.toContain('\n');
    },
    patience,
  );
});

describe('tally doctor', () => {
  const lineOf = (out: string, name: string) => out.split('\n').find((line) => line.slice(2).startsWith(name));

  it(
    'finds nothing wrong with what deploy has made',
    async () => {
      const { code, out } = await doctor();
      expect(out.split('\n').filter((line) => !line.startsWith('✓'))).toEqual([]);
      expect(code).toBe(0);
    },
    patience,
  );

  it(
    'finds nothing wrong with the dev that runs here',
    async () => {
      const { edgeUrl, consoleUrl, clickhouse, organisation, dataDir } = stack;
      const dev = { edgeUrl, consoleUrl, clickhouseUrl: clickhouse.url, organisation };
      await writeFile(join(dataDir, 'dev.json'), JSON.stringify(dev));
      const { code, out } = await tally(['doctor'], { TALLY_DATA_DIR: dataDir });
      expect(out.split('\n').filter((line) => !line.startsWith('✓'))).toEqual([]);
      expect(code).toBe(0);
    },
    patience,
  );

  it(
    'names each thing that is missing or different in the account, with what to do',
    async () => {
      const worker = (role: string) => account.workers.get(`tallystick-${role}`);
      const queue = (name: string) => account.queues.get(`tallystick-${name}`);
      account.buckets.delete('tallystick');
      queue('calls')?.consumers.splice(0);
      Object.assign(queue('calls-alone')?.consumers[0] ?? {}, { dead_letter_queue: undefined });
      account.queues.delete('tallystick-calls-dead');
      delete worker('edge')?.bindings.OBJECTS;
      delete worker('console')?.bindings.KEY_SECRET_READ;
      Object.assign(worker('consumer')?.metadata ?? {}, { annotations: { 'workers/tag': '0.0.9' } });
      Object.assign(worker('consumer')?.bindings.REQUESTS_TTL_DAYS ?? {}, { text: '30' });

      const { code, out } = await doctor();
      expect(code).toBe(1);
      expect(lineOf(out, 'R2 tallystick')).toMatch(/^✗ .*the bucket is not there: run/);
      expect(lineOf(out, 'queue tallystick-calls ')).toMatch(/^✗ .*nobody takes from it: run/);
      expect(lineOf(out, 'queue tallystick-calls-alone')).toMatch(/^✗ .*is deleted, not sent to tallystick-calls-dead/);
      expect(lineOf(out, 'queue tallystick-calls-dead')).toMatch(/^✗ .*is not there: run/);
      expect(lineOf(out, 'Worker tallystick-edge')).toMatch(/^✗ .*lacks the binding OBJECTS/);
      expect(lineOf(out, 'Worker tallystick-consumer')).toMatch(/^✗ .*REQUESTS_TTL_DAYS is not what/);
      expect(lineOf(out, 'version of tallystick-consumer')).toMatch(/^✗ .*runs 0\.0\.9, and this is [\d.]+: run/);
      expect(lineOf(out, 'secrets of tallystick-console')).toMatch(/^✗ .*lacks KEY_SECRET_READ/);
      expect(out).toMatch(/^8 of \d+ checks found something wrong$/m);
    },
    patience,
  );

  it(
    'names tables that are behind, and rows that are kept for another time than is said',
    async () => {
      const clickhouse = createClickHouse(stack.clickhouse);
      await clickhouse.command('ALTER TABLE bodies MODIFY TTL toDateTime(created_at) + toIntervalDay(7)');
      await clickhouse.command('RENAME TABLE schema_migrations TO away');
      const { out } = await doctor();
      await clickhouse.command('RENAME TABLE away TO schema_migrations');
      await clickhouse.command('ALTER TABLE bodies REMOVE TTL');
      expect(lineOf(out, 'ClickHouse')).toMatch(/^✗ .*has migration 0 of \d+: run "npx pnpm@12 tally migrate"/);
      expect(lineOf(out, 'retention')).toMatch(
        /^✗ .*the tables keep requests for good, bodies 7 days; the consumer is told/,
      );
    },
    patience,
  );

  it(
    'names write secrets that differ, and a Worker that does not answer',
    async () => {
      const edge = await miniflareWorker({
        config: 'wrangler.toml',
        listens: true,
        bindings: { KEY_SECRET_WRITE: 'another one' },
      });
      const miniflare = new Miniflare(convertV4MiniflareOptions({ workers: [edge], cf: false }));
      await miniflare.ready;
      const edgeUrl = String(await miniflare.unsafeGetDirectURL()).replace(/\/$/, '');
      const { out } = await doctor({ TALLY_EDGE_URL: edgeUrl, TALLY_CONSOLE_URL: stack.consoleUrl });
      await miniflare.dispose();
      expect(lineOf(out, 'test call')).toMatch(
        /^✗ .*their KEY_SECRET_WRITE differ; replace it on both with "tally deploy --rotate/,
      );
      const away = await doctor({ TALLY_EDGE_URL: 'http://127.0.0.1:9' });
      expect(lineOf(away.out, 'edge')).toMatch(
        /^✗ .*nobody of Tallystick's answers at http:\/\/127\.0\.0\.1:9\/tally\/health/,
      );
    },
    patience,
  );
});
