import { fileURLToPath } from 'node:url';
import { type Call, callSchema, signKey, unpackFrame } from '@tallystick/log';
import { build } from 'esbuild';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, Response } from 'miniflare';
import type { Faults } from './faults.ts';

/** A logged call as it came out of the queue, every message checked against the contract. */
export interface Logged {
  call: Call;
  request: Buffer;
  response: Buffer;
  /** The message itself. */
  bytes: Buffer;
}

export const secret = 'the edge’s write secret';

export interface EdgeServer {
  /** Ends with a slash. */
  url: string;
  port: number;
  logs: Logged[];
  /** What the Worker wrote to its console. */
  console: string[];
  /** Waits for the log of a call by its Tally-Request-Id. */
  logOf(requestId: string | string[] | undefined): Promise<Logged>;
  objects(): Promise<{ key: string; bytes: Buffer }[]>;
  revoke(keyId: string): Promise<void>;
  stop(): Promise<void>;
}

/** Runs the edge in workerd on a port of its own, with a queue whose messages end in `logs`. */
export async function startEdge(variables: Record<string, string> = {}, faults: Faults = {}): Promise<EdgeServer> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('faulty-edge.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker'],
    write: false,
  });
  const logs: Logged[] = [];
  const lines: string[] = [];
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ message }) => lines.push(message),
      workers: [
        {
          name: 'edge',
          compatibilityDate: '2026-11-17',
          compatibilityFlags: ['global_fetch_strictly_public'],
          modules: [{ type: 'ESModule', path: 'edge.js', contents: outputFiles[0]?.text ?? '' }],
          bindings: { KEY_SECRET_WRITE: secret, FAULTS: JSON.stringify(faults), ...variables },
          queueProducers: { CALLS: 'calls' },
          r2Buckets: ['OBJECTS'],
          d1Databases: ['DB'],
          stripCfConnectingIp: false,
          unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
        },
        {
          name: 'collector',
          compatibilityDate: '2026-11-17',
          modules: [{ type: 'ESModule', path: 'collector.js', contents: collector }],
          queueConsumers: { calls: { maxBatchSize: 10, maxBatchTimeout: 0 } },
          serviceBindings: {
            TEST: async (request) => {
              logs.push(await readMessage(Buffer.from(await request.arrayBuffer())));
              return new Response();
            },
          },
        },
      ],
    }),
  );
  await miniflare.ready;
  const url = String(await miniflare.unsafeGetDirectURL('edge'));
  const database = await miniflare.getD1Database('DB', 'edge');
  await database.exec('CREATE TABLE keys (id TEXT, kind TEXT, revoked_at INTEGER)');
  const bucket = await miniflare.getR2Bucket('OBJECTS', 'edge');
  return {
    url,
    port: Number(new URL(url).port),
    logs,
    console: lines,
    logOf: (requestId) => eventually(() => logs.find(({ call }) => call.request_id === requestId)),
    async objects() {
      const { objects } = await bucket.list();
      return Promise.all(
        objects.map(async ({ key }) => {
          const object = await bucket.get(key);
          return { key, bytes: Buffer.from((await object?.arrayBuffer()) ?? new ArrayBuffer()) };
        }),
      );
    },
    async revoke(keyId) {
      await database.prepare(`INSERT INTO keys VALUES (?, 'w', 1)`).bind(keyId).run();
    },
    stop: () => miniflare.dispose(),
  };
}

const collector = `export default {
  async queue(batch, env) {
    for (const { body } of batch.messages) await env.TEST.fetch('http://test/', { method: 'POST', body });
  },
};`;

export async function readMessage(bytes: Buffer): Promise<Logged> {
  const unpacked = await unpackFrame(new Uint8Array(bytes), 100_000_000);
  const call = callSchema.parse(unpacked.call);
  const bodies = Buffer.from(unpacked.bodies);
  const inline = call.object_key === undefined;
  if (inline && bodies.length !== call.request.captured + call.response.captured) {
    throw new Error('the bodies in the frame are not as long as the call says');
  }
  return {
    call,
    request: bodies.subarray(0, call.request.captured),
    response: bodies.subarray(call.request.captured),
    bytes,
  };
}

/** Polls until there is something; only a test that would fail anyway waits to the end. */
export async function eventually<T>(find: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('it never came');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function writeKey(keyId = 'key-1', expiresAt = 0): Promise<string> {
  return signKey({ kind: 'w', organisationId: 'acme', keyId, expiresAt }, secret);
}
