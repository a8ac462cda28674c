import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { type CallBody, callSchema, FrameError, unpackFrame } from '@tallystick/log';

/** More than a frame and its bodies ever become. Bytes. */
const limit = 64 * 1024 * 1024;

/** A body as it can be shown: text, or base64 of what cannot be read as text. */
export type ShownBody = { text: string } | { base64: string; encoding: string };

/**
 * The bodies of a packed frame, their content encodings undone.
 *
 * @returns `undefined` when the bytes are not a frame that can be read
 */
export async function bodiesOf(
  packed: Uint8Array<ArrayBuffer>,
): Promise<{ request: ShownBody; response: ShownBody } | undefined> {
  try {
    const frame = await unpackFrame(packed, limit);
    const call = callSchema.parse(frame.call);
    const { captured } = call.request;
    return {
      request: shown(frame.bodies.subarray(0, captured), call.request),
      response: shown(frame.bodies.subarray(captured), call.response),
    };
  } catch (error) {
    if (error instanceof FrameError || (error instanceof Error && error.name === 'ZodError')) return undefined;
    throw error;
  }
}

const decoders: Readonly<Record<string, (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

function shown(bytes: Uint8Array, { encoding }: CallBody): ShownBody {
  const decode = decoders[encoding.trim().toLowerCase()];
  try {
    const decoded = decode ? decode(bytes, { maxOutputLength: limit }) : bytes;
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(decoded) };
  } catch {
    // Cut, damaged, of an encoding that nobody knows, or no text: as it came.
    return { base64: Buffer.from(bytes).toString('base64'), encoding };
  }
}
