import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@tallystick/client';
import { afterAll, beforeAll, expect, test } from 'vitest';

const tally = fileURLToPath(new URL('../packages/cli/src/tally.ts', import.meta.url));
const testFolder = fileURLToPath(new URL('.', import.meta.url));
const patience = { timeout: 60_000, interval: 100 };

interface DevFile {
  edgeUrl: string;
  consoleUrl: string;
  clickhouseUrl: string;
  organisation: string;
  writeKey: string;
  readKey: string;
  adminKey: string;
}

interface Dev {
  process: ChildProcess;
  /** All that it has printed so far. */
  printed(): string;
  exited: Promise<number | null>;
}

let dataDir: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tally-dev-test-'));
});
afterAll(async () => {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all([...running].map((child) => once(child, 'exit')));
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts `dev` as its users do, on free ports; provider keys of the machine's owner stay out of it. */
function startDev(environment: NodeJS.ProcessEnv = {}): Dev {
  const { OPENAI_API_KEY, ANTHROPIC_API_KEY, ...inherited } = process.env;
  const child = spawn(process.execPath, [tally, 'dev'], {
    env: {
      ...inherited,
      TALLY_DATA_DIR: dataDir,
      TALLY_EDGE_PORT: '0',
      TALLY_CONSOLE_PORT: '0',
      TALLY_CLICKHOUSE_PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (text += piece));
  const exited = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code;
  });
  return { process: child, printed: () => text, exited };
}

async function ready(dev: Dev): Promise<DevFile> {
  await expect.poll(dev.printed, patience).toMatch(/^tallystick ready$/m);
  return JSON.parse(await readFile(join(dataDir, 'dev.json'), 'utf8'));
}

/** The part of the printed text between a headline, by how it begins, and the next one. */
function snippet(printed: string, headline: string): string {
  const [, after = ''] = printed.split(headline);
  return (
    after
      .slice(after.indexOf('\n'))
      .split(/\n(?:Python|TypeScript), |\ntallystick ready/)[0]
      ?.trim() ?? ''
  );
}

async function run(command: string, args: string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: testFolder });
  let text = '';
  child.stdout.on('data', (piece) => (text += piece));
  expect(await once(child, 'close')).toEqual([0, null]);
  return text;
}

/** What a command of `tally` prints, whatever it finds. */
async function says(args: string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, [tally, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  let text = '';
  child.stdout.on('data', (piece) => (text += piece));
  await once(child, 'close');
  return text;
}

async function childrenOf(pid: number | undefined): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.split(' ').filter(Boolean).map(Number);
}

/** Ends its server the hard way, as the system does when memory is short. */
async function killClickHouse(dev: Dev): Promise<void> {
  const [stack] = await childrenOf(dev.process.pid);
  for (const pid of await childrenOf(stack)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('clickhouse-embedded')) process.kill(pid, 'SIGKILL');
  }
}

