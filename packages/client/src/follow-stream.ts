import type { z } from '@hono/zod-openapi';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import type { requestSchema } from './routes/request.ts';
import { errorOf, parsed, TallyError } from './tally-error.ts';

type Request = z.output<typeof requestSchema>;
type Place = 'created_at' | 'request_id' | 'isolate_id' | 'isolate_seq';
/** A call with the columns that were asked for, and those that tell calls apart. */
export type LandedRequest = Partial<Request> & Pick<Request, Place>;

export interface FollowOptions {
  /** Told of calls that were too many to show. */
  onSkipped?: (calls: number) => void;
  /** Told when calls come, and when they are kept back: the stream broke off, or ClickHouse is away. */
  onAvailable?: (available: boolean) => void;
}

/** So many calls are known again. */
const mostRemembered = 10_000;
/** Before a stream that ended is opened again. ms */
const pause = 1_000;

/**
 * The calls of a stream, and of those that go on where it ended.
 *
 * @param open opens the stream with these headers
 * @throws TallyError when the API refuses; whatever keeps the first stream from beginning
 */
export async function* followStream(
  open: (headers: Record<string, string>) => Promise<Response>,
  signal: AbortSignal | undefined,
  { onSkipped, onAvailable }: FollowOptions,
): AsyncGenerator<LandedRequest> {
  const shown = new Set<string>();
  let position: string | undefined;
  while (!signal?.aborted) {
    try {
      const headers = position === undefined ? {} : { 'Last-Event-ID': position };
      for await (const { event, data, id } of eventsOf(await open(headers))) {
        position = id ?? position;
        onAvailable?.(event !== 'unavailable');
        if (event === 'skipped') onSkipped?.(JSON.parse(data).calls);
        if (event !== 'call') continue;
        const call: LandedRequest = JSON.parse(data);
        const place = [call.created_at, call.request_id, call.isolate_id, call.isolate_seq].join(' ');
        if (shown.has(place)) continue;
        shown.add(place);
        if (shown.size > mostRemembered) shown.delete(shown.values().next().value ?? '');
        yield call;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (position === undefined || (error instanceof TallyError && error.status < 500)) throw error;
      onAvailable?.(false);
    }
    await rest(signal);
  }
}

async function* eventsOf(response: Response): AsyncGenerator<EventSourceMessage> {
  if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
    const text = await response.text();
    throw errorOf(response.status, parsed(text), text);
  }
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // Of a stream that broke off, this fails as its reading did.
    await reader.cancel().catch(() => {});
  }
}

/** Ends early when the signal is aborted. */
function rest(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, pause);
    signal?.addEventListener('abort', end);
  });
}
