/// <reference lib="esnext.typedarrays" />
import type { BodyRow } from '@tallystick/log';

export interface BodyText {
  /** The text in UTF-8. */
  utf8: Uint8Array;
  encoding: BodyRow['request_encoding'];
}

const encoder = new TextEncoder();

/** What text does not hold, and JSON writes as six bytes each: a body full of it would fill whoever reads it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

/**
 * A body as text that stands for exactly its bytes: itself when it is UTF-8 text, else base64.
 *
 * @param text what the bytes say in UTF-8, undefined when they are not
 */
export function bodyText({ bytes, text }: { bytes: Uint8Array; text: string | undefined }): BodyText {
  if (text !== undefined && !control.test(text)) return { utf8: bytes, encoding: 'utf8' };
  return { utf8: encoder.encode(bytes.toBase64()), encoding: 'base64' };
}
