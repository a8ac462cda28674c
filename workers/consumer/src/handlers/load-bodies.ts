import { bodyLimit, type DecodingBudget, decodingBudget, undoContentEncoding } from '@tallystick/bodies';
import { decodeFrame, frameLimit, Rejection } from '@tallystick/delivery';
import { type CallBody, messageKey, packFrame, type RequestRow } from '@tallystick/log';
import { CapturedBody } from '@tallystick/providers';
import { keptInR2From } from '../limits.ts';
import { withoutOmitted } from '../omitted-bodies.ts';
import type { Authenticated } from './authenticate.ts';

/** Where the bodies of a call stand once it is stored. */
interface Keeping {
  /** Where what is kept of the bodies stands, or for an incomplete call where it should have stood. */
  location: RequestRow['body_location'];
  /** False when the bodies could not be had: the row is one that a complete one replaces. */
  complete: boolean;
  /** What becomes of the call's object in R2, when there is one, once the row is stored. */
  object: 'stays' | 'goes' | 'loses_omitted';
}

export interface WithBodies extends Authenticated, Keeping {
  /** With content encodings undone; empty where there is none. */
  request: CapturedBody;
  response: CapturedBody;
  warnings: string[];
}

/** An object is looked for this often before the call is stored without its bodies. */
export const patience = 3;

/** The object that a message points to is not there. It may yet appear. */
export class ObjectMissing extends Error {
  override name = 'ObjectMissing';
  readonly code = 'object_missing';
}

/**
 * Reads the bodies of a call, from R2 where the message points to it, undoes their content encodings, and decides where
 * they are kept. A message whose bodies unpack to more than a row should hold is put into R2, where an edge would have put it.
 *
 * @param attempts how often the message was delivered, from 1
 * @throws ObjectMissing on the first attempts; after them the call goes on without bodies
 */
export async function loadBodies(log: Authenticated, objects: R2Bucket, attempts: number): Promise<WithBodies> {
  const { call } = log;
  const bodies = call.object_key === undefined ? log.bodies : await readObject(call.object_key, log, objects, attempts);
  if (bodies === 'lost' || bodies === 'too_large') return withoutBodies(log, bodies);
  const warnings: string[] = [];
  const budget: DecodingBudget = { bytes: decodingBudget };
  const { captured } = call.request;
  const request = uncoded('request', call.request, bodies.subarray(0, captured), budget, warnings);
  const response = uncoded('response', call.response, bodies.subarray(captured), budget, warnings);
  const kept = (call.request.omit ? 0 : request.bytes.length) + (call.response.omit ? 0 : response.bytes.length);
  const inR2 = kept > keptInR2From;
  // The same message gives the same object under the same key: a redelivery changes nothing.
  if (inR2 && call.object_key === undefined) await objects.put(messageKey(call), await packFrame(withoutOmitted(log)));
  return { ...log, ...keeping(log, inR2), request, response, warnings };
}

function keeping({ call }: Authenticated, inR2: boolean): Keeping {
  if (call.request.omit && call.response.omit) return { location: 'omitted', complete: true, object: 'goes' };
  if (!inR2) return { location: 'clickhouse', complete: true, object: 'goes' };
  const omits = call.request.omit || call.response.omit;
  return { location: 'r2', complete: true, object: omits && call.object_key !== undefined ? 'loses_omitted' : 'stays' };
}

/** A call whose bodies are lost, or in an object too large to be read: that stays, unless a body in it was to be omitted. */
function withoutBodies(log: Authenticated, why: 'lost' | 'too_large'): WithBodies {
  const { request, response } = log.call;
  const nothing = { request: new CapturedBody(new Uint8Array()), response: new CapturedBody(new Uint8Array()) };
  const allOmitted = request.omit && response.omit;
  if (why === 'lost') {
    return {
      ...log,
      ...nothing,
      location: allOmitted ? 'omitted' : 'r2',
      complete: false,
      object: 'stays',
      warnings: [],
    };
  }
  const omits = request.omit || response.omit;
  const warnings = ['the bodies are too large to be read'];
  if (omits && !allOmitted) warnings.push('they are not kept, since the one to omit cannot be told from the other');
  const kept = omits
    ? ({ location: 'omitted', object: 'goes' } as const)
    : ({ location: 'r2', object: 'stays' } as const);
  return { ...log, ...nothing, ...kept, complete: true, warnings };
}

async function readObject(
  key: string,
  { call }: Authenticated,
  objects: R2Bucket,
  attempts: number,
): Promise<Uint8Array | 'lost' | 'too_large'> {
  const object = await objects.get(key);
  if (!object) {
    if (attempts < patience) throw new ObjectMissing(key);
    return 'lost';
  }
  if (object.size > frameLimit) {
    await object.body.cancel();
    return 'too_large';
  }
  try {
    const { bodies } = await decodeFrame(new Uint8Array(await object.arrayBuffer()));
    // Other lengths than the message speaks of: an earlier delivery has erased a body that was to be omitted.
    return bodies.length === call.request.captured + call.response.captured ? bodies : 'lost';
  } catch (error) {
    if (error instanceof Rejection && error.code === 'too_large') return 'too_large';
    throw error;
  }
}

function uncoded(
  name: string,
  body: CallBody,
  bytes: Uint8Array,
  budget: DecodingBudget,
  warnings: string[],
): CapturedBody {
  if (body.encoding === '' || bytes.length === 0) return new CapturedBody(bytes);
  const result = undoContentEncoding(bytes, body.encoding, bodyLimit, budget);
  if (result.fault) warnings.push(`the ${name} body ${result.fault}`);
  return new CapturedBody(result.bytes);
}
