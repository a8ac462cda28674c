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

/** A word of a POSIX shell. */
function inShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
