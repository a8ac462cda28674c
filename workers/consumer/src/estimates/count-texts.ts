const encoder = new TextEncoder();

/** Of more text than may be tokenised, stretches of this length are. Characters. */
const stretchLength = 4_096;

const room = new Uint8Array(3 * stretchLength);

/**
 * How many tokens texts are. Of more text than `most`, stretches from all over it are tokenised, and the rest is taken to be like
 * them: so the time that it takes is bounded.
 *
 * @param most bytes of UTF-8
 */
export function countTexts(texts: readonly string[], count: (text: string) => number, most: number): number {
  let all = 0;
  for (const stretch of stretches(texts)) all += bytesOf(stretch);
  let tokens = 0;
  if (all <= most) {
    for (const text of texts) tokens += count(text);
    return tokens;
  }
  let counted = 0;
  let allowed = 0;
  for (const stretch of stretches(texts)) {
    const bytes = bytesOf(stretch);
    allowed += (bytes * most) / all;
    if (counted + bytes > allowed) continue;
    counted += bytes;
    tokens += count(stretch);
  }
  return Math.round((tokens * all) / counted);
}

function* stretches(texts: readonly string[]): Generator<string> {
  for (const text of texts)
    for (let at = 0; at < text.length; at += stretchLength) yield text.slice(at, at + stretchLength);
}

function bytesOf(stretch: string): number {
  return encoder.encodeInto(stretch, room).written;
}
