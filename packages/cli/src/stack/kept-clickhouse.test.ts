import { execFile } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startClickHouse } from '@tallystick/clickhouse-embedded';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type KeptClickHouse, keepClickHouse } from './kept-clickhouse.ts';

vi.setConfig({ testTimeout: 120_000 });
const patience = { timeout: 60_000, interval: 50 };

let dataDirectory: string;
let kept: KeptClickHouse;
let told: string[];

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'tally-test-'));
  told = [];
  kept = await keepClickHouse({ dataDirectory, port: 0, tell: (line) => told.push(line) });
});

afterEach(async () => {
  await kept.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});

async function ask(query: string): Promise<string | undefined> {
  const answer = await fetch(kept.url, { method: 'POST', body: query }).catch(() => undefined);
  return (await answer?.text())?.trim();
}

/** The servers that this process has started and that run. */
async function servers(): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...command]) => Number(parent) === process.pid && /clickhouse-embedded/.test(command.join(' ')))
    .map(([pid]) => Number(pid));
}

async function killServer(): Promise<void> {
  const [pid] = await servers();
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

test('a server that was killed is started again at its address, with its data, and that is said in a line', async () => {
  await ask('CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a');
  await ask('INSERT INTO t VALUES (7)');
  await killServer();
  await expect
    .poll(() => told, patience)
    .toEqual([expect.stringMatching(/^ClickHouse ended \(SIGKILL\) and was started again/)]);
  expect(await ask('SELECT a FROM t')).toBe('7');
});

test('one that keeps ending stays down, and a line says what to do', async () => {
  await expect
    .poll(async () => {
      if (await ask('SELECT 1')) await killServer();
      return told.at(-1);
    }, patience)
    .toMatch(/^ClickHouse ended 3 times within a minute \(lastly: SIGKILL\) and stays down: .*stop with Ctrl-C/);
  expect(await ask('SELECT 1')).toBeUndefined();
  await kept.stop();
  expect(await servers()).toEqual([]);
});

test('a stop while it is being started again leaves no server behind', async () => {
  await killServer();
  await expect.poll(() => ask('SELECT 1'), patience).toBeUndefined();
  await kept.stop();
  expect(await servers()).toEqual([]);
  const next = await startClickHouse({ dataDirectory });
  await next.stop();
});

test('a start that fails is tried again after a pause, in which what is wrong can be put right', async () => {
  const away = `${dataDirectory}-away`;
  await rename(dataDirectory, away);
  await writeFile(dataDirectory, '');
  await killServer();
  const failed = expect.stringMatching(/^ClickHouse could not be started again: cannot write to the data directory/);
  await expect.poll(() => told, patience).toEqual([failed]);
  await rm(dataDirectory);
  await rename(away, dataDirectory);
  await expect
    .poll(() => told, patience)
    .toEqual([failed, expect.stringMatching(/^ClickHouse ended \(cannot write .*\) and was started again/)]);
});
