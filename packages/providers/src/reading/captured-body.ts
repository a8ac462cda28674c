/** Without the byte order mark, which JSON does not allow for. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** A body as it was captured, its content encoding undone. Its text is decoded once, when it is first asked for. */
export class CapturedBody {
  readonly bytes: Uint8Array;
  #text: string | undefined;
  #decoded = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Without a byte order mark; `undefined` when the bytes are not UTF-8. */
  get text(): string | undefined {
    if (!this.#decoded) {
      this.#decoded = true;
      try {
        this.#text = decoder.decode(this.bytes);
      } catch {
        // Not UTF-8.
      }
    }
    return this.#text;
  }
}

const lenient = new TextDecoder();

/** The text with what is not UTF-8 replaced, as a broken character within a string makes no JSON unreadable. */
export function textOf(body: CapturedBody): string {
  return body.text ?? lenient.decode(body.bytes);
}
