import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How ClickHouse answers: with a status 500 of something in front of it; not at all; with headers and then nothing; as if one
 * of its tables were missing; or with a broken connection once it has stored what was sent.
 */
export type ClickHouseFault =
  | 'answers 500'
  | 'hangs'
  | 'hangs after its headers'
  | 'refuses bodies'
  | 'refuses requests'
  | 'breaks off once it has stored';

export interface ClickHouseProxy {
  url: string;
  /** Undefined: all passes. Who hangs when a fault ends loses its connection, as with a server that is started again. */
  setFault(fault: ClickHouseFault | undefined): void;
  /** How many requests suffered from each fault. */
  suffered: Partial<Record<ClickHouseFault, number>>;
  stop(): Promise<void>;
}

/** Stands in front of a real ClickHouse. While that is not there, connections are broken off. */
export async function startClickHouseProxy(target: string): Promise<ClickHouseProxy> {
  let fault: ClickHouseFault | undefined;
  const suffered: ClickHouseProxy['suffered'] = {};
  const hanging = new Set<IncomingMessage>();
  const server = createServer((incoming, outgoing) => {
    const now = fault;
    const url = new URL(incoming.url ?? '/', target);
    if (now !== undefined && (!now.startsWith('refuses') || misdirect(url, now))) {
      suffered[now] = (suffered[now] ?? 0) + 1;
    }
    if (now === 'answers 500') {
      incoming.resume();
      outgoing.writeHead(500, { 'content-type': 'text/html' }).end('<h1>500 Internal Server Error</h1>');
    } else if (now === 'hangs' || now === 'hangs after its headers') {
      incoming.resume();
      incoming.on('error', () => hanging.delete(incoming));
      hanging.add(incoming);
      // A good answer, were it not for its end.
      if (now === 'hangs after its headers') {
        outgoing.writeHead(200, { 'x-clickhouse-query-id': 'storm', 'content-length': '1' }).flushHeaders();
      }
    } else {
      forward(incoming, outgoing, url, now === 'breaks off once it has stored');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setFault(next) {
      fault = next;
      for (const { socket } of hanging) socket.destroy();
      hanging.clear();
    },
    suffered,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Makes ClickHouse itself refuse a table, by naming one that is not there. @returns whether the request was for that table */
function misdirect(url: URL, fault: ClickHouseFault): boolean {
  const table = fault === 'refuses bodies' ? 'bodies' : 'requests';
  for (const name of ['query', 'param_table']) {
    const value = url.searchParams.get(name);
    const misdirected = value?.replace(new RegExp(`^(INSERT INTO )?\\b${table}\\b`), `$1${table}_missing`);
    if (value === null || misdirected === undefined || misdirected === value) continue;
    url.searchParams.set(name, misdirected);
    return true;
  }
  return false;
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, url: URL, breaksOff: boolean): void {
  const broken = () => incoming.socket.destroy();
  const forwarded = request(url, { method: incoming.method, headers: incoming.headers });
  forwarded.on('error', broken);
  forwarded.on('response', (answer) => {
    answer.on('error', broken);
    if (breaksOff) {
      answer.on('end', broken).resume();
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  // A client that leaves takes its query along.
  outgoing.on('close', () => forwarded.destroy());
  incoming.on('error', () => forwarded.destroy());
  incoming.pipe(forwarded);
}
