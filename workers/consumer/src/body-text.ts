/// <reference lib="esnext.typedarrays" />
import type { BodyRow } from '@tallystick/log';

/** Strict, and keeping a byte order mark: text that encodes back to the very same bytes, or none. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface BodyText {
  text: string;
  encoding: BodyRow['request_encoding'];
}

/** A body as text that stands for exactly its bytes: itself when it is UTF-8, else base64. */
export function bodyText(bytes: Uint8Array): BodyText {
  try {
    return { text: decoder.decode(bytes), encoding: 'utf8' };
  } catch {
    return { text: bytes.toBase64(), encoding: 'base64' };
  }
}
