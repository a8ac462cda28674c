/** A UUID in its canonical lower-case or upper-case text form, any version. */
export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * A UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix time in milliseconds, then random bits.
 *
 * The time inside a request id is what finds its row again without an index, so callers pass the same `time` that they
 * store as `created_at`.
 *
 * @param time Unix time in ms
 */
export function uuidv7(time: number): string {
  const hex = time.toString(16).padStart(12, '0');
  // A version 4 has its random bits and its variant where a version 7 has them, and the runtime writes it natively.
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}

/** The Unix time in ms that a UUIDv7 carries, or `undefined` for any other id. */
export function uuidv7Time(id: string): number | undefined {
  if (!uuidPattern.test(id) || id[14] !== '7') return undefined;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
