import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Call, callSchema } from '@tallystick/log/call';
import { unpackFrame } from '@tallystick/log/frame';
import { type RunningServer, startServer } from '../harness/servers.ts';

/** A log as the consumer would find it, its bodies from R2 where they stand there. */
export interface KeptLog {
  call: Call;
  request: Buffer;
  response: Buffer;
}

const frameLimit = 100_000_000;
/** For how long nothing more must come. ms */
const quiet = 3_000;

/** Queue and bucket of a Worker in raw workerd, which keep what they are given. */
export async function startKeepingSink(): Promise<RunningServer & { settled(): Promise<KeptLog[]> }> {
  const messages: Buffer[] = [];
  const objects = new Map<string, Buffer>();
  let last = Date.now();
  const server = await startServer(async (request, response) => {
    const body = await bytesOf(request);
    last = Date.now();
    // R2 puts its own description, of so many bytes, in front of an object.
    const described = Number(request.headers['cf-r2-metadata-size'] ?? 0);
    if (described > 0) {
      const { object }: { object: string } = JSON.parse(body.subarray(0, described).toString());
      objects.set(object, body.subarray(described));
      const answer = Buffer.from(JSON.stringify({ name: object, version: '1', size: '0', etag: '0', uploaded: '0' }));
      response.writeHead(200, { 'cf-r2-metadata-size': answer.length }).end(answer);
    } else {
      const batch: { messages: { body: string }[] } = JSON.parse(body.toString());
      messages.push(...batch.messages.map((message) => Buffer.from(message.body, 'base64')));
      response.end('{"metadata":{"metrics":{"backlogCount":0,"backlogBytes":0,"oldestMessageTimestamp":0}}}');
    }
  });
  return {
    ...server,
    async settled() {
      while (Date.now() - last < quiet) await sleep(100);
      return Promise.all(messages.map((message) => read(message, objects)));
    },
  };
}

async function read(message: Buffer, objects: ReadonlyMap<string, Buffer>): Promise<KeptLog> {
  const call = callSchema.parse((await unpackFrame(new Uint8Array(message), frameLimit)).call);
  const frame = call.object_key === undefined ? message : objects.get(call.object_key);
  if (!frame) throw new Error('a message leads to an object that is not there');
  const { bodies } = await unpackFrame(new Uint8Array(frame), frameLimit);
  const both = Buffer.from(bodies.buffer, bodies.byteOffset, bodies.length);
  return { call, request: both.subarray(0, call.request.captured), response: both.subarray(call.request.captured) };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}
