import { type Reservation, unbudgeted } from './budget.ts';
import { type Captured, joined, nothingCaptured } from './captured.ts';

export interface RequestBody {
  /** What is sent upstream. */
  body: Uint8Array<ArrayBuffer> | ReadableStream | null;
  captured: Captured;
  /** Whether it broke off before it could be sent. */
  broken: boolean;
  /** Why the log does not have it, '' where it has. */
  warning: string;
}

const noBody: RequestBody = { body: null, captured: nothingCaptured, broken: false, warning: '' };

/**
 * Reads the request body ahead when it says how long it is and there is room to keep it. Any other body is streamed through
 * and not kept: a copy of an upload of unknown length could not be bounded without holding the upload up.
 */
export async function captureRequestBody(request: Request, reservation: Reservation): Promise<RequestBody> {
  const { method, headers } = request;
  const length = declaredLength(headers);
  if (length === 0) return noBody;
  if (method === 'GET' || method === 'HEAD') {
    if (length === undefined && !headers.has('transfer-encoding')) return noBody;
    return notKept(null, length, 'the runtime sends none with GET and HEAD');
  }
  // Asking for `request.body` makes a stream, which a small body that says how long it is does not need.
  if (length !== undefined && length <= Math.min(unbudgeted, reservation.limit)) {
    try {
      return kept(new Uint8Array(await request.arrayBuffer()));
    } catch {
      return brokenOff(length);
    }
  }
  const { body } = request;
  if (!body) return noBody;
  if (length === undefined) return notKept(body, length, 'its length was not declared');
  if (length > reservation.limit) return notKept(body, length, 'it is above the limit');
  return readAhead(body, length, reservation);
}

/** Room is taken as the bytes arrive: what is only announced takes none from other calls. */
async function readAhead(body: ReadableStream, length: number, reservation: Reservation): Promise<RequestBody> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let captured = 0;
  const reader = body.getReader({ mode: 'byob' });
  try {
    for (;;) {
      const { done, value } = await reader.readAtLeast(pieceBytes, new Uint8Array(pieceBytes));
      if (value && value.length > 0) {
        parts.push(value);
        captured += value.length;
        if (!reservation.take(value.length)) {
          reader.releaseLock();
          const taken = captured - value.length;
          const rest = resumed(parts, body, length, () => reservation.give(taken));
          return notKept(rest, length, 'no memory was left');
        }
      }
      if (done) return kept(joined({ parts, captured }));
    }
  } catch {
    return brokenOff(length);
  }
}

const pieceBytes = 65_536;

/**
 * A body of which a beginning has been read, from that beginning on.
 *
 * @param onBeginningSent called when the beginning needs no memory any more
 */
function resumed(
  parts: Uint8Array[],
  rest: ReadableStream,
  length: number,
  onBeginningSent: () => void,
): ReadableStream {
  const { readable, writable } = new FixedLengthStream(length);
  const sending = async () => {
    const writer = writable.getWriter();
    for (const part of parts) await writer.write(part);
    writer.releaseLock();
    parts.length = 0;
    onBeginningSent();
    await rest.pipeTo(writable);
  };
  // Whoever reads the body gets the same error.
  sending().catch((error: unknown) => writable.abort(error).catch(() => undefined));
  return readable;
}

function kept(body: Uint8Array<ArrayBuffer>): RequestBody {
  const captured = { parts: [body], captured: body.length, bytes: body.length, whole: true };
  return { body, captured, broken: false, warning: '' };
}

function notKept(body: ReadableStream | null, length: number | undefined, why: string): RequestBody {
  return { body, captured: without(length), broken: false, warning: `the request body was not kept: ${why}` };
}

function brokenOff(length: number): RequestBody {
  return { body: null, captured: without(length), broken: true, warning: '' };
}

function without(length: number | undefined): Captured {
  return { parts: [], captured: 0, bytes: length ?? null, whole: false };
}

/**
 * The Content-Length header in bytes, undefined where there is none that makes sense. One that was repeated counts once: RFC
 * 9110, section 8.6.
 */
export function declaredLength(headers: Headers): number | undefined {
  const value = headers.get('content-length');
  if (value === null) return undefined;
  const digits = /^(\d+)(?:\s*,\s*\1)*$/.exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
