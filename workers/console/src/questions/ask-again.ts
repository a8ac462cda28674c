import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AppEnv } from '../services.ts';

/** How the same is asked again: every answer to a question has it. */
export const againSchema = z
  .object({
    curl: z.string().describe('for a shell that has the key in TALLY_KEY'),
    sql: z.string().describe('for a client of ClickHouse'),
  })
  .openapi('Again');
export type Again = z.infer<typeof againSchema>;

/** @param body as it was sent, undefined for a GET */
export function askAgain(c: Context<AppEnv>, sql: string, body?: unknown): Again {
  const lines = [`curl ${inShell(c.req.url)}`, '-H "Authorization: Bearer $TALLY_KEY"'];
  if (body !== undefined) lines.push("-H 'Content-Type: application/json'", `-d ${inShell(JSON.stringify(body))}`);
  return { curl: lines.join(' \\\n  '), sql };
}

/** A word of a POSIX shell. */
function inShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
