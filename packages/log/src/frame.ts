import type { Call } from './call.ts';

/**
 * A call and the bytes of its two bodies. This is what travels: the queue message, the R2 object, a spilled message and a
 * dead letter are all the same frame.
 */
export interface Frame {
  call: Call;
  request: Uint8Array;
  response: Uint8Array;
}

/** Above this a queue bills, and R2 stores, a further unit: from here on gzip pays for its time. Bytes. */
export const gzipThreshold = 64_000;

/** The queue takes 128,000 bytes with about 100 of its own; what is larger goes to R2. Bytes. */
export const inlineLimit = 127_800;

/** Raised for bytes that are not a frame, or not one that this version reads. Never worth a retry. */
export class FrameError extends Error {
  readonly code = 'bad_frame';
  override name = 'FrameError';
}

const magic = 0x544c5931; // "TLY1"
const prefixBytes = 8;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * "TLY1", the length of the JSON in 4 bytes (big-endian), the call as JSON, the request body, the response body.
 * The bodies' lengths are `call.request.captured` and `call.response.captured`.
 */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  return joined(framePieces(frame));
}

function framePieces({ call, request, response }: Frame): Uint8Array[] {
  const head = encoder.encode(JSON.stringify(call));
  const prefix = new DataView(new ArrayBuffer(prefixBytes));
  prefix.setUint32(0, magic);
  prefix.setUint32(4, head.length);
  return [new Uint8Array(prefix.buffer), head, request, response];
}

/** The frame, gzipped when it is large enough for that to pay and becomes smaller by it. */
export async function packFrame(frame: Frame): Promise<Uint8Array<ArrayBuffer>> {
  const parts = framePieces(frame);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length <= gzipThreshold) return encodeFrame(frame);
  // Piece by piece: a large frame is never copied whole before it is small.
  const gzip = new CompressionStream('gzip');
  const writer = gzip.writable.getWriter();
  const written = Promise.all([...parts.map((part) => writer.write(part)), writer.close()]);
  // Writing fails where reading is given up, and is then of no interest.
  written.catch(() => undefined);
  return (await collect(gzip.readable, length)) ?? encodeFrame(frame);
}

/**
 * Undoes `packFrame`. The call inside is whatever JSON was there: parse it with `callSchema` before use.
 *
 * @param limit the most bytes a gzipped frame may become
 * @throws FrameError when the bytes are not a frame, are cut short, or become larger than `limit`
 */
export async function unpackFrame(
  packed: Uint8Array<ArrayBuffer>,
  limit: number,
): Promise<{ call: unknown; bodies: Uint8Array }> {
  let bytes: Uint8Array = packed;
  if (packed[0] === 0x1f && packed[1] === 0x8b) {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    let unzipped: Uint8Array | undefined;
    try {
      unzipped = await collect(stream, limit);
    } catch (cause) {
      throw new FrameError('the gzipped frame is damaged', { cause });
    }
    if (!unzipped) throw new FrameError(`the frame is larger than ${limit} bytes`);
    bytes = unzipped;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < prefixBytes || view.getUint32(0) !== magic) throw new FrameError('these bytes are not a frame');
  const bodiesAt = prefixBytes + view.getUint32(4);
  if (bodiesAt > bytes.length) throw new FrameError('the frame is cut short');
  try {
    return {
      call: JSON.parse(decoder.decode(bytes.subarray(prefixBytes, bodiesAt))),
      bodies: bytes.subarray(bodiesAt),
    };
  } catch (cause) {
    throw new FrameError('the head of the frame is not JSON', { cause });
  }
}

/**
 * The R2 key of a call's message. It follows from columns of the stored row (`created_at`, `org_id`, `isolate_id`,
 * `isolate_seq`), so a row leads to its object without another column.
 */
export function messageKey(call: Pick<Call, 'created_at' | 'org_id' | 'isolate_id' | 'isolate_seq'>): string {
  const day = new Date(call.created_at).toISOString().slice(0, 10);
  return `messages/${day}/${call.org_id}/${call.isolate_id}-${call.isolate_seq}`;
}

/** All bytes of a stream, or `undefined`, the rest unread, once there are more than `limit`. */
async function collect(
  stream: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    length += part.length;
    if (length > limit) return undefined;
    parts.push(part);
  }
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
