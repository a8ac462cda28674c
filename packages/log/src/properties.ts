/** What a call's properties may be. Lengths in characters; `call` is how many one call, or one key, may bring. */
export const propertyLimits = { call: 64, name: 64, value: 1024 } as const;

/** What may stand in a header's name (RFC 9110, section 5.6.2), in lower case, as header names arrive. */
const propertyNamePattern = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

/** What is wrong with a property's name, to be read after it, or `undefined`. */
export function propertyNameFault(name: string): string | undefined {
  if (name.length > propertyLimits.name) return `has a name longer than ${propertyLimits.name} characters`;
  // In JavaScript this is not a place to keep a value, and JSON readers drop or mistake it.
  if (name === '__proto__') return 'is not a name that can be stored';
  if (!propertyNamePattern.test(name)) return 'must be named in lower case, with what a header’s name may hold';
  return undefined;
}
