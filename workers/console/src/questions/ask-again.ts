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

/** A word of a POSIX shell. */
function inShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
