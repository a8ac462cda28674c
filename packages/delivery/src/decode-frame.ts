import { type Call, callSchema, FrameError, unpackFrame } from '@tallystick/log';
import { Rejection } from './rejection.ts';

/** What a frame may become when it is unpacked: two bodies of the edge's default capture limit of 10 MiB, and their call. Bytes. */
export const frameLimit = 21 * 1024 * 1024;

export interface Decoded {
  call: Call;
  /** The two captured bodies, one after the other, as they went over the wire; empty when they stand in R2. */
  bodies: Uint8Array;
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
