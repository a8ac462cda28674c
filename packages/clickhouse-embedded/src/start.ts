import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ClickHouseUser, serverConfig, usersConfig } from './config.ts';
import { ClickHouseStartError } from './errors.ts';
import { libraryPath } from './platform.ts';

export interface StartOptions {
  /** Made when it is missing; one server at a time. Absent: a temporary one, removed when the server ends. */
  dataDirectory?: string;
  /** On 127.0.0.1. 0 or absent: any free one. */
  port?: number;
  /** Beside `default`, which has no password and may do everything but touch files. */
  users?: readonly ClickHouseUser[];
  /** Takes the server's own messages, line by line. */
  log?: (line: string) => void;
  /** Ends a server that does not answer yet. One that does is ended by `stop`. */
  signal?: AbortSignal;
}

/** A running server. It also ends when this process does, however that happens. */
export interface EmbeddedClickHouse {
  /** `http://127.0.0.1:PORT` */
  url: string;
  port: number;
  pid: number;
  /** Settles, never rejecting, once the process is gone. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /**
   * Ends the server; what it has confirmed is on disk, and the data directory is free for the next. Queries that run get
   * 2 s to end where the data is to stay. Every call after the first waits for the same end.
   */
  stop(): Promise<void>;
  /** Ends it the hard way, as a power cut would. */
  kill(): void;
}

type ServerProcess = ChildProcessByStdio<Writable, null, Readable>;

const startDeadline = 60_000;
/** How long a stop waits for running queries. Idle keep-alive connections make the server wait as well, for 5 s. */
const stopGrace = 2_000;
/** ClickHouse's error codes, as it prints them: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp */
const exceptionCodes = { cannotOpenFile: 76, networkError: 210 };

/**
 * Starts a ClickHouse HTTP server from npm's `chdb` in a process of its own and waits until it answers (about 0.3 s).
 *
 * @throws ClickHouseStartError with a line that says what to do
 */
export async function startClickHouse(options: StartOptions = {}): Promise<EmbeddedClickHouse> {
  const library = libraryPath();
  const users = usersConfig(options.users ?? []);
  // A free port can be taken by another process between the look and the start.
  for (let attemptsLeft = options.port ? 0 : 5; ; attemptsLeft--) {
    const port = options.port || (await freePort());
    try {
      return await startOn(port, { ...options, library, usersConfig: users });
    } catch (error) {
      if (!(error instanceof ClickHouseStartError) || error.code !== 'port_taken' || attemptsLeft === 0) throw error;
    }
  }
}

async function startOn(
  port: number,
  options: StartOptions & { library: string; usersConfig: string },
): Promise<EmbeddedClickHouse> {
  const directory = await mkdtemp(join(tmpdir(), 'tally-clickhouse-'));
  const removeDirectory = () => rm(directory, { recursive: true, force: true });
  const dataDirectory = resolve(options.dataDirectory ?? join(directory, 'data'));
  const name = randomUUID();
  try {
    await makeWritable(dataDirectory);
    const usersFile = join(directory, 'users.xml');
    // The file holds passwords; mkdtemp has made the directory readable by its owner only.
    await writeFile(usersFile, options.usersConfig);
    await writeFile(join(directory, 'config.xml'), serverConfig({ dataDirectory, port, name, usersFile }));
  } catch (error) {
    await removeDirectory();
    throw error;
  }

  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('serve.ts', import.meta.url)), options.library, directory],
    {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      // Its own process group: Ctrl-C in a terminal reaches this process only, which stops the server in order.
      detached: true,
      env: { ...process.env, TZ: 'UTC' },
    },
    // The types of spawn know three streams only.
  ) as ServerProcess;
  const said = collectLines(child, options.log);
  const exited = exitOf(child).finally(removeDirectory);
  const url = `http://127.0.0.1:${port}`;
  await untilReady({ url, name, child, exited, said, port, dataDirectory }, options.signal);
  return {
    url,
    port,
    pid: child.pid ?? 0,
    exited,
    stop: async () => {
      child.stdin.end();
      child.stdio[3]?.destroy();
      const timer = setTimeout(() => child.kill('SIGKILL'), options.dataDirectory ? stopGrace : 0);
      await exited;
      clearTimeout(timer);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

async function makeWritable(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
  } catch (cause) {
    throw new ClickHouseStartError(
      'data_directory_unusable',
      `cannot write to the data directory ${directory}: make it writable, or choose another`,
      { cause },
    );
  }
}

/** The last lines that the server wrote, kept for the case that it fails. */
function collectLines(child: ServerProcess, log: StartOptions['log']): string[] {
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    if (said.length > 20) said.shift();
    log?.(line);
  });
  return said;
}

/** Settles when the process is gone and all it wrote has been read. */
function exitOf(child: ServerProcess): EmbeddedClickHouse['exited'] {
  // Its end closes the pipe; that is no error of ours.
  child.stdin.on('error', () => {});
  const { promise, resolve: settle } = Promise.withResolvers<Awaited<EmbeddedClickHouse['exited']>>();
  child.once('close', (code, signal) => settle({ code, signal }));
  child.once('error', () => settle({ code: null, signal: null }));
  return promise;
}

async function untilReady(
  server: {
    url: string;
    name: string;
    child: ServerProcess;
    exited: EmbeddedClickHouse['exited'];
    said: string[];
    port: number;
    dataDirectory: string;
  },
  unwanted: AbortSignal | undefined,
): Promise<void> {
  const ended = new AbortController();
  void server.exited.then(() => ended.abort());
  const over = AbortSignal.any(unwanted ? [ended.signal, unwanted] : [ended.signal]);
  const deadline = Date.now() + startDeadline;
  while (!over.aborted && Date.now() < deadline) {
    if (await answers(server.url, server.name, over)) return;
    await sleep(20);
  }
  const late = !over.aborted;
  if (!ended.signal.aborted) server.child.kill('SIGKILL');
  const { code, signal } = await server.exited;
  throw startError(server, late ? `no answer within ${startDeadline / 1000} s` : `it ended (${signal ?? code})`);
}

/** Whether this very server answers: on a taken port another one might. */
async function answers(url: string, name: string, ended: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${url}/?query=SELECT+1`, {
      signal: AbortSignal.any([ended, AbortSignal.timeout(5_000)]),
    });
    await response.arrayBuffer();
    return response.headers.get('x-clickhouse-server-display-name') === name;
  } catch {
    // Not listening yet.
    return false;
  }
}

/** @param otherwise why, where the server said nothing */
function startError(
  server: { said: string[]; port: number; dataDirectory: string },
  otherwise: string,
): ClickHouseStartError {
  const code = Number(/^Code: (\d+)\./m.exec(server.said.join('\n'))?.[1]);
  if (code === exceptionCodes.networkError) {
    return new ClickHouseStartError(
      'port_taken',
      `port ${server.port} on 127.0.0.1 is taken: stop what listens there, or choose another port`,
    );
  }
  if (code === exceptionCodes.cannotOpenFile) {
    return new ClickHouseStartError(
      'data_directory_in_use',
      `another ClickHouse server uses the data directory ${server.dataDirectory}: stop it, or choose another directory`,
    );
  }
  return new ClickHouseStartError('failed', `ClickHouse did not start: ${server.said.join(' ') || otherwise}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has no port');
  return address.port;
}
