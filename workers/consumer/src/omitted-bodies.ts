import { type Decoded, decodeFrame } from '@tallystick/delivery';
import { type Call, type CallBody, type Frame, packFrame } from '@tallystick/log';

/** The frame without the bodies that the caller asked to omit, as if nothing of them had been captured. */
export function withoutOmitted({ call, bodies }: Decoded): Frame {
  const { captured } = call.request;
  return {
    call: { ...call, request: erased(call.request), response: erased(call.response) },
    request: call.request.omit ? new Uint8Array() : bodies.subarray(0, captured),
    response: call.response.omit ? new Uint8Array() : bodies.subarray(captured),
  };
}

/** The call alone, as a message that points to its bodies carries it. */
export function withoutBodies(call: Call): Frame {
  return { call, request: new Uint8Array(), response: new Uint8Array() };
}

function erased(body: CallBody): CallBody {
  return body.omit ? { ...body, captured: 0, whole: false } : body;
}

/** Rewrites an object in R2 without the bodies that were to be omitted. */
export async function eraseOmitted(objects: R2Bucket, key: string): Promise<void> {
  const object = await objects.get(key);
  if (!object) return;
  const frame = await decodeFrame(new Uint8Array(await object.arrayBuffer()));
  await objects.put(key, await packFrame(withoutOmitted(frame)));
}
