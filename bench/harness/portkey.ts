import { execFile, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startServer } from './servers.ts';

const folder = new URL('../portkey/', import.meta.url);
const startDeadline = 60_000;

export interface RunningPortkey {
  port: number;
  pid: number;
  stop(): void;
}

/**
 * Installs the Portkey gateway, with the versions that its lockfile pins, and starts it on this Node.
 *
 * @throws Error when npm's registry is out of reach, or it does not start
 */
export async function startPortkey(): Promise<RunningPortkey> {
  const workspace = fileURLToPath(folder);
  await promisify(execFile)('npx', ['-y', 'pnpm@12', 'install', '--frozen-lockfile'], { cwd: workspace });
  const entry = createRequire(folder).resolve('@portkey-ai/gateway/build/start-server.js');
  // It takes a port by number only.
  const free = await startServer(() => {});
  free.stop();
  const { port } = free;
  const child = spawn(process.execPath, [entry, '--headless', `--port=${port}`], { stdio: 'ignore' });
  process.once('exit', () => child.kill());
  const deadline = Date.now() + startDeadline;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill();
      throw new Error('it did not start');
    }
    await sleep(100);
  }
  return { port, pid: child.pid ?? 0, stop: () => void child.kill() };
}

async function answers(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`);
    return true;
  } catch {
    // Not listening yet.
    return false;
  }
}
