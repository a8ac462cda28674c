import type { z } from '@hono/zod-openapi';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { chunksOf } from './chunks-of.ts';
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
/** The pause grows up to this while no stream begins. ms */
const longestPause = 30_000;

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
  let wait = pause;
  while (!signal?.aborted) {
    try {
      const headers = position === undefined ? {} : { 'Last-Event-ID': position };
      for await (const { event, data, id } of eventsOf(await open(headers))) {
        wait = pause;
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
      if (position === undefined || (error instanceof TallyError && isFinal(error))) throw error;
      onAvailable?.(false);
    }
    await rest(wait, signal);
    wait = Math.min(2 * wait, longestPause);
  }
}

/** Too many streams become fewer; what else is refused stays so. */
function isFinal({ status }: TallyError): boolean {
  return status < 500 && status !== 429;
}

async function* eventsOf(response: Response): AsyncGenerator<EventSourceMessage> {
  if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
    const text = await response.text();
    throw errorOf(response.status, parsed(text), text);
  }
  yield* chunksOf(response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()));
}

/** Ends early when the signal is aborted. */
function rest(wait: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, wait);
    signal?.addEventListener('abort', end);
  });
}
