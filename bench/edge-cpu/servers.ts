import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export const chunksPerStream = 50;

/** About 2 KB, as a chat completion is. */
const completion = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1_760_000_000,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Notch. '.repeat(230) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 480, completion_tokens: 460, total_tokens: 940 },
});

const chunk = `data: ${JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion.chunk',
  created: 1_760_000_000,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, delta: { content: ' notch' }, finish_reason: null }],
})}\n\n`;

/** A provider that answers at once: JSON, chunked JSON, or a stream whose chunks leave one at a time. */
export function startProvider(): Promise<RunningServer> {
  return start((request, response) => {
    request.resume().on('end', () => {
      if (request.url?.endsWith('/stream')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        let sent = 0;
        const next = () => {
          if (sent++ === chunksPerStream) response.end('data: [DONE]\n\n');
          else response.write(chunk, () => setImmediate(next));
        };
        next();
      } else {
        response.writeHead(200, {
          'content-type': 'application/json',
          ...(request.url?.endsWith('/chunked') ? {} : { 'content-length': Buffer.byteLength(completion) }),
        });
        response.end(completion);
      }
    });
  });
}

/** Takes whatever a queue or a bucket is given, and confirms it as a queue does: with JSON. */
export function startSink(): Promise<RunningServer & { received: () => number }> {
  /** Messages and objects; calls that end together share a request. */
  let received = 0;
  return start((request, response) => {
    request.resume().on('end', () => {
      received += Number(request.headers['cf-queue-batch-count'] ?? 1);
      response.end('{"metadata":{"metrics":{"backlogCount":0,"backlogBytes":0,"oldestMessageTimestamp":0}}}');
    });
  }).then((server) => ({ ...server, received: () => received }));
}

export interface RunningServer {
  port: number;
  stop(): void;
}

async function start(listener: RequestListener): Promise<RunningServer> {
  const server: Server = createServer({ keepAliveTimeout: 60_000 }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
