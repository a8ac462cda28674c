import type { QueryParameters } from '../client.ts';

/**
 * A statement with its values in their places, for people to read and run. Never run by us: there, values stay apart from
 * the text.
 */
export function printStatement(sql: string, values: QueryParameters): string {
  const filled = sql.replace(/\{(\w+):((?:[^{}'"]|'[^']*')+)\}/g, (placeholder, name: string, type: string) =>
    Object.hasOwn(values, name) ? literalOf(values[name], type) : placeholder,
  );
  // Indented as the statement stood in a file.
  return filled.replace(/^ +/gm, '').trim();
}

function literalOf(value: unknown, type: string): string {
  if (Array.isArray(value)) {
    const list = `[${value.map((one) => (typeof one === 'number' ? one : quote(String(one)))).join(', ')}]`;
    return type === 'Array(String)' ? list : `CAST(${list}, ${quote(type)})`;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = quote(String(value));
  return type === 'String' ? text : `CAST(${text}, ${quote(type)})`;
}

const escapes: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
};

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&').replace(/[\n\t\r\0\b\f]/g, (character) => escapes[character] ?? '')}'`;
}
