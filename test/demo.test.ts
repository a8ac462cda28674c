import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const tally = fileURLToPath(new URL('../packages/cli/src/tally.ts', import.meta.url));
const small = ['demo', '--calls', '300', '--live', '2'];

let dataDir: string;
let environment: NodeJS.ProcessEnv;
let dev: ChildProcess;
let clickhouseUrl: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tally-demo-test-'));
  const free = { TALLY_EDGE_PORT: '0', TALLY_CONSOLE_PORT: '0', TALLY_CLICKHOUSE_PORT: '0' };
  environment = { PATH: process.env.PATH, HOME: dataDir, TALLY_DATA_DIR: dataDir, ...free };
  dev = spawn(process.execPath, [tally, 'dev'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    let printed = '';
    dev.stdout?.on('data', (piece) => {
      printed += piece;
      if (printed.includes('tallystick ready')) resolve();
    });
    dev.once('exit', () => reject(new Error(`dev has ended: ${printed}`)));
  });
  ({ clickhouseUrl } = JSON.parse(await readFile(join(dataDir, 'dev.json'), 'utf8')));
}, 120_000);

afterAll(async () => {
  dev.kill('SIGTERM');
  await once(dev, 'exit');
  await rm(dataDir, { recursive: true, force: true });
});

interface Run {
  code: number;
  out: string;
  error: string;
}

function run(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [tally, ...args], { env: { ...environment, ...more } }, (failure, out, error) => {
      resolve({ code: failure ? Number(failure.code) : 0, out, error });
    });
  });
}

async function ask(sql: string): Promise<string> {
  const answer = await fetch(`${clickhouseUrl}/?database=tally`, { method: 'POST', body: sql });
  return (await answer.text()).trim();
}

const historyCount = () =>
  ask(
    `SELECT count() FROM requests FINAL WHERE org_id = 'demo' AND target_host IN ('api.openai.com', 'api.anthropic.com')`,
  );

test('the demo makes thirty days up, shows what they cost, and says where to look', { timeout: 120_000 }, async () => {
  const shown = await run(small);
  expect(shown).toMatchObject({ code: 0 });
  expect(shown.out).toMatch(/thirty days of \d+ calls in \d+ s/);
  expect(shown.out).toMatch(/^MODEL +CALLS +TOKENS IN +OUT +COST$/m);
  expect(shown.out).toMatch(/^claude-opus-4-8 +\d+ +[\d,]+ +[\d,]+ +\$\d+\.\d\d$/m);
  expect(shown.out).toMatch(/The day that cost most: .* is usual/);
  expect(shown.out).toMatch(/look at them: http:\/\/127\.0\.0\.1:\d+\/sign-in#[0-9a-f]{64}$/m);
  expect(shown.error).toMatch(/making up thirty days: \d+ of 300/);

  expect(Number(await historyCount())).toBeGreaterThan(250);
  expect(
    await ask(`SELECT dateDiff('day', min(created_at), max(created_at)) > 25 FROM requests WHERE org_id = 'demo'`),
  ).toBe('1');
  expect(await ask(`SELECT uniqExact(properties['team']) FROM requests WHERE org_id = 'demo'`)).toBe('5');
  const live = await ask(
    `SELECT countIf(status = 200), count() FROM requests FINAL WHERE org_id = 'demo' AND created_at > now() - 600`,
  );
  expect(live).toMatch(/^[1-9]/);
  expect((await stat(join(dataDir, 'demo.json'))).mode & 0o777).toBe(0o600);
});

test('run again, it finds its history, adds traffic only, and doubles nothing', { timeout: 120_000 }, async () => {
  const before = await historyCount();
  const again = await run(small);
  expect(again.out).toMatch(/the history up to \d{4}-\d\d-\d\d is there already/);
  expect(await historyCount()).toBe(before);
});

test('what is missing of the history is made up again, and nothing else', { timeout: 120_000 }, async () => {
  const before = await historyCount();
  await ask(
    `DELETE FROM requests WHERE org_id = 'demo' AND target_host = 'api.anthropic.com' SETTINGS lightweight_deletes_sync = 2`,
  );
  expect(await historyCount()).not.toBe(before);
  await run(small);
  expect(await historyCount()).toBe(before);
});

test('removing it leaves nothing of it and no gap, and nothing else is touched', { timeout: 120_000 }, async () => {
  const { writeKey, edgeUrl } = JSON.parse(await readFile(join(dataDir, 'dev.json'), 'utf8'));
  const own = {
    provider: 'openai',
    path: '/v1/chat/completions',
    created_at: Date.now() - 1000,
    latency_ms: 5,
    request: {},
  };
  const headers = { 'Tally-Auth': `Bearer ${writeKey}` };
  await fetch(`${edgeUrl}/tally/v1/log`, { method: 'POST', headers, body: JSON.stringify(own) });
  // It comes after the demo's calls in the sequence of their isolate.
  await fetch(`${edgeUrl}/sample/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hi' }] }),
  });
  const others = () => ask(`SELECT count() FROM requests WHERE org_id = 'local'`);
  await expect.poll(others, { timeout: 30_000 }).toBe('2');

  const removed = await run(['demo', '--remove']);
  expect(removed.out).toMatch(
    /removed the organisation demo: \d+ calls, \d+ pairs of bodies, \d+ ids, \d+ edits, \d+ objects, 5 keys/,
  );
  for (const rows of ['requests FINAL', 'bodies', 'request_ids']) {
    expect(await ask(`SELECT count() FROM ${rows} WHERE org_id = 'demo'`), rows).toBe('0');
  }
  expect(await ask(`SELECT countIf(user_id != '' OR model != '') FROM requests WHERE org_id = 'demo'`)).toBe('0');
  expect(await others()).toBe('2');
  expect(await run(['verify', '--grace', '0'])).toMatchObject({ code: 0, out: expect.stringMatching(/^gone: 0$/m) });
  expect((await run(['organisations', 'list'])).out).not.toContain('demo');
  expect((await run(['demo', '--remove'])).out).toContain('there is no demo to remove');
});

test('it refuses a remote deployment', async () => {
  const refused = await run(['demo', '--remote'], { TALLY_CONSOLE_URL: 'https://console.example' });
  expect(refused).toMatchObject({ code: 1, error: expect.stringMatching(/^error: the demo is for this machine only/) });
});
