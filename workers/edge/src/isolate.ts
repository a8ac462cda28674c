import type { Call } from '@tallystick/log/call';

let id: string | undefined;
let messages = 0;

/** Where a message stands in the sequence of its isolate. */
export type PlaceInIsolate = Pick<Call, 'isolate_id' | 'isolate_seq'>;

/**
 * The name of this isolate and the number of its next message, from 1 without a gap: what is missing can be named. The id is
 * made at the first message, since a Worker has no random numbers before its first request.
 */
export function nextInIsolate(): PlaceInIsolate {
  id ??= crypto.randomUUID();
  messages += 1;
  return { isolate_id: id, isolate_seq: messages };
}
