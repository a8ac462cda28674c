import type { Asker } from '@tallystick/clickhouse';
import type { Context } from 'hono';
import type { AppEnv } from '../services.ts';
import { askAgain } from './ask-again.ts';
import type { TimeRange } from './time-range.ts';

/** Proxies take headers of 8 KB in all; a longer one of these is left out. Characters */
const longestHeader = 3_000;

interface File extends TimeRange {
  /** What it holds, where that is not calls. */
  of?: string;
  extension: string;
  type: string;
}

/** Names an answer that is a file, and says in headers, percent-encoded, how the same is asked again. */
export async function nameFile(c: Context<AppEnv>, { organisation, asked }: Asker, file: File): Promise<void> {
  const parts = ['tallystick', organisation, ...(file.of ? [file.of] : []), ...[file.from, file.to].map(inFileName)];
  c.header('Content-Type', file.type);
  c.header('Content-Disposition', `attachment; filename="${parts.join('-')}.${file.extension}"`);
  const again = askAgain(c, asked, await c.req.json());
  for (const [name, text] of [
    ['Tally-Again-Curl', again.curl],
    ['Tally-Again-SQL', again.sql],
  ] as const) {
    const value = encodeURIComponent(text);
    if (value.length <= longestHeader) c.header(name, value);
  }
}

/** A time as `2030-01-31T140000Z`: some file systems take no colon. */
function inFileName(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replaceAll(':', '')}Z`;
}
