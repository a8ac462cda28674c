import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { CommandError } from '../command-error.ts';

/** A client that has closed its side may still wait for an answer that is on its way; not longer than this in silence. ms */
const patience = 1_000;

export interface Front {
  port: number;
  /** Passes connections on from now to a Worker's port; those that came before are refused. */
  open(workerPort: number): void;
  /** Refuses new connections and resets those there are: to the Worker, its clients have left. */
  close(): void;
}

/**
 * Listens on the loopback address and passes connections to a Worker's own port, byte for byte. It is there for what
 * Cloudflare does in front of a deployed Worker and workerd does not: a client that closes its connection while the answer
 * is silent is noticed, and not only at the next byte of the answer. Its port ends with this process, even when workerd is
 * left behind.
 *
 * @param port 0 takes a free one
 * @param setting the environment variable that names another one, for the message
 * @throws CommandError when the port cannot be used
 */
export async function startFront(port: number, setting: string): Promise<Front> {
  let workerPort: number | undefined;
  const joined = new Set<() => void>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (workerPort === undefined) {
      client.resetAndDestroy();
      return;
    }
    const worker = connect({ port: workerPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const leave = join(client, worker);
    joined.add(leave);
    client.once('close', () => joined.delete(leave));
  });
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw portTaken(port, setting, cause);
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has no port');
  return {
    port: address.port,
    open: (to) => {
      workerPort = to;
    },
    close: () => {
      server.close();
      for (const leave of joined) leave();
    },
  };
}

/** Says what keeps a port from being used, and which setting chooses another. */
export function portTaken(port: number, setting: string, cause: unknown): CommandError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const why = code === 'EADDRINUSE' || code === 'port_taken' ? 'is taken' : `cannot be used (${code})`;
  return new CommandError(`port ${port} ${why}: stop what listens there, or set ${setting} to another port`, { cause });
}

/** Joins two connections. @returns what ends both as if the client had left */
function join(client: Socket, worker: Socket): () => void {
  let silence: NodeJS.Timeout | undefined;
  const leave = () => {
    clearTimeout(silence);
    client.destroy();
    worker.resetAndDestroy();
  };
  client.pipe(worker, { end: false });
  worker.pipe(client);
  client.once('end', () => {
    silence = setTimeout(leave, patience);
    worker.on('data', () => silence?.refresh());
  });
  client.once('close', leave);
  // The reason is of no interest: the other side learns that the connection broke.
  client.once('error', leave);
  worker.once('error', () => client.resetAndDestroy());
  return leave;
}
