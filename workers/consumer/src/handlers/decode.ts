import { type Decoded, decodeFrame, Rejection } from '@tallystick/delivery';
import { messageKey } from '@tallystick/log';

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

/** A message's bytes, however the queue hands them over; `undefined` for a message of any other kind. */
export function messageBytes(body: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return body instanceof Uint8Array && body.buffer instanceof ArrayBuffer
    ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    : undefined;
}
