import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from './behaviour.ts';
import { encodePieces } from './encoding.ts';
import type { RecordedCall } from './record.ts';
import type { Reply } from './reply.ts';

/**
 * Sends a reply as the caller asked: late, in pieces of a given size, encoded, stalled or cut. Ends when the answer has
 * ended or the client is gone.
 */
export async function deliver(
  response: ServerResponse,
  reply: Reply,
  behaviour: Behaviour,
  answer: RecordedCall['answer'] | undefined,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  if (response.destroyed) gone.abort();
  try {
    await pause(behaviour['delay-ms'], gone.signal);
    const encoded = behaviour.encoding ? await encodePieces(reply.pieces, behaviour.encoding) : reply.pieces;
    const headers = { ...reply.headers };
    if (behaviour.encoding && encoded.length > 0) headers['content-encoding'] = behaviour.encoding;
    if (!reply.streamed && allowsLength(reply.status)) {
      headers['content-length'] ??= String(encoded.reduce((sum, piece) => sum + piece.length, 0));
    }
    if (answer) Object.assign(answer, { status: reply.status, headers });
    response.writeHead(reply.status, headers);
    if (response.req.method === 'HEAD') {
      response.end();
      if (answer) answer.outcome = 'complete';
      return;
    }
    response.flushHeaders();
    const stop = behaviour['cut-after-bytes'] ?? behaviour['stall-after-bytes'] ?? Number.POSITIVE_INFINITY;
    let sent = 0;
    for (const piece of recut(encoded, behaviour['chunk-bytes'])) {
      if (sent > 0) await pause(behaviour['chunk-delay-ms'], gone.signal);
      if (gone.signal.aborted) break;
      const part = piece.subarray(0, stop - sent);
      if (part.length > 0) {
        answer?.pieces.push(part);
        await write(response, part);
      }
      sent += part.length;
      if (sent >= stop) break;
      await nextTurn();
    }
    const outcome = await finish(response, behaviour, sent >= stop, gone.signal);
    if (answer) answer.outcome = outcome;
  } catch (error) {
    // A connection that the other side has closed may be written to before it is known to be closed.
    if (!gone.signal.aborted && !response.socket?.destroyed) throw error;
    if (answer) answer.outcome = 'client_closed';
  }
}

async function finish(response: ServerResponse, behaviour: Behaviour, stopped: boolean, gone: AbortSignal) {
  if (gone.aborted) return 'client_closed';
  if (stopped && behaviour['cut-after-bytes'] !== undefined) {
    response.destroy();
    return 'cut';
  }
  if (stopped) {
    await new Promise<void>((resolve) => gone.addEventListener('abort', () => resolve(), { once: true }));
    return 'stalled';
  }
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.end();
  });
  return response.writableFinished ? 'complete' : 'client_closed';
}

function allowsLength(status: number): boolean {
  return status !== 204 && status !== 304;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal });
}

/** Resolves when the bytes are handed to the operating system, so that a cut after them loses none. */
function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/** The same bytes in pieces of `size`, wherever that cuts events and characters. */
function* recut(pieces: readonly Uint8Array[], size: number | undefined): Generator<Uint8Array> {
  if (size === undefined) {
    yield* pieces;
    return;
  }
  const all = Buffer.concat(pieces);
  for (let start = 0; start < all.length; start += size) yield all.subarray(start, start + size);
}
