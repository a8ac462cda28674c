import { type Call, callSchema, FrameError, messageKey, unpackFrame } from '@tallystick/log';
import { frameLimit } from '../limits.ts';
import { Rejection } from '../rejection.ts';

export interface Decoded {
  call: Call;
  /** The two captured bodies, one after the other, as they went over the wire; empty when they stand in R2. */
  bodies: Uint8Array;
}

/**
 * Reads a queue message.
 *
 * @throws Rejection `bad_message` or `too_large`
 */
export async function decode(body: unknown): Promise<Decoded> {
  const packed = messageBytes(body);
  if (!packed) throw new Rejection('bad_message', 'the message is not bytes');
  const decoded = await decodeFrame(packed);
  const { object_key: key, request, response } = decoded.call;
  if (key !== undefined && key !== messageKey(decoded.call)) {
    throw new Rejection('bad_message', 'the message points to an object that is not its own');
  }
  const captured = key === undefined ? request.captured + response.captured : 0;
  if (decoded.bodies.length !== captured) {
    throw new Rejection('bad_message', `the bodies are ${decoded.bodies.length} bytes instead of ${captured}`);
  }
  return decoded;
}

/**
 * Reads a packed frame wherever it stood.
 *
 * @throws Rejection `bad_message`, or `too_large` for a frame that becomes more than is read
 */
export async function decodeFrame(packed: Uint8Array<ArrayBuffer>): Promise<Decoded> {
  const frame = await unpackFrame(packed, frameLimit).catch((error: unknown) => {
    if (!(error instanceof FrameError)) throw error;
    throw new Rejection(error.code === 'too_large' ? 'too_large' : 'bad_message', error.message);
  });
  const parsed = callSchema.safeParse(frame.call);
  if (parsed.success) return { call: parsed.data, bodies: frame.bodies };
  const [issue] = parsed.error.issues;
  throw new Rejection('bad_message', `not a call: ${issue?.path.join('.')} ${issue?.code}`);
}

/** A message's bytes, however the queue hands them over; `undefined` for a message of any other kind. */
export function messageBytes(body: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return body instanceof Uint8Array && body.buffer instanceof ArrayBuffer
    ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    : undefined;
}
