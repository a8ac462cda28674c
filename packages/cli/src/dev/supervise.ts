import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A package manager passes on the Ctrl-C that the terminal has already sent to all: that is still one. ms */
const sameSignal = 1_500;

export interface SupervisedDev {
  /** Asks it to stop in order. */
  stop(): void;
  /** Its exit code, once every process of it has ended. */
  exited: Promise<number>;
}

/**
 * Runs the stack in a process group of its own. Ctrl-C reaches every process of the terminal's group at once, and workerd
 * would end with the messages that its queue holds in memory; so it reaches this process only, which asks the other one to
 * stop in order. The channel between them closes when this process dies, however it dies, and that means the same.
 *
 * @param output whether it prints what it has to say, or warnings and errors only
 */
export function superviseDev(output: 'inherit' | 'ignore'): SupervisedDev {
  const child = fork(fileURLToPath(new URL('run.ts', import.meta.url)), {
    detached: true,
    stdio: ['ignore', output, 'inherit', 'ipc'],
  });
  let askedAt: number | undefined;
  const stop = () => {
    if (askedAt !== undefined && Date.now() - askedAt > sameSignal) child.kill('SIGKILL');
    if (askedAt === undefined && child.connected) child.send('stop');
    askedAt ??= Date.now();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code) => {
      endGroup(child.pid);
      resolve(code ?? 1);
    });
  });
  return { stop, exited };
}

/** Ends what a killed stack has left behind: workerd does not notice that its parent is gone. */
function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
