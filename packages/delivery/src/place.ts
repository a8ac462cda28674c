import type { Call } from '@tallystick/log';

/** What names a call and its message: whose, when, and the message's place in its edge isolate. */
export type Place = Pick<Call, 'org_id' | 'request_id' | 'created_at' | 'isolate_id' | 'isolate_seq'>;

const isolateAndNumber = /(?<isolate>[0-9a-f-]{36})-(?<number>[1-9]\d{0,9})$/i;

/** The place in its isolate that the name of an object ends with, `<isolate>-<number>`; `undefined` for another name. */
export function placeInName(name: string): Pick<Place, 'isolate_id' | 'isolate_seq'> | undefined {
  const { isolate, number } = isolateAndNumber.exec(name)?.groups ?? {};
  return isolate === undefined ? undefined : { isolate_id: isolate, isolate_seq: Number(number) };
}
