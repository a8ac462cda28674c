import { packFrame } from '@tallystick/log';
import { type Decoded, decodeFrame, messageBytes } from './handlers/decode.ts';
import { frameLimit } from './limits.ts';
import { withoutOmitted } from './omitted-bodies.ts';
import type { Rejection } from './rejection.ts';

/** A queue message, or an object that was to become one. */
export type DeadMessage = Pick<Message, 'id' | 'timestamp' | 'attempts' | 'body'>;

/**
 * Puts a message that can never work into R2, under `dead/<day it was sent>/<organisation>/<message id>`, with the reason in
 * its metadata. What lies there is one whole frame: a message that points to an object takes that object's content along.
 * It holds no body that the caller asked to omit. Burying a message again changes nothing.
 *
 * @param decoded what the message said, when it could be read
 */
export async function bury(
  objects: R2Bucket,
  message: DeadMessage,
  { code, message: reason }: Rejection,
  decoded: Decoded | undefined,
): Promise<void> {
  const call = decoded?.call;
  const day = message.timestamp.toISOString().slice(0, 10);
  const key = `dead/${day}/${call?.org_id ?? 'unknown'}/${message.id}`;
  if (!(await objects.head(key))) {
    await objects.put(key, await remains(objects, message, decoded), {
      customMetadata: {
        code,
        reason,
        attempts: String(message.attempts),
        ...(call && { org_id: call.org_id, request_id: call.request_id, created_at: String(call.created_at) }),
      },
    });
  }
  if (call?.object_key !== undefined) await objects.delete(call.object_key);
}

async function remains(
  objects: R2Bucket,
  { body }: DeadMessage,
  decoded: Decoded | undefined,
): Promise<Uint8Array | string> {
  const bytes = messageBytes(body);
  if (!bytes) return JSON.stringify(body) ?? '';
  if (!decoded) return bytes;
  const { call } = decoded;
  const omits = call.request.omit || call.response.omit;
  const object = call.object_key === undefined ? null : await objects.get(call.object_key);
  if (!object) return omits && call.object_key === undefined ? await packFrame(withoutOmitted(decoded)) : bytes;
  if (object.size > frameLimit) {
    await object.body.cancel();
    return bytes;
  }
  const packed = new Uint8Array(await object.arrayBuffer());
  if (!omits) return packed;
  try {
    return await packFrame(withoutOmitted(await decodeFrame(packed)));
  } catch {
    // A damaged object, of which nobody can say where the body to omit stands: the call alone is kept.
    return bytes;
  }
}
