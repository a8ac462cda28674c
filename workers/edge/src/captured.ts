/** What the log has of one body, as it went over the wire. */
export interface Captured {
  parts: readonly Uint8Array[];
  /** The length of all parts together. */
  captured: number;
  /** The length on the wire; null where neither the wire nor the capture tells it. */
  bytes: number | null;
  whole: boolean;
}

/** All of a body that has no bytes. */
export const nothingCaptured: Captured = { parts: [], captured: 0, bytes: 0, whole: true };

/** The parts as one piece, without a copy where they are one already. */
export function joined<Memory extends ArrayBufferLike>({
  parts,
  captured,
}: {
  parts: readonly Uint8Array<Memory>[];
  captured: number;
}): Uint8Array<Memory | ArrayBuffer> {
  const [first, second] = parts;
  if (!first) return new Uint8Array();
  if (!second) return first;
  const all = new Uint8Array(captured);
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
