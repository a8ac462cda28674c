import { crc32 } from './crc32.ts';

/** One message of a stream in Amazon's binary framing. */
export interface StreamMessage {
  /** Those that are text, and others are of no interest: `:message-type`, `:event-type`, … */
  headers: ReadonlyMap<string, string>;
  payload: Uint8Array;
}

/** Whether a stream's bytes go to the end of a message, end within one, or cannot be one. */
export type StreamEnd = 'whole' | 'cut' | 'damaged';

/** Length of the message, length of its headers, checksum of the two; and after all else the checksum of the message. Bytes. */
const preludeLength = 12;
const checksumLength = 4;

/** How long the values of a header are, by their type; −1 where two bytes before the value tell. */
const valueLengths = [0, 0, 1, 2, 4, 8, -1, -1, 8, 16];
const stringType = 7;

const decoder = new TextDecoder();

/**
 * Whether a body is in Amazon's binary framing: no text begins with its first byte, and a checksum follows in the first twelve.
 * https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html
 */
export function isEventStream(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && (bytes.length < preludeLength || isPrelude(bytes, viewOf(bytes), 0));
}

/**
 * Calls back with each message of a body, up to one that is cut or whose checksum does not match: after that nothing tells where
 * the next one begins. Takes one pass, and never throws.
 */
export function eachMessage(bytes: Uint8Array, onMessage: (message: StreamMessage) => void): StreamEnd {
  const view = viewOf(bytes);
  let start = 0;
  while (start < bytes.length) {
    if (start + preludeLength > bytes.length) return 'cut';
    const end = start + view.getUint32(start);
    const headersEnd = start + preludeLength + view.getUint32(start + 4);
    const payloadEnd = end - checksumLength;
    if (!isPrelude(bytes, view, start) || headersEnd > payloadEnd) return 'damaged';
    if (end > bytes.length) return 'cut';
    if (view.getUint32(payloadEnd) !== crc32(bytes.subarray(start, payloadEnd))) return 'damaged';
    const headers = readHeaders(bytes.subarray(start + preludeLength, headersEnd));
    onMessage({ headers, payload: bytes.subarray(headersEnd, payloadEnd) });
    start = end;
  }
  return 'whole';
}

/** Whether the lengths of a message have their checksum behind them. */
function isPrelude(bytes: Uint8Array, view: DataView, start: number): boolean {
  return view.getUint32(start + 8) === crc32(bytes.subarray(start, start + 8));
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Each header is the length of its name, the name, the type of its value, and the value. */
function readHeaders(bytes: Uint8Array): Map<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + 1 + (bytes[at] ?? 0);
    const type = bytes[nameEnd] ?? valueLengths.length;
    let start = nameEnd + 1;
    let length = valueLengths[type];
    if (length === undefined) break;
    if (length < 0) {
      length = (bytes[start] ?? 0) * 256 + (bytes[start + 1] ?? 0);
      start += 2;
    }
    const value = bytes.subarray(start, start + length);
    if (type === stringType) headers.set(decoder.decode(bytes.subarray(at + 1, nameEnd)), decoder.decode(value));
    at = start + length;
  }
  return headers;
}
