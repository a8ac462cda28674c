import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RunningServer {
  port: number;
  stop(): void;
}

/** How the provider answers: which one stands in the path, `/stream/…`. */
export type Behaviour = 'json' | 'undeclared' | 'stream' | 'paced';

export const chunksPerStream = 50;
/** Between two chunks of a paced stream: 100 to 200 tokens a second, as providers send them. ms */
export const pace = 5;

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
const lastChunk = 'data: [DONE]\n\n';

/** What the provider answers, to the byte. */
export const answers: Record<Behaviour, string> = {
  json: completion,
  undeclared: completion,
  stream: chunk.repeat(chunksPerStream) + lastChunk,
  paced: chunk.repeat(chunksPerStream) + lastChunk,
};

/**
 * A provider that answers at once: JSON, JSON without a Content-Length, or a stream whose chunks leave one at a time, back to
 * back or some ms apart.
 */
export function startProvider(): Promise<RunningServer> {
  return startServer((request, response) => {
    const behaviour = request.url?.split('/')[1];
    request.resume().on('end', () => {
      if (behaviour === 'stream' || behaviour === 'paced') void stream(response, behaviour === 'paced' ? pace : 0);
      else {
        const length = behaviour === 'json' ? { 'content-length': Buffer.byteLength(completion) } : {};
        response.writeHead(200, { 'content-type': 'application/json', ...length }).end(completion);
      }
    });
  });
}

async function stream(response: ServerResponse, pause: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let sent = 0; sent < chunksPerStream && !response.destroyed; sent++) {
    await new Promise<void>((written) => response.write(chunk, () => setImmediate(written)));
    if (pause > 0) await sleep(pause);
  }
  response.end(lastChunk);
}

/** Takes whatever a queue or a bucket is given, and confirms it as a queue does: with JSON. */
export async function startSink(): Promise<RunningServer & { received: () => number }> {
  /** Messages and objects; calls that end together share a request. */
  let received = 0;
  const server = await startServer((request, response) => {
    request.resume().on('end', () => {
      received += Number(request.headers['cf-queue-batch-count'] ?? 1);
      response.end('{"metadata":{"metrics":{"backlogCount":0,"backlogBytes":0,"oldestMessageTimestamp":0}}}');
    });
  });
  return { ...server, received: () => received };
}

/** On a free port of the loopback address. */
export async function startServer(listener: RequestListener): Promise<RunningServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
