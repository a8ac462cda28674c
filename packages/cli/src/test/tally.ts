import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

export interface Run {
  code: number;
  out: string;
  error: string;
}

const script = fileURLToPath(new URL('../tally.ts', import.meta.url));

/** Runs the real command in a process of its own, with nothing of ours in its environment but what is given. */
export function tally(args: string[], environment: Record<string, string>): Promise<Run> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env.PATH, ...environment }, cwd: tmpdir() };
    execFile(process.execPath, [script, ...args], options, (failure, out, error) => {
      resolve({ code: failure ? Number(failure.code) : 0, out: out.trimEnd(), error: error.trimEnd() });
    });
  });
}
