import {
  type Decoded,
  deadLetterKey,
  deadLetterMetadata,
  decodeFrame,
  frameLimit,
  Rejection,
} from '@tallystick/delivery';
import { encodeFrame, packFrame } from '@tallystick/log';
import { messageBytes } from './handlers/decode.ts';
import { withoutBodies, withoutOmitted } from './omitted-bodies.ts';

/** A message as the queue delivers it, or what stands for one: an object in R2 that was to become a message. */
export type Delivery = Pick<Message, 'id' | 'timestamp' | 'attempts' | 'body'>;

/**
 * Puts a message that can never work into R2, under `dead/<day it was sent>/<organisation>/<message id>`, with the reason in
 * its metadata. What lies there is one whole frame: a message that points to an object takes that object's content along,
 * and the object goes. It holds no body that the caller asked to omit. Burying a message again takes nothing away.
 *
 * @param decoded what the message said, when it could be read
 */
export async function bury(
  objects: R2Bucket,
  message: Delivery,
  rejection: Rejection,
  decoded: Decoded | undefined,
): Promise<void> {
  const call = decoded?.call;
  const key = deadLetterKey(message, call);
  const customMetadata = deadLetterMetadata(rejection, message.attempts, call);
  const object = call?.object_key === undefined ? null : await objects.get(call.object_key);
  if (decoded && object) {
    await objects.put(key, await contentOf(object, decoded), { customMetadata });
    await objects.delete(object.key);
  } else if (!(await objects.head(key))) {
    // A letter that is already there may hold the content of an object that has gone since.
    await objects.put(key, await remains(message, decoded), { customMetadata });
  }
}

/** The object as it is, however large, unless a body is to be left out; then what can be told from that body. */
async function contentOf(object: R2ObjectBody, { call }: Decoded): Promise<Uint8Array | ReadableStream> {
  if (!call.request.omit && !call.response.omit) return object.body;
  if (object.size <= frameLimit) {
    try {
      return await packFrame(withoutOmitted(await decodeFrame(new Uint8Array(await object.arrayBuffer()))));
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }
  // Nobody can say where in it the body to omit stands: the call alone is kept.
  return encodeFrame(withoutBodies(call));
}

async function remains({ body }: Delivery, decoded: Decoded | undefined): Promise<Uint8Array | string> {
  const bytes = messageBytes(body);
  if (!bytes) return JSON.stringify(body) ?? '';
  if (!decoded || decoded.call.object_key !== undefined) return bytes;
  const { request, response } = decoded.call;
  return request.omit || response.omit ? await packFrame(withoutOmitted(decoded)) : bytes;
}
