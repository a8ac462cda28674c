/** A file of clickhouse/migrations. */
export interface Migration {
  /** `0001_create_requests.sql` */
  name: string;
  number: number;
  /** SHA-256 of the text, in hex; line ends do not count. */
  checksum: string;
  statements: string[];
}

/** @throws RangeError when the name is not `NNNN_verb_object.sql` */
export async function parseMigration(name: string, content: string): Promise<Migration> {
  const number = /^(\d{4})_[a-z0-9]+(_[a-z0-9]+)+\.sql$/.exec(name)?.[1];
  if (number === undefined) throw new RangeError(`a migration is named NNNN_verb_object.sql, not ${name}`);
  const text = content.replaceAll('\r\n', '\n');
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const checksum = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { name, number: Number(number), checksum, statements: splitStatements(text) };
}

/** Strings, quoted names and comments are whole tokens, so a semicolon in one of them ends nothing. */
const token = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|--[^\n]*|\/\*.*?\*\/|./gs;

/** The statements of a text, by their semicolons, without those that are empty or only comments. */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let statement = '';
  let hasCode = false;
  for (const [part] of text.matchAll(token)) {
    if (part === ';') {
      if (hasCode) statements.push(statement.trim());
      statement = '';
      hasCode = false;
    } else {
      statement += part;
      hasCode ||= !/^(--|\/\*|\s)/.test(part);
    }
  }
  if (hasCode) statements.push(statement.trim());
  return statements;
}
