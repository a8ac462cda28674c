import type { Context } from 'hono';
import type { AppEnv } from '../services.ts';

/**
 * How the same is asked again.
 *
 * @param body as it was sent, undefined for a GET
 */
export function askAgain(c: Context<AppEnv>, sql: string, body?: unknown): { curl: string; sql: string } {
  return { curl: curlOf(c.req.url, body), sql };
}

/** What asks a question in a shell that has the key in TALLY_READ_KEY. @param body undefined for a GET */
export function curlOf(url: string, body?: unknown): string {
  const lines = [`curl ${inShell(url)}`, '-H "Authorization: Bearer $TALLY_READ_KEY"'];
  if (body !== undefined) lines.push("-H 'Content-Type: application/json'", `-d ${inShell(JSON.stringify(body))}`);
  return lines.join(' \\\n  ');
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
