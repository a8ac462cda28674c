import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  type Options,
  zstdDecompressSync,
} from 'node:zlib';

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
  ['deflate', { decode: inflate, finishFlush: constants.Z_SYNC_FLUSH }],
  ['br', { decode: brotliDecompressSync, finishFlush: constants.BROTLI_OPERATION_FLUSH }],
  ['zstd', { decode: zstdDecompressSync, finishFlush: constants.ZSTD_e_flush }],
]);

/** Some send deflate without the header of zlib that belongs to it (RFC 9110, section 8.4.1.2; RFC 1950, section 2.2). */
function inflate(bytes: Uint8Array, options: Options): Uint8Array {
  const [method = 0, flags = 0] = bytes;
  const hasHeader = (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
  return (hasHeader ? inflateSync : inflateRawSync)(bytes, options);
}

/** No real body is encoded more often, and each layer costs time. */
const mostLayers = 3;

/** How much more decoding may yield, what is thrown away included: so that bombs cost no more than good bodies. */
export interface DecodingBudget {
  bytes: number;
}

export interface Uncoded {
  bytes: Uint8Array;
  /** What is not as it should be, to be read after "the request body"; '' when all is well. */
  fault: string;
}

/**
 * Undoes a body's content encoding, the last applied first (RFC 9110, section 8.4). A body that is cut, damaged or too long
 * gives a beginning of what it holds. A coding that is not known leaves the bytes as they are.
 *
 * @param encoding the Content-Encoding header, '' for none
 * @param limit the most bytes that come out, whatever went in
 * @param budget is lowered by what was decoded
 */
export function undoContentEncoding(
  bytes: Uint8Array,
  encoding: string,
  limit: number,
  budget: DecodingBudget,
): Uncoded {
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
    const whole = attempt(coding, decoded, limit, budget);
    if (whole instanceof Uint8Array) {
      decoded = whole;
    } else {
      fault = `could be decoded in part only: its ${name} encoding is ${whole}`;
      decoded = beginning(coding, decoded, limit, budget);
    }
  }
  return { bytes: decoded, fault };
}

type Failure = 'damaged' | 'too long';

function attempt(coding: Coding, bytes: Uint8Array, limit: number, budget: DecodingBudget): Uint8Array | Failure {
  if (bytes.length === 0) return bytes;
  const maxOutputLength = Math.min(limit, budget.bytes);
  if (maxOutputLength === 0) return 'too long';
  try {
    const decoded = coding.decode(bytes, { finishFlush: coding.finishFlush, maxOutputLength });
    budget.bytes -= decoded.length;
    return decoded;
  } catch (error) {
    // What a failure has yielded before it failed is not told: at most this.
    budget.bytes -= maxOutputLength;
    return error instanceof RangeError ? 'too long' : 'damaged';
  }
}

/** Where the search for a beginning starts. Bytes. */
const firstBeginning = 256;

/**
 * What a long beginning gives: twice as much of the body each time until that fails, then closer to where it failed, as far
 * as the budget goes. Whole beginnings, since the decoders that work piece by piece recurse in workerd, once per piece, and
 * overflow the stack.
 */
function beginning(coding: Coding, bytes: Uint8Array, limit: number, budget: DecodingBudget): Uint8Array {
  let decoded: Uint8Array = new Uint8Array();
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const doubled = Math.max(firstBeginning, 2 * good);
    const near = doubled >= bad;
    const next = near ? (good + bad) >> 1 : doubled;
    // Near the end of what is good, a little more of the body that yields a lot more is not worth its price.
    const most = near ? Math.min(limit, 4 * decoded.length + 65_536) : limit;
    const result = attempt(coding, bytes.subarray(0, next), most, budget);
    if (result instanceof Uint8Array) {
      good = next;
      decoded = result;
    } else {
      bad = next;
    }
  }
  return decoded;
}
