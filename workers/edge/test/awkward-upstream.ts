import type { ServerResponse } from 'node:http';
import { eventually } from './edge-server.ts';
import { startUpstream, type Upstream } from './raw-http.ts';

/** An upstream whose paths answer late, in part, at length or without an end. */
export interface AwkwardUpstream extends Upstream {
  /** Its side of the answer to a path, once that was called. */
  answer(path: string): Promise<ServerResponse>;
  /** Whether the connection of a path has ended. */
  isClosed(path: string): boolean;
}

export async function startAwkwardUpstream(): Promise<AwkwardUpstream> {
  const open = new Map<string, ServerResponse>();
  const closed = new Set<string>();
  const upstream = await startUpstream(({ url }, response) => {
    open.set(url, response);
    response.on('close', () => closed.add(url));
    if (url === '/v1/hang') return;
    if (url.startsWith('/v1/large/')) {
      const size = Number(url.split('/').pop());
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size });
      response.end(Buffer.alloc(size, 7));
    } else if (url === '/v1/large-of-unknown-length') {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.end(Buffer.alloc(300_000, 7));
    } else if (url === '/v1/finished') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let i = 0; i < 100; i++) response.write(`data: ${'x'.repeat(10_000)}\n\n`);
      response.end();
    } else if (url === '/v1/sized-stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-length': 26 });
      response.write('data: first\n\n');
    } else if (url === '/v1/half-json-hangs') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
      response.write('{"half":');
    } else if (url === '/v1/half-json') {
      response.writeHead(429, { 'content-type': 'application/json', 'content-length': 100, 'retry-after': '7' });
      response.write('{"half":', () => response.destroy());
    } else {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: first\n\n');
    }
  });
  return {
    ...upstream,
    answer: (path) => eventually(() => open.get(path)),
    isClosed: (path) => closed.has(path),
  };
}
