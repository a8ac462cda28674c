import type { Passed } from '../outcome.ts';
import { isStream } from '../response-body.ts';
import { UsageFilter } from './usage-filter.ts';

/** The content encodings that the runtime undoes. */
const undone = /^(?:gzip|br)$/i;

/** An answer whose body the runtime decodes, without the headers that told of its bytes before that. */
export function decoded(upstream: Response): Response {
  if (!undone.test(upstream.headers.get('content-encoding') ?? '')) return upstream;
  const { status, statusText } = upstream;
  const headers = new Headers(upstream.headers);
  headers.delete('content-encoding');
  headers.delete('content-length');
  return new Response(upstream.body, { status, statusText, headers });
}

/**
 * The answer to a call in which usage was asked for, as its client would have got it without: the log's copy, which is taken before, has it.
 *
 * @param warnings where it is noted that the client does see the usage
 */
export function hideUsage({ response, outcome }: Passed, warnings: string[]): Passed {
  const { body, status, statusText } = response;
  if (!body || !isStream(response.headers)) return { response, outcome };
  if (outcome.encoding !== '') {
    warnings.push(`usage of the stream is not hidden: it is encoded as ${outcome.encoding}`);
    return { response, outcome };
  }
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return { response: new Response(withoutUsage(body), { status, statusText, headers }), outcome };
}

/** ms */
const momentToSend = 20;

/** What had come of the body before it breaks off is passed on. A client that leaves ends it. */
function withoutUsage(body: ReadableStream<Uint8Array>): ReadableStream {
  const { readable, writable } = new IdentityTransformStream();
  const reader = body.getReader();
  const writer = writable.getWriter();
  const filter = new UsageFilter();
  const write = async (parts: readonly Uint8Array[]) => {
    for (const part of parts) await writer.write(part);
  };
  const pass = async () => {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        await write(filter.push(value));
      }
    } catch (error) {
      await write(filter.end());
      // What has been taken is sent a moment later, and not at all once the stream has failed.
      await scheduler.wait(momentToSend);
      return await writer.abort(error);
    }
    await write(filter.end());
    await writer.close();
  };
  // A client may leave while nothing comes.
  writer.closed.catch((error: unknown) => reader.cancel(error)).catch(() => undefined);
  pass().catch(() => undefined);
  return readable;
}
