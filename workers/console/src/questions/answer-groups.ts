import {
  type GroupSortField,
  type Groups,
  groupPositionSchema,
  type Parameters,
  readGroups,
  timeZoneNamed,
} from '@tallystick/clickhouse';
import type { Context } from 'hono';
import type { AppEnv } from '../services.ts';
import { askAgain } from './ask-again.ts';
import { withAsker } from './asker-of.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { asked, readFilter } from './read-filter.ts';
import { timeRange } from './time-range.ts';

interface Question<Field> {
  organisation?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  filter?: unknown;
  time_zone: string;
  search?: string | undefined;
  sort: { field: Field; direction: 'asc' | 'desc' };
  limit: number;
  cursor?: string | undefined;
}

/** A page of groups of calls, as every route that lists groups answers it. */
export async function answerGroups<Of extends Groups>(
  c: Context<AppEnv>,
  by: (parameters: Parameters) => Of,
  { organisation, cursor, limit, ...question }: Question<GroupSortField<Of>>,
) {
  const filter = await readFilter(c, organisation, question.filter);
  const zone = timeZoneNamed(question.time_zone);
  return withAsker(c, organisation, async (asker) => {
    const identity = { ...question, organisation: asker.organisation, filter, path: c.req.path };
    const before = cursor === undefined ? undefined : await readCursor(cursor, identity, groupPositionSchema);
    // A page belongs to the time that the first one was about, however long ago that was asked.
    const range = before ?? timeRange(question.from, question.to, Date.now(), zone);
    const { from, to } = range;
    const { search, sort } = question;
    const { rows, next } = await readGroups(asker, by, { from, to, filter, search, sort, limit, after: before?.after });
    return {
      data: rows,
      next_cursor: next ? await writeCursor(identity, { from, to, after: next }) : null,
      asked: asked(filter, range),
      again: askAgain(c, asker.asked, await c.req.json()),
    };
  });
}
