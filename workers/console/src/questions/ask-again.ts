import type { Context } from 'hono';
import type { AppEnv } from '../services.ts';

/**
 * How the same is asked again.
 *
 * @param body as it was sent, undefined for a GET
 */
export function askAgain(c: Context<AppEnv>, sql: string, body?: unknown): { curl: string; sql: string } {
  const lines = [`curl ${inShell(c.req.url)}`, '-H "Authorization: Bearer $TALLY_READ_KEY"'];
  if (body !== undefined) lines.push("-H 'Content-Type: application/json'", `-d ${inShell(JSON.stringify(body))}`);
  return { curl: lines.join(' \\\n  '), sql };
}

/** Clients take headers of 16 KB in all; a longer one is left out. Characters */
const longestHeader = 6_000;

/** The same for an answer that is a file: percent-encoded, in headers. */
export async function askAgainInHeaders(c: Context<AppEnv>, sql: string): Promise<void> {
  const again = askAgain(c, sql, await c.req.json());
  for (const [name, text] of [
    ['Tally-Again-Curl', again.curl],
    ['Tally-Again-SQL', again.sql],
  ] as const) {
    const value = encodeURIComponent(text);
    if (value.length <= longestHeader) c.header(name, value);
  }
}

/** A word of a POSIX shell. */
function inShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
