import type { Finish } from '@tallystick/log/call';
import { type Reservation, unbudgeted } from './budget.ts';
import { type Captured, nothingCaptured } from './captured.ts';
import { LogBranch } from './log-branch.ts';
import { BrokenAnswer } from './outcome.ts';

/** How an answer ended. */
export interface Ending {
  captured: Captured;
  /** Unix ms of the first byte, null when there was none. */
  firstByteAt: number | null;
  /** Unix ms of the end. */
  endedAt: number;
  finish: Finish;
  /** What went wrong, '' when nothing did. */
  error: string;
}

export interface ResponseBody {
  /** What the client gets. */
  body: Uint8Array<ArrayBuffer> | ReadableStream | null;
  ended: Ending | Promise<Ending>;
}

/**
 * Up to here, and only when its length is declared, an answer is read before it is passed on, which costs half of what a tee
 * does. An answer of unknown length is never held back: JSON too can be a stream, or be kept alive by white space. Bytes.
 */
const bufferedLimit = unbudgeted;

interface Passing {
  /** What Content-Length says, in bytes. */
  length: number | undefined;
  /** Whether the answer comes piece by piece as it is made. */
  streamed: boolean;
  reservation: Reservation;
  /** Aborted when the client has left. */
  left: AbortSignal;
}

/**
 * Passes an answer's body on and keeps a copy for the log.
 *
 * @throws BrokenAnswer when a small answer breaks off, because its upstream or its client has gone away
 */
export async function captureResponseBody(upstream: Response, passing: Passing): Promise<ResponseBody> {
  const { length, streamed, reservation } = passing;
  if (length !== undefined && length <= Math.min(bufferedLimit, reservation.limit) && !streamed) {
    // Not asking for `upstream.body` first spares a stream. Answers without a body may declare a length as well: HEAD, 304.
    const bytes = await readWhole(upstream);
    if (bytes.length === 0) return { body: null, ended: complete(nothingCaptured, null) };
    const captured = { parts: [bytes], captured: bytes.length, bytes: bytes.length, whole: true };
    return { body: bytes, ended: complete(captured, Date.now()) };
  }
  const { body } = upstream;
  if (!body) return { body, ended: complete(nothingCaptured, null) };
  return teed(body, passing);
}

async function readWhole(upstream: Response): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await upstream.arrayBuffer());
  } catch (error) {
    throw new BrokenAnswer(upstream.status, error);
  }
}

const streamTypes = /^(text\/event-stream|application\/(x-ndjson|jsonl|stream\+json|vnd\.amazon\.eventstream))\b/i;

/** Whether an answer comes piece by piece as it is made. */
export function isStream(headers: Headers): boolean {
  return streamTypes.test(headers.get('content-type') ?? '');
}

/**
 * Both branches of the tee are native, and the client's passes no JavaScript. It is piped through an IdentityTransformStream,
 * since an invocation whose answer is a bare branch counts as ended while bytes still flow, and its log would be cut.
 */
function teed(body: ReadableStream<Uint8Array>, { length, streamed, reservation, left }: Passing): ResponseBody {
  const { readable, writable } = length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length);
  const [toClient, toLog] = body.tee();
  const log = new LogBranch(toLog, reservation);
  const passed = toClient.pipeTo(writable).then(
    () => ({ error: '', endedAt: Date.now() }),
    (error: unknown) => ({ error: String(error), endedAt: Date.now() }),
  );
  return { body: readable, ended: end() };

  async function end(): Promise<Ending> {
    const [{ error, endedAt }] = await Promise.all([passed, log.read(streamed ? passed : undefined)]);
    const { parts, captured, firstByteAt, cut } = log;
    const whole = error === '' && !cut;
    const bytes = error === '' && length !== undefined ? length : captured;
    const ending = { captured: { parts, captured, bytes, whole }, firstByteAt, endedAt };
    // The client's branch tells whether the answer was delivered: who leaves after that has not left early.
    if (error === '') return { ...ending, finish: cut ? 'truncated' : 'complete', error };
    return left.aborted
      ? { ...ending, finish: 'client_closed', error: '' }
      : { ...ending, finish: 'upstream_error', error };
  }
}

function complete(captured: Captured, firstByteAt: number | null): Ending {
  return { captured, firstByteAt, endedAt: Date.now(), finish: 'complete', error: '' };
}
