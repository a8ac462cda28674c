import type { CallBody } from '@tallystick/log';
import { undoContentEncoding } from '../content-encoding.ts';
import { bodyLimit, frameLimit } from '../limits.ts';
import type { Authenticated } from './authenticate.ts';
import { decodeFrame } from './decode.ts';

/**
 * Where the bodies came from: the message itself or the `object` in R2 that it points to. That object may be `too_large` to be
 * read, and stays as it is, or `lost`: then the row is one that a complete one replaces.
 */
export type BodySource = 'message' | 'object' | 'too_large' | 'lost';

export interface WithBodies extends Authenticated {
  /** With content encodings undone; empty where there is none. */
  request: Uint8Array;
  response: Uint8Array;
  source: BodySource;
  warnings: string[];
}

/** An object is looked for this often before the call is stored without its bodies. */
const patience = 3;

/** The object that a message points to is not there. It may yet appear. */
export class ObjectMissing extends Error {
  override name = 'ObjectMissing';
  readonly code = 'object_missing';
}

/**
 * Reads the bodies of a call, from R2 where the message points to it, and undoes their content encodings.
 *
 * @param attempts how often the message was delivered, from 1
 * @throws ObjectMissing on the first attempts; after them the call goes on without bodies
 */
export async function loadBodies(log: Authenticated, objects: R2Bucket, attempts: number): Promise<WithBodies> {
  const { call } = log;
  const { source, bodies } = await findBodies(log, objects, attempts);
  const warnings = source === 'too_large' ? ['the bodies are too large to be read'] : [];
  const { captured } = call.request;
  const request = uncoded('request', call.request, bodies.subarray(0, captured), warnings);
  const response = uncoded('response', call.response, bodies.subarray(captured), warnings);
  return { ...log, request, response, source, warnings };
}

async function findBodies(
  { call, bodies }: Authenticated,
  objects: R2Bucket,
  attempts: number,
): Promise<{ source: BodySource; bodies: Uint8Array }> {
  if (call.object_key === undefined) return { source: 'message', bodies };
  const object = await objects.get(call.object_key);
  if (!object) {
    if (attempts < patience) throw new ObjectMissing(call.object_key);
    return { source: 'lost', bodies };
  }
  if (object.size > frameLimit) {
    await object.body.cancel();
    return { source: 'too_large', bodies };
  }
  const frame = await decodeFrame(new Uint8Array(await object.arrayBuffer()));
  // Other lengths than the message speaks of: an earlier delivery has erased a body that was to be omitted.
  const same = frame.bodies.length === call.request.captured + call.response.captured;
  return same ? { source: 'object', bodies: frame.bodies } : { source: 'lost', bodies };
}

function uncoded(name: string, body: CallBody, bytes: Uint8Array, warnings: string[]): Uint8Array {
  if (body.encoding === '' || bytes.length === 0) return bytes;
  const result = undoContentEncoding(bytes, body.encoding, bodyLimit);
  if (result.fault) warnings.push(`the ${name} body ${result.fault}`);
  return result.bytes;
}
