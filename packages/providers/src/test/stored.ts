/** A body as it is stored when its bytes end anywhere: base64 where they are no UTF-8, or hold control characters. */
export function stored(bytes: Uint8Array): [body: string, encoding: 'utf8' | 'base64'] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes('\0')) return [text, 'utf8'];
  } catch {
    // Cut within a character, or no text at all.
  }
  return [Buffer.from(bytes).toString('base64'), 'base64'];
}
