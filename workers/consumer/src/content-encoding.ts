import { brotliDecompressSync, constants, gunzipSync, inflateSync, type Options, zstdDecompressSync } from 'node:zlib';

interface Coding {
  /** Throws when the bytes are damaged or become more than `maxOutputLength`. */
  decode(bytes: Uint8Array, options: Options): Uint8Array;
  /** Makes `decode` give what there is, instead of an error, when the end is missing. */
  finishFlush: number;
}

const gzip: Coding = { decode: gunzipSync, finishFlush: constants.Z_SYNC_FLUSH };

/** The content codings of https://www.iana.org/assignments/http-parameters that LLM clients and providers use. */
const codings: ReadonlyMap<string, Coding> = new Map([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', { decode: inflateSync, finishFlush: constants.Z_SYNC_FLUSH }],
  ['br', { decode: brotliDecompressSync, finishFlush: constants.BROTLI_OPERATION_FLUSH }],
  ['zstd', { decode: zstdDecompressSync, finishFlush: constants.ZSTD_e_flush }],
]);

/** No real body is encoded more often, and each layer costs time. */
const mostLayers = 3;

export interface Uncoded {
  bytes: Uint8Array;
  /** What is not as it should be, to be read after "the request body"; '' when all is well. */
  fault: string;
}

/**
 * Undoes a body's content encoding, the last applied first (RFC 9110, section 8.4). A body that is cut or damaged gives what
 * can be decoded of it. A coding that is not known leaves the bytes as they are.
 *
 * @param encoding the Content-Encoding header, '' for none
 * @param limit the most bytes that come out, whatever went in
 */
export function undoContentEncoding(bytes: Uint8Array, encoding: string, limit: number): Uncoded {
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > mostLayers) return { bytes, fault: `is encoded more than ${mostLayers} times` };
  let decoded = bytes;
  let fault = '';
  for (const name of names.reverse()) {
    const coding = codings.get(name);
    if (!coding) return { bytes: decoded, fault: `has the unknown content encoding ${name.slice(0, 40)}` };
    const whole = attempt(coding, decoded, limit);
    if (!whole) fault = `could be decoded in part only: its ${name} encoding is damaged or too long`;
    decoded = whole ?? beginning(coding, decoded, limit);
  }
  return { bytes: decoded, fault };
}

function attempt(coding: Coding, bytes: Uint8Array, limit: number): Uint8Array | undefined {
  if (bytes.length === 0) return bytes;
  try {
    return coding.decode(bytes, { finishFlush: coding.finishFlush, maxOutputLength: limit });
  } catch {
    return undefined;
  }
}

/**
 * What the longest beginning that can be decoded gives: all that precedes a damage, or that fits into the limit. It is found
 * by halving, since the decoders that work piece by piece recurse in workerd, once per piece, and overflow the stack.
 */
function beginning(coding: Coding, bytes: Uint8Array, limit: number): Uint8Array {
  let decoded: Uint8Array = new Uint8Array();
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const result = attempt(coding, bytes.subarray(0, middle), limit);
    if (result) {
      good = middle;
      decoded = result;
    } else {
      bad = middle;
    }
  }
  return decoded;
}
