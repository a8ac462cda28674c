import type { Call } from '@tallystick/log';
import type { Place } from './place.ts';
import type { Rejection } from './rejection.ts';

export const deadPrefix = 'dead/';

/**
 * A message that can never become a row: `dead/<day>/<organisation or unknown>/<message id>`, one whole packed frame as far as it
 * could be read.
 */
export interface DeadLetter extends Partial<Place> {
  key: string;
  code: string;
  /** A sentence; it holds nothing of the bodies. */
  reason: string;
  /** How often the message had been delivered. */
  attempts: number;
  /** Bytes. */
  size: number;
  buried_at: Date;
}

/** Where a dead letter goes. @param call what the message said, when it could be read */
export function deadLetterKey(
  message: Pick<Message, 'id' | 'timestamp'>,
  call: Pick<Call, 'org_id'> | undefined,
): string {
  return `${deadPrefix}${message.timestamp.toISOString().slice(0, 10)}/${call?.org_id ?? 'unknown'}/${message.id}`;
}

/** An object's metadata are 8,192 bytes at most (https://developers.cloudflare.com/r2/platform/limits/), and a name in a reason may be long. */
const longestReason = 500;

/** What a dead letter's object says of it, so that a list reads no letter. */
export function deadLetterMetadata(
  { code, message: reason }: Rejection,
  attempts: number,
  call: Place | undefined,
): Record<string, string> {
  return {
    code,
    reason: reason.slice(0, longestReason),
    attempts: String(attempts),
    ...(call && {
      org_id: call.org_id,
      request_id: call.request_id,
      created_at: String(call.created_at),
      isolate_id: call.isolate_id,
      isolate_seq: String(call.isolate_seq),
    }),
  };
}

/**
 * Lists dead letters, the oldest day first, without reading any.
 *
 * @param options.organisation only the letters that are known to be this one's
 * @param options.cursor from the page before
 * @param options.limit at most 1,000, the default; a page may hold fewer, also none
 */
export async function listDeadLetters(
  objects: R2Bucket,
  { organisation, cursor, limit = 1000 }: { organisation?: string; cursor?: string; limit?: number } = {},
): Promise<{ letters: DeadLetter[]; cursor?: string }> {
  const letters: DeadLetter[] = [];
  // A cursor is the last key that was looked at.
  let last = cursor;
  for (const prefix of organisation === undefined ? [deadPrefix] : await prefixesOf(objects, organisation, cursor)) {
    for (let truncated = true; truncated; ) {
      const page = await objects.list({
        prefix,
        include: ['customMetadata'],
        limit: limit - letters.length,
        ...(last === undefined ? {} : { startAfter: last }),
      });
      for (const object of page.objects) {
        last = object.key;
        const letter = letterOf(object);
        // An organisation may be called what stands for no organisation.
        if (organisation === undefined || letter.org_id === organisation) letters.push(letter);
      }
      truncated = page.truncated;
      if (letters.length >= limit && last !== undefined) return { letters, cursor: last };
    }
  }
  return { letters };
}

/** The folders that hold an organisation's letters: one a day, from the day of the cursor on. */
async function prefixesOf(objects: R2Bucket, organisation: string, from = ''): Promise<string[]> {
  const days: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await objects.list({
      prefix: deadPrefix,
      delimiter: '/',
      ...(cursor === undefined ? {} : { cursor }),
    });
    days.push(...page.delimitedPrefixes);
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return days
    .filter((day) => day >= from.slice(0, day.length))
    .map((day) => `${day}${organisation}/`)
    .sort();
}

/** What is known of a dead letter, `undefined` when there is none of that key. */
export async function findDeadLetter(objects: R2Bucket, key: string): Promise<DeadLetter | undefined> {
  if (!key.startsWith(deadPrefix)) return undefined;
  const object = await objects.head(key);
  return object ? letterOf(object) : undefined;
}

function letterOf({ key, size, uploaded, customMetadata = {} }: R2Object): DeadLetter {
  const {
    code = 'unknown',
    reason = '',
    attempts,
    org_id,
    request_id,
    created_at,
    isolate_id,
    isolate_seq,
  } = customMetadata;
  return {
    key,
    code,
    reason,
    attempts: Number(attempts ?? 0),
    size,
    buried_at: uploaded,
    ...(org_id !== undefined && { org_id }),
    ...(request_id !== undefined && { request_id }),
    ...(created_at !== undefined && { created_at: Number(created_at) }),
    ...(isolate_id !== undefined && { isolate_id }),
    ...(isolate_seq !== undefined && { isolate_seq: Number(isolate_seq) }),
  };
}
