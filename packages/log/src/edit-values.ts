// Apart from the schemas, since the web page needs these and not the library that schemas are written with.

/** What an edit may say. Lengths in characters; `names` is how many scores or properties one request may give. */
export const editLimits = { names: 64, name: 64, comment: 4096 } as const;

/** The score that a feedback's rating becomes. */
export const feedbackName = 'feedback';

/** What is wrong with a score's name, to be read after it, or `undefined`. */
export function scoreNameFault(name: string): string | undefined {
  if (name.length > editLimits.name) return `has a name longer than ${editLimits.name} characters`;
  // In JavaScript this is not a place to keep a value, and JSON readers drop or mistake it.
  if (name === '__proto__') return 'is not a name that can be stored';
  if (name.trim() === '' || name.trim() !== name) return 'must have a name, without spaces around it';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'has a control character in its name';
  return undefined;
}
