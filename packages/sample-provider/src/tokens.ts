/** What every part of a prompt that is not text (an image, a file, a sound) counts for. */
export const attachmentTokens = 765;

/**
 * The sample provider's tokenizer: four characters (UTF-16 code units) are one token, a remainder is one more. A prompt is
 * counted as one text, all its pieces joined with nothing in between.
 */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
