import * as z from 'zod';
import type { Place } from './place.ts';
import { Rejection } from './rejection.ts';

/** A message in a parked batch. */
export interface ParkedMessage extends Place {
  /** Length of its packed frame. */
  bytes: number;
}

/** What a parked batch begins with: why it was parked, and what is in it. */
export interface ParkedHead {
  /** The failure that its messages met first: `clickhouse_network`, `accounts`, … */
  code: string;
  messages: ParkedMessage[];
}

const schema = z.object({
  code: z.string(),
  messages: z.array(
    z.object({
      org_id: z.string(),
      request_id: z.string(),
      created_at: z.number(),
      isolate_id: z.string(),
      isolate_seq: z.number(),
      bytes: z.int().min(0),
    }),
  ),
});

const magic = 0x544c5942; // "TLYB"
const parkedPrefixBytes = 8;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A parked batch: "TLYB", the length of the head's JSON in 4 bytes (big-endian), the head, and the packed frames of its messages one
 * after another.
 */
export function encodeParked({ code, messages }: ParkedHead, frames: readonly Uint8Array<ArrayBuffer>[]): Blob {
  const head = encoder.encode(JSON.stringify({ code, messages }));
  const prefix = new DataView(new ArrayBuffer(parkedPrefixBytes));
  prefix.setUint32(0, magic);
  prefix.setUint32(4, head.length);
  return new Blob([prefix.buffer, head, ...frames]);
}

/**
 * Where the frames begin, in bytes from the beginning.
 *
 * @throws Rejection `bad_message` for what is no parked batch
 */
export function framesAt(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < parkedPrefixBytes || view.getUint32(0) !== magic) {
    throw new Rejection('bad_message', 'this is no parked batch');
  }
  return parkedPrefixBytes + view.getUint32(4);
}

/**
 * Reads the head of a parked batch, of which at least that must be given.
 *
 * @throws Rejection `bad_message` when it is damaged
 */
export function decodeParkedHead(bytes: Uint8Array): ParkedHead {
  const end = framesAt(bytes);
  try {
    if (end > bytes.length) throw new RangeError('cut short');
    return schema.parse(JSON.parse(decoder.decode(bytes.subarray(parkedPrefixBytes, end))));
  } catch {
    throw new Rejection('bad_message', 'the head of the parked batch is damaged');
  }
}
