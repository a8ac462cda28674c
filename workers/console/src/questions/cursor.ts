import { latestTime } from '@tallystick/log';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import type { TimeRange } from './time-range.ts';

const contentSchema = z.strictObject({
  question: z.string(),
  from: z.int().min(0).max(latestTime),
  to: z.int().min(0).max(latestTime),
  after: z.unknown(),
});

/** Where a page ended, of which question, and the time that the question was about when it was first asked. */
export interface Cursor<Position> extends TimeRange {
  after: Position;
}

/** @param question anything in which two questions differ; JSON */
export async function writeCursor(question: unknown, { from, to, after }: Cursor<unknown>): Promise<string> {
  const content = JSON.stringify({ question: await digestOf(question), from, to, after }).replace(
    // base64 takes no others.
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return btoa(content).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @throws ApiError when it is damaged, or of another question */
export async function readCursor<Position>(
  cursor: string,
  question: unknown,
  position: z.ZodType<Position>,
): Promise<Cursor<Position>> {
  const content = contentSchema.safeParse(parsed(cursor));
  if (!content.success) throw damaged();
  if (content.data.question !== (await digestOf(question))) {
    throw new ApiError(
      'invalid',
      'cursor: belongs to another question: send the rest of the body as for the page before',
    );
  }
  const after = position.safeParse(content.data.after);
  if (!after.success) throw damaged();
  return { ...content.data, after: after.data };
}

function damaged(): ApiError {
  return new ApiError('invalid', 'cursor: is damaged: send next_cursor as it was answered');
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return undefined;
  }
}

async function digestOf(question: unknown): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(question)));
  return Array.from(new Uint8Array(digest, 0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