async function count({ clickhouseUrl }: DevFile, condition = 'true'): Promise<number> {
  const response = await fetch(`${clickhouseUrl}/?database=tally`, {
    method: 'POST',
    body: `SELECT count() FROM requests FINAL WHERE ${condition}`,
  });
  return Number(await response.text());
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

/** @param pid of a process, or negative of its group */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const landed = (dev: Dev) =>
  dev.printed().match(/^200 \S+ \S+ [\d,]+→[\d,]+ \$\d+\.\d{2,} \d+\.\d\ds http\S+$/gm) ?? [];

test('one command starts everything; what it prints works when pasted, and each call becomes a line and a row', async () => {
  const dev = startDev();
  const file = await ready(dev);
  expect(Object.keys(file)).toEqual([
    'edgeUrl',
    'consoleUrl',
    'clickhouseUrl',
    'organisation',
    'writeKey',
    'readKey',
    'adminKey',
  ]);
  expect((await fetch(`${file.consoleUrl}/v1/health`)).status).toBe(200);
  const code = /^sign in {5}http:\/\/127\.0\.0\.1:\d+\/sign-in#([0-9a-f]{64})$/m.exec(dev.printed())?.[1];
  expect(await createClient({ url: file.consoleUrl }).signIn({ code })).toMatchObject({
    role: 'owner',
    edge_url: file.edgeUrl,
  });
  expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);

  const curl = /^curl .*$/m.exec(dev.printed())?.[0] ?? '';
  expect(JSON.parse(await run('sh', ['-c', `${curl} --silent`]))).toMatchObject({ object: 'chat.completion' });
  for (const sdk of ['OpenAI', 'Anthropic']) {
    const script = join(testFolder, `pasted-${process.pid}.mts`);
    await writeFile(script, snippet(dev.printed(), `TypeScript, ${sdk}`));
    try {
      expect(await run(process.execPath, [script])).not.toBe('');
    } finally {
      await rm(script);
    }
  }
  await expect.poll(() => landed(dev).length, patience).toBe(3);
  expect(landed(dev).filter((line) => line.startsWith('200 openai gpt-4o-mini'))).toHaveLength(2);
  expect(landed(dev).filter((line) => line.startsWith('200 anthropic claude-'))).toHaveLength(1);
  expect(await count(file)).toBe(3);

  const twice = startDev();
  expect(await twice.exited).toBe(1);
  expect(twice.printed()).toContain('Tallystick runs with this data already');
  expect(JSON.parse(await readFile(join(dataDir, 'dev.json'), 'utf8'))).toEqual(file);

  // What is still in the queue, or on its way, when the stop comes is stored all the same.
  const slow = fetch(`${file.edgeUrl}/sample/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sample', 'x-sample-stall-after-bytes': '300' },
    body: JSON.stringify({ model: 'gpt-4o-mini', stream: true, messages: [{ role: 'user', content: 'Hello' }] }),
  });
  const unfinished = expect(slow.then((response) => response.text())).rejects.toThrow();
  expect(JSON.parse(await run('sh', ['-c', `${curl} --silent`]))).toMatchObject({ object: 'chat.completion' });
  dev.process.kill('SIGINT');
  await unfinished;
  expect(await dev.exited).toBe(0);
  for (const url of [file.edgeUrl, file.consoleUrl, file.clickhouseUrl]) expect(await answers(url), url).toBe(false);
  await expect(stat(join(dataDir, 'dev.json'))).rejects.toThrow();

  const again = startDev();
  const second = await ready(again);
  expect(await count(second)).toBe(5);
  expect(await count(second, "finish = 'client_closed'")).toBe(1);
  expect(second).toMatchObject({ writeKey: file.writeKey, readKey: file.readKey, adminKey: file.adminKey });

  // However the process dies, nothing that it started stays behind.
  again.process.kill('SIGKILL');
  for (const url of [second.edgeUrl, second.consoleUrl, second.clickhouseUrl]) {
    await expect.poll(() => answers(url), patience).toBe(false);
  }
});

test.for([
  ['TALLY_EDGE_PORT', 'many', /TALLY_EDGE_PORT is "many": set it to a port/],
  ['TALLY_UPSTREAMS', '{', /TALLY_UPSTREAMS is not JSON/],
  ['CLICKHOUSE_URL', 'nowhere', /CLICKHOUSE_URL is not a URL/],
  ['CLICKHOUSE_URL', 'http://127.0.0.1:9', /http:\/\/127\.0\.0\.1:9: nobody answers there: check CLICKHOUSE_URL/],
  ['TALLY_DATA_DIR', '/proc/tally', /cannot keep data in \/proc\/tally/],
  ['TALLY_DATA_DIR', fileURLToPath(import.meta.url), /cannot keep data in .*: set TALLY_DATA_DIR/],
] as const)('with %s=%s it ends with one line that says what is wrong', async ([name, value, message]) => {
  const dev = startDev({ TALLY_DATA_DIR: join(dataDir, 'other'), [name]: value });
  expect(await dev.exited).toBe(1);
  const errors = dev
    .printed()
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith('…'));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(message);
});

test('a client that leaves while the provider is silent is noticed, and its call becomes a row', async () => {
  const dev = startDev({ TALLY_DATA_DIR: join(dataDir, 'left') });
  await expect.poll(dev.printed, patience).toMatch(/^tallystick ready$/m);
  const file: DevFile = JSON.parse(await readFile(join(dataDir, 'left', 'dev.json'), 'utf8'));
  for (const behaviour of ['x-sample-delay-ms: 60000', 'x-sample-stall-after-bytes: 300']) {
    const call = `curl --silent --max-time 2 ${file.edgeUrl}/sample/openai/v1/chat/completions -H 'Authorization: Bearer sample'`;
    const body = `-d '{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"Hello"}]}'`;
    expect((await once(spawn('sh', ['-c', `${call} -H '${behaviour}' ${body}`]), 'close'))[0]).toBe(28);
  }
  await expect.poll(() => count(file, "finish = 'client_closed'"), patience).toBe(2);
  expect(await count(file, 'latency_ms < 30000')).toBe(2);
  dev.process.kill('SIGTERM');
  expect(await dev.exited).toBe(0);
});

test('nothing is left behind by a stack that was killed', async () => {
  const dev = startDev({ TALLY_DATA_DIR: join(dataDir, 'killed') });
  await expect.poll(dev.printed, patience).toMatch(/^tallystick ready$/m);
  const [group = 0] = await childrenOf(dev.process.pid);
  expect(group).toBeGreaterThan(0);
  process.kill(group, 'SIGKILL');
  expect(await dev.exited).not.toBe(0);
  await expect.poll(() => isRunning(-group), patience).toBe(false);
});

test('while ClickHouse is away, a dev started by mistake changes nothing; what was called meanwhile becomes a row', async () => {
  const own = { TALLY_DATA_DIR: join(dataDir, 'away') };
  const devFile = join(own.TALLY_DATA_DIR, 'dev.json');
  const dev = startDev(own);
  await expect.poll(dev.printed, patience).toMatch(/^tallystick ready$/m);
  const text = await readFile(devFile, 'utf8');
  const file: DevFile = JSON.parse(text);

  await killClickHouse(dev);
  await expect.poll(dev.printed, patience).toMatch(/^ClickHouse ended \(SIGKILL\) and was started again/m);
  expect(await count(file)).toBe(0);
  await expect
    .poll(async () => {
      if (await answers(file.clickhouseUrl)) await killClickHouse(dev);
      return dev.printed();
    }, patience)
    .toMatch(/^ClickHouse ended 3 times within a minute .* stays down: .*stop with Ctrl-C/m);

  const curl = /^curl .*$/m.exec(dev.printed())?.[0] ?? '';
  expect(JSON.parse(await run('sh', ['-c', `${curl} --silent`]))).toMatchObject({ object: 'chat.completion' });
  const twice = startDev(own);
  expect(await twice.exited).toBe(1);
  expect(twice.printed()).toContain('Tallystick runs with this data already');
  expect(await readFile(devFile, 'utf8')).toBe(text);
  await expect.poll(() => says(['parked', 'list'], own), patience).toContain('clickhouse_network');
  const found = (await says(['doctor'], own)).split('\n');
  expect(found.filter((line) => /^✗ ClickHouse .*look at what the running one prints/.test(line))).toHaveLength(1);
  expect(
    found.filter((line) => line.endsWith('not checked, since ClickHouse does not answer as it should')),
  ).toHaveLength(3);
  dev.process.kill('SIGINT');
  expect(await dev.exited).toBe(0);
  expect(dev.printed()).not.toContain('NOSENTRY');

  const again = startDev(own);
  await expect.poll(again.printed, patience).toMatch(/^tallystick ready$/m);
  const { clickhouseUrl } = JSON.parse(await readFile(devFile, 'utf8'));
  await expect.poll(() => count({ ...file, clickhouseUrl }), patience).toBe(1);
  again.process.kill('SIGINT');
  expect(await again.exited).toBe(0);
});

test('a taken port is named, with the setting that chooses another', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const dev = startDev({ TALLY_CONSOLE_PORT: String(port), TALLY_DATA_DIR: join(dataDir, 'other') });
  expect(await dev.exited).toBe(1);
  expect(dev.printed()).toContain(`port ${port} is taken: stop what listens there, or set TALLY_CONSOLE_PORT`);
  holder.close();
});
