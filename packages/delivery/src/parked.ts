import { decodeParkedHead, encodeParked, framesAt, type ParkedHead, type ParkedMessage } from './parked-format.ts';
import type { Place } from './place.ts';
import { Rejection } from './rejection.ts';

export const parkedPrefix = 'parked/';

/** Messages of one delivery that ClickHouse or D1 was away for, as one object: `parked/<ISO time of parking>-<uuid>`. */
export interface ParkedBatch {
  key: string;
  /** The failure that its messages met first. */
  code: string;
  /** How many. */
  messages: number;
  /** When the oldest call was made. Unix ms. */
  oldest: number;
  /** Bytes. */
  size: number;
  parked_at: Date;
}

/** A message to be parked: which one, and its packed frame as it was queued. */
export interface Parkable {
  call: Place;
  packed: Uint8Array<ArrayBuffer>;
}

/** Parks messages as one object. They are safe once it resolves. @returns the object's key */
export async function park(objects: R2Bucket, messages: readonly Parkable[], code: string): Promise<string> {
  const key = `${parkedPrefix}${new Date().toISOString()}-${crypto.randomUUID()}`;
  await writeParked(objects, key, messages, code);
  return key;
}

/** Writes a parked batch under a key, in place of what was there. */
export async function writeParked(
  objects: R2Bucket,
  key: string,
  messages: readonly Parkable[],
  code: string,
): Promise<void> {
  const listed = messages.map(({ call, packed }) => {
    const { org_id, request_id, created_at, isolate_id, isolate_seq } = call;
    return { org_id, request_id, created_at, isolate_id, isolate_seq, bytes: packed.length };
  });
  const oldest = listed.reduce((least, { created_at }) => Math.min(least, created_at), Number.POSITIVE_INFINITY);
  await objects.put(
    key,
    encodeParked(
      { code, messages: listed },
      messages.map(({ packed }) => packed),
    ),
    { customMetadata: { code, messages: String(listed.length), oldest: String(oldest) } },
  );
}

/**
 * Lists what is parked, the oldest first, without reading any of it.
 *
 * @param options.cursor from the page before
 * @param options.limit at most 1,000, the default; a page may hold fewer
 */
export async function listParked(
  objects: R2Bucket,
  options: { cursor?: string; limit?: number } = {},
): Promise<{ batches: ParkedBatch[]; cursor?: string }> {
  const page = await objects.list({ prefix: parkedPrefix, include: ['customMetadata'], ...options });
  const batches = page.objects.map(({ key, size, uploaded, customMetadata }) => {
    const { code = 'unknown', messages = '0', oldest } = customMetadata ?? {};
    const parkedAt = new Date(key.slice(parkedPrefix.length, parkedPrefix.length + '2026-01-01T00:00:00.000Z'.length));
    // What somebody else put there has no time in its name.
    const parked_at = Number.isNaN(parkedAt.getTime()) ? uploaded : parkedAt;
    return { key, code, messages: Number(messages), oldest: Number(oldest ?? uploaded.getTime()), size, parked_at };
  });
  return page.truncated ? { batches, cursor: page.cursor } : { batches };
}

/** The head of a full batch is about 25 KB. */
const headRead = 65_536;

/**
 * What is in a parked batch, without the messages; `undefined` when it is gone.
 *
 * @throws Rejection `bad_message` when it is damaged
 */
export async function readParkedHead(objects: R2Bucket, key: string): Promise<ParkedHead | undefined> {
  const first = await readBeginning(objects, key, headRead);
  if (!first) return undefined;
  const length = framesAt(first);
  // A damaged length leads nowhere: then the rest of the object is shorter than it says.
  const bytes = length > first.length && first.length === headRead ? await readBeginning(objects, key, length) : first;
  return bytes && decodeParkedHead(bytes);
}

async function readBeginning(objects: R2Bucket, key: string, length: number): Promise<Uint8Array | undefined> {
  const object = await objects.get(key, { range: { offset: 0, length } });
  return object ? new Uint8Array(await object.arrayBuffer()) : undefined;
}

/**
 * A parked batch with its messages; `undefined` when it is gone.
 *
 * @throws Rejection `bad_message` when it is damaged
 */
export async function readParked(
  objects: R2Bucket,
  key: string,
): Promise<{ code: string; messages: (ParkedMessage & { packed: Uint8Array<ArrayBuffer> })[] } | undefined> {
  const object = await objects.get(key);
  if (!object) return undefined;
  const bytes = new Uint8Array(await object.arrayBuffer());
  const { code, messages } = decodeParkedHead(bytes);
  let offset = framesAt(bytes);
  const total = messages.reduce((sum, message) => sum + message.bytes, offset);
  if (total !== bytes.length) {
    throw new Rejection('bad_message', `the parked batch is ${bytes.length} bytes instead of ${total}`);
  }
  return {
    code,
    messages: messages.map((message) => {
      const packed = bytes.slice(offset, offset + message.bytes);
      offset += message.bytes;
      return { ...message, packed };
    }),
  };
}
