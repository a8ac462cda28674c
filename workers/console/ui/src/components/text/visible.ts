/**
 * What would hide or turn round what stands beside it: control characters, directional overrides and isolates, and the tag characters
 * that carry text nobody sees. Marks and joiners that scripts and emoji need are none of them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const hidden = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]|\r(?!\n)/gu;

/** A text with every character that has no look of its own written out: `‹U+0000›`, `‹U+202E›`. Copies are made of the text itself. */
export function visible(text: string): string {
  return text.toWellFormed().replace(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
  });
}
