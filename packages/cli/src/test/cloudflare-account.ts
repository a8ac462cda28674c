import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DatabaseSync } from 'node:sqlite';
import { type Answer, routesOf } from './cloudflare-routes.ts';

interface Queue {
  queue_id: string;
  queue_name: string;
  settings: { message_retention_period?: number };
  consumers: { consumer_id: string; script: string; dead_letter_queue?: string; settings: object }[];
}

export interface Worker {
  /** What is deployed: the bindings of the last upload, secrets with their values. */
  bindings: Record<string, { type: string; [field: string]: unknown }>;
  metadata: Record<string, unknown>;
  /** The names of the parts of the last upload: the metadata, the modules, their source maps. */
  files: string[];
  crons: string[];
  domains: string[];
  workersDev: boolean;
}

/**
 * An account of Cloudflare's as its REST API shows it (https://developers.cloudflare.com/api/), for the paths that `tally deploy`,
 * `tally doctor` and wrangler ask. It keeps what it is told and runs nothing but D1's statements, in SQLite. Whether Cloudflare
 * itself would take what is sent, it does not tell.
 */
export interface CloudflareAccount {
  url: string;
  id: string;
  databases: Map<string, { uuid: string; name: string; sqlite: DatabaseSync }>;
  buckets: Set<string>;
  queues: Map<string, Queue>;
  workers: Map<string, Worker>;
  /** Files that Workers serve, by hash. */
  assets: Map<string, { path: string; content?: Buffer }>;
  /** Host names that other Workers have, by name. */
  taken: Map<string, string>;
  /** Each request as `METHOD path`, without the account and the query. */
  requests: string[];
  /** Refuses the next request of this kind, once, as an overloaded API does. */
  failNext(request: RegExp): void;
  close(): void;
}

const id = '0123456789abcdef0123456789abcdef';

export async function startCloudflareAccount(): Promise<CloudflareAccount> {
  const account: Omit<CloudflareAccount, 'url' | 'close' | 'failNext'> = {
    id,
    databases: new Map(),
    buckets: new Set(),
    queues: new Map(),
    workers: new Map(),
    assets: new Map(),
    taken: new Map(),
    requests: [],
  };
  let failing: RegExp | undefined;
  const routes = routesOf(account);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const { pathname } = new URL(request.url ?? '/', 'http://api');
    const path = pathname.replace(`/accounts/${id}`, '');
    const called = `${request.method} ${path}`;
    account.requests.push(called);
    let answer: Answer = { status: 404, code: 7003, message: `no route for ${called}` };
    if (failing?.test(called)) {
      failing = undefined;
      answer = { status: 400, code: 10013, message: 'an unknown error has occurred' };
    } else if (!/^Bearer ./.test(request.headers.authorization ?? '')) {
      answer = { status: 401, code: 10000, message: 'Authentication error' };
    } else {
      for (const [method, pattern, handle] of routes) {
        const match = method === request.method && pattern.exec(path);
        if (!match) continue;
        answer = await handle([...match].slice(1), bytes.toString(), request, bytes);
        break;
      }
    }
    const { status = 200, result = null, code, message } = answer;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        success: status < 300,
        errors: code === undefined ? [] : [{ code, message }],
        messages: [],
        result,
        result_info: { page: 1, per_page: 100, total_pages: 1, count: 0, total_count: 0 },
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...account,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failNext: (request) => {
      failing = request;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
