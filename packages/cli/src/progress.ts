import { progress } from '@clack/prompts';

export interface Progress {
  /** So many more are done. */
  advance(count: number): void;
  done(summary: string): void;
}

/**
 * Shows how far something has come, on standard error: a bar on a terminal, else a line for each tenth, so that a log of it stays
 * short.
 *
 * @param what is being done, `replaying dead letters`
 */
export function showProgress(what: string, total: number): Progress {
  return process.stderr.isTTY ? bar(what, total) : lines(what, total);
}

function bar(what: string, total: number): Progress {
  const shown = progress({ max: total, output: process.stderr });
  let done = 0;
  shown.start(what);
  return {
    advance(count) {
      done += count;
      shown.advance(count, `${what}: ${done} of ${total}`);
    },
    done: (summary) => shown.stop(summary),
  };
}

function lines(what: string, total: number): Progress {
  let done = 0;
  return {
    advance(count) {
      const tenth = Math.floor((done * 10) / total);
      done += count;
      if (Math.floor((done * 10) / total) > tenth) console.error(`${what}: ${done} of ${total}`);
    },
    done: (summary) => console.error(summary),
  };
}
