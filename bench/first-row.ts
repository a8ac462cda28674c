import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Outcome } from './harness/result.ts';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('..', import.meta.url));
/** Whether the caches of npm and pnpm are to be empty, as on a machine that has never seen any of it. */
const cold = process.env.BENCH_COLD === 'true';
const deadline = 600_000;

/**
 * What a stranger waits for: from a fresh clone of the last commit, `npx pnpm@12 dev`, the curl line that it prints, to the row in
 * ClickHouse.
 */
export async function firstRow(): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), 'tallystick-bench-'));
  const clone = join(directory, 'tallystick');
  try {
    await run('git', ['clone', '--quiet', repository, clone]);
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    const dev = startDev(clone, cold ? emptyCaches(directory) : {});
    try {
      const printed = await dev.ready;
      const ready = seconds();
      const curl = /^curl (?:.*\\\n)*.*$/m.exec(printed)?.[0];
      if (curl === undefined) throw new Error('dev printed no curl line');
      await run('bash', ['-c', curl]);
      const { clickhouseUrl } = JSON.parse(await readFile(join(clone, '.tally/dev.json'), 'utf8'));
      await untilRow(clickhouseUrl);
      const caches = cold ? 'empty caches' : 'caches as they are';
      return {
        figures: [
          { what: `clean clone to "tallystick ready", ${caches}`, value: ready, unit: 's' },
          { what: `clean clone to the first row, ${caches}`, value: seconds(), unit: 's' },
        ],
        wrong: [],
        measured: { cold },
      };
    } finally {
      await dev.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function emptyCaches(directory: string): Record<string, string> {
  const empty = (name: string) => join(directory, name);
  return {
    npm_config_cache: empty('npm'),
    npm_config_store_dir: empty('store'),
    pnpm_config_store_dir: empty('store'),
    PNPM_HOME: empty('pnpm'),
    XDG_CACHE_HOME: empty('cache'),
    XDG_DATA_HOME: empty('data'),
  };
}

/** `ready` resolves with all that was printed until then. */
function startDev(clone: string, caches: Record<string, string>): { ready: Promise<string>; stop(): Promise<void> } {
  // What the pnpm that runs this benchmark has set is not for the one in the clone.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm|pnpm)_/i.test(name));
  const ports = { TALLY_EDGE_PORT: '0', TALLY_CONSOLE_PORT: '0', TALLY_CLICKHOUSE_PORT: '0' };
  const child = spawn('npx', ['-y', 'pnpm@12', 'dev'], {
    cwd: clone,
    env: { ...Object.fromEntries(inherited), ...caches, ...ports },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that all of it can be interrupted as Ctrl-C does.
    detached: true,
  });
  const { promise: exited, resolve: exit } = Promise.withResolvers<void>();
  child.once('close', () => exit());
  return {
    ready: printedUntilReady(child),
    async stop() {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      await exited;
    },
  };
}

function printedUntilReady(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let printed = '';
  const timer = setTimeout(() => reject(new Error(`dev was not ready in time:\n${printed}`)), deadline);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.includes('tallystick ready')) resolve(printed);
    });
  }
  child.once('close', () => reject(new Error(`dev ended:\n${printed}`)));
  return promise.finally(() => clearTimeout(timer));
}

async function untilRow(clickhouseUrl: string): Promise<void> {
  const end = Date.now() + deadline;
  while (Date.now() < end) {
    const answer = await fetch(`${clickhouseUrl}/?query=${encodeURIComponent('SELECT count() FROM tally.requests')}`);
    if (Number(await answer.text()) > 0) return;
    await sleep(10);
  }
  throw new Error('the row never came');
}
