const encoder = new TextEncoder();

/**
 * Writes values one after the other, as ClickHouse's format RowBinary has them: https://clickhouse.com/docs/interfaces/formats/RowBinary.
 * Nothing in it is escaped, so a text costs one copy of its bytes.
 */
export class RowBinaryWriter {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #length = 0;

  /** @param capacity bytes, at least as many as will be written */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** For UInt8 and, by its number, Enum8. */
  uint8(value: number): void {
    this.#view.setUint8(this.#length, value);
    this.#length += 1;
  }

  uint32(value: number): void {
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  uint64(value: bigint): void {
    this.#view.setBigUint64(this.#length, value, true);
    this.#length += 8;
  }

  /**
   * For DateTime64(3).
   *
   * @param time `YYYY-MM-DD hh:mm:ss.mmm` in UTC
   * @throws RangeError for any other text
   */
  dateTime64(time: string): void {
    this.#view.setBigInt64(this.#length, BigInt(Date.parse(`${time.replace(' ', 'T')}Z`)), true);
    this.#length += 8;
  }

  /** @throws RangeError, or SyntaxError, when the text is not a UUID */
  uuid(uuid: string): void {
    const digits = uuid.replaceAll('-', '');
    if (digits.length !== 32) throw new RangeError('a UUID has 32 digits');
    this.uint64(BigInt(`0x${digits.slice(0, 16)}`));
    this.uint64(BigInt(`0x${digits.slice(16)}`));
  }

  /** For String, with or without LowCardinality. */
  string(value: string | Uint8Array): void {
    const bytes = typeof value === 'string' ? encoder.encode(value) : value;
    let length = bytes.length;
    for (; length > 0x7f; length >>>= 7) this.uint8((length & 0x7f) | 0x80);
    this.uint8(length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written so far. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}
