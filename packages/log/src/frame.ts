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

/**
 * Raised for bytes that are not a frame, or not one that this version reads (`bad_frame`), and for a frame larger than its
 * reader takes (`too_large`). Never worth a retry.
 */
export class FrameError extends Error {
  override name = 'FrameError';
  readonly code: 'bad_frame' | 'too_large';

  constructor(code: FrameError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
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
  // No body is shared memory, which a browser's types would refuse.
  const written = Promise.all([...parts.map((part) => writer.write(part as Uint8Array<ArrayBuffer>)), writer.close()]);
  // Writing fails where reading is given up, and is then of no interest.
  written.catch(() => undefined);
  return (await collect(gzip.readable, length, smallestBuffer)) ?? encodeFrame(frame);
}

/**
 * Undoes `packFrame`. The call inside is whatever JSON was there: parse it with `callSchema` before use.
 *
 * @param limit the most bytes a gzipped frame may become
 * @throws FrameError `bad_frame` when the bytes are not a frame or are cut short, `too_large` when they become more than `limit`
 */
export async function unpackFrame(
  packed: Uint8Array<ArrayBuffer>,
  limit: number,
): Promise<{ call: unknown; bodies: Uint8Array }> {
  const bytes = packed[0] === 0x1f && packed[1] === 0x8b ? await gunzip(packed, limit) : packed;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < prefixBytes || view.getUint32(0) !== magic)
    throw new FrameError('bad_frame', 'these bytes are not a frame');
  const bodiesAt = prefixBytes + view.getUint32(4);
  if (bodiesAt > bytes.length) throw new FrameError('bad_frame', 'the frame is cut short');
  try {
    return {
      call: JSON.parse(decoder.decode(bytes.subarray(prefixBytes, bodiesAt))),
      bodies: bytes.subarray(bodiesAt),
    };
  } catch (cause) {
    throw new FrameError('bad_frame', 'the head of the frame is not JSON', { cause });
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

/** Gzip makes at most a thousand times more of these: what the decoder holds before it is read stays small. Bytes. */
const inputPiece = 16_384;

/**
 * Undoes gzip into one buffer. Gzip ends with the length of what it holds (RFC 1952, section 2.3.1): with a buffer of that
 * length nothing is held twice.
 */
async function gunzip(packed: Uint8Array<ArrayBuffer>, limit: number): Promise<Uint8Array> {
  const gzip = new DecompressionStream('gzip');
  const written = writeInPieces(gzip.writable.getWriter(), packed);
  // Writing fails where reading does or is given up, and then tells nothing more.
  written.catch(() => undefined);
  const length =
    packed.length < 4 ? 0 : new DataView(packed.buffer, packed.byteOffset + packed.length - 4).getUint32(0, true);
  let unpacked: Uint8Array | undefined;
  try {
    unpacked = await collect(gzip.readable, limit, length);
  } catch (cause) {
    throw new FrameError('bad_frame', 'the gzipped frame is damaged', { cause });
  }
  if (!unpacked) throw new FrameError('too_large', `the frame is larger than ${limit} bytes`);
  return unpacked;
}

async function writeInPieces(
  writer: Pick<WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>, 'write' | 'close'>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  for (let at = 0; at < bytes.length; at += inputPiece) await writer.write(bytes.subarray(at, at + inputPiece));
  await writer.close();
}

const smallestBuffer = 65_536;

/**
 * All bytes of a stream in a buffer of exactly their length, or `undefined`, the rest unread, once there are more than `limit`.
 *
 * @param expected how many there will probably be: with the right number nothing is copied twice
 */
async function collect(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  expected: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let bytes = new Uint8Array(Math.min(limit, expected));
  let length = 0;
  for await (const part of stream) {
    const needed = length + part.length;
    if (needed > limit) return undefined;
    if (needed > bytes.length) {
      const larger = new Uint8Array(Math.min(limit, Math.max(needed, 2 * bytes.length, smallestBuffer)));
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(part, length);
    length = needed;
  }
  return length === bytes.length ? bytes : bytes.slice(0, length);
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
