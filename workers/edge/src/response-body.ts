import type { Finish } from '@tallystick/log/call';
import { type Reservation, unbudgeted } from './budget.ts';
import { type Captured, joined, nothingCaptured } from './captured.ts';
import { LogBranch } from './log-branch.ts';

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
const heldLimit = unbudgeted;

interface Passing {
  /** What Content-Length says, in bytes. */
  length: number | undefined;
  /** Whether the answer comes piece by piece as it is made. */
  streamed: boolean;
  reservation: Reservation;
  /** Aborted when the client has left. */
  left: AbortSignal;
}

/** Passes an answer's body on and keeps a copy for the log. */
export async function captureResponseBody({ body }: Response, passing: Passing): Promise<ResponseBody> {
  const { length, streamed, reservation } = passing;
  // Answers without a body may declare a length as well: HEAD, 304.
  if (!body || length === 0) return { body: null, ended: complete(nothingCaptured, null) };
  if (length !== undefined && length <= Math.min(heldLimit, reservation.limit) && !streamed) {
    return held(body, length, passing.left);
  }
  return teed(body, passing);
}

/** Reads an answer to its end before it is passed on. One that breaks off is passed on as far as it came. */
async function held(body: ReadableStream, length: number, left: AbortSignal): Promise<ResponseBody> {
  const reader = body.getReader({ mode: 'byob' });
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let captured = 0;
  let firstByteAt: number | null = null;
  let error: unknown = 'the answer ended before its declared length';
  try {
    while (captured < length) {
      // A read that fails takes its buffer along: what had come before is not in it.
      const { done, value } = await reader.read(new Uint8Array(length - captured));
      if (done) break;
      firstByteAt ??= Date.now();
      parts.push(value);
      captured += value.length;
    }
  } catch (thrown) {
    error = thrown;
  }
  const bytes = joined({ parts, captured });
  const whole = captured === length;
  const ending = complete({ parts: [bytes], captured, bytes: captured, whole }, firstByteAt);
  if (whole) return { body: bytes, ended: ending };
  return { body: brokenOff(bytes, length, error), ended: { ...ending, ...broken(String(error), left) } };
}

/** A body of a declared length that breaks off after its beginning. */
function brokenOff(beginning: Uint8Array, length: number, error: unknown): ReadableStream {
  const { readable, writable } = new FixedLengthStream(length);
  const writer = writable.getWriter();
  const sending = async () => {
    await writer.write(beginning);
    // What has been taken is sent in the next turn of the event loop, and not at all once the stream has failed.
    await scheduler.wait(0);
    await writer.abort(error);
  };
  // A client that has left takes nothing more.
  sending().catch(() => undefined);
  return readable;
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
    const delivered = error === '';
    const bytes = delivered && length !== undefined ? length : cut ? null : captured;
    const ending = { captured: { parts, captured, bytes, whole: delivered && !cut }, firstByteAt, endedAt };
    // The client's branch tells whether the answer was delivered: who leaves after that has not left early.
    if (delivered) return { ...ending, finish: cut ? 'truncated' : 'complete', error };
    return { ...ending, ...broken(error, left) };
  }
}

/** Of an answer that nobody looks at. */
export function unobserved(): Ending {
  return complete(nothingCaptured, null);
}

function complete(captured: Captured, firstByteAt: number | null): Ending {
  return { captured, firstByteAt, endedAt: Date.now(), finish: 'complete', error: '' };
}

/** Whose doing it is that an answer has no end. */
function broken(error: string, left: AbortSignal): Pick<Ending, 'finish' | 'error'> {
  return left.aborted ? { finish: 'client_closed', error: '' } : { finish: 'upstream_error', error };
}
