import type { Reservation } from './budget.ts';
import { type Captured, nothingCaptured } from './captured.ts';

export interface RequestBody {
  /** What is sent upstream. */
  body: Uint8Array<ArrayBuffer> | ReadableStream | null;
  captured: Captured;
}

/**
 * Reads the request body ahead when it says how long it is and there is room to keep it. Any other body is streamed through
 * and not kept: a copy of an upload of unknown length could not be bounded without holding the upload up.
 */
export async function captureRequestBody(request: Request, reservation: Reservation): Promise<RequestBody> {
  const length = declaredLength(request.headers);
  // Asking for `request.body` makes a stream, which a body that says how long it is does not need.
  if (request.method === 'GET' || request.method === 'HEAD' || (length === undefined && !request.body)) {
    return { body: null, captured: nothingCaptured };
  }
  if (length === undefined || length > reservation.limit || !reservation.take(length)) {
    return { body: request.body, captured: { parts: [], captured: 0, bytes: length ?? 0, whole: false } };
  }
  const body = new Uint8Array(await request.arrayBuffer());
  return { body, captured: { parts: [body], captured: body.length, bytes: body.length, whole: true } };
}

/** The Content-Length header in bytes, undefined where there is none. */
export function declaredLength(headers: Headers): number | undefined {
  const value = headers.get('content-length');
  return value === null ? undefined : Number(value);
}
