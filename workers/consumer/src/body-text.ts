/// <reference lib="esnext.typedarrays" />
import type { BodyRow } from '@tallystick/log';

/** Strict, and keeping a byte order mark: text that encodes back to the very same bytes, or none. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface BodyText {
  text: string;
  encoding: BodyRow['request_encoding'];
}

/** What text does not hold, and JSON writes as six bytes each: a body full of it would fill the isolate. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

/** A body as text that stands for exactly its bytes: itself when it is UTF-8 text, else base64. */
export function bodyText(bytes: Uint8Array): BodyText {
  try {
    const text = decoder.decode(bytes);
    if (!control.test(text)) return { text, encoding: 'utf8' };
  } catch {
    // Not UTF-8.
  }
  return { text: bytes.toBase64(), encoding: 'base64' };
}
