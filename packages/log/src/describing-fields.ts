import { type Description, headerTable, OwnHeaders, readDescription } from './headers.ts';

/** The describing headers that have one value, by the name of the field that says the same. */
const headerOf: ReadonlyMap<string, string> = new Map(
  headerTable
    .filter(({ name, effect }) => (effect === 'describes' || effect === 'omits') && !name.endsWith('-'))
    .map(({ name }) => [fieldName(name.toLowerCase()), name.toLowerCase()]),
);

/** The fields by which a call that is logged without the proxy says what headers say of one that passes it. */
export const describingFields: readonly string[] = [...headerOf.keys(), 'properties'];

/**
 * Reads the describing fields of a call by the rules of the headers: what is not of its form is left out and named in
 * `warnings`. Numbers and booleans count as their text, null as nothing.
 *
 * @param fields other fields in it are passed over
 */
export function readDescribingFields(fields: Readonly<Record<string, unknown>>): {
  description: Description;
  omit: { request: boolean; response: boolean };
} {
  const own = new OwnHeaders();
  const warnings: string[] = [];
  const put = (header: string, value: unknown) => {
    if (value === undefined || value === null) return;
    if (typeof value === 'object') warnings.push(`${writtenAs(header)} is not a text and was dropped`);
    else own.put(`tally-${header}`, String(value));
  };
  for (const [field, header] of headerOf) put(header, fields[field]);
  const { properties } = fields;
  if (typeof properties === 'object' && properties !== null && !Array.isArray(properties)) {
    for (const [name, value] of Object.entries(properties)) put(`property-${name.toLowerCase()}`, value);
  } else if (properties !== undefined && properties !== null) {
    warnings.push('properties is not an object and was dropped');
  }
  const description = readDescription(own, writtenAs);
  return {
    description: { ...description, warnings: [...warnings, ...description.warnings] },
    omit: { request: own.asks('omit-request'), response: own.asks('omit-response') },
  };
}

/** What a warning calls the field for a header: the name is the sender's own, and may be long. */
function writtenAs(header: string): string {
  const name = header.startsWith('property-') ? `properties.${header.slice('property-'.length)}` : fieldName(header);
  return name.length > 90 ? `${name.slice(0, 90)}…` : name;
}

function fieldName(header: string): string {
  return header.replaceAll('-', '_');
}
