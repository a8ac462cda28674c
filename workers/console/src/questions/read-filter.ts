import {
  everything,
  type Filter,
  FilterError,
  parseFilter,
  parseLine,
  printLine,
  searchesOf,
} from '@tallystick/filter';
import type { Context } from 'hono';
import { ApiError } from '../api-error.ts';
import { noteReadings } from '../audit.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';
import { requireBodies } from './sees-bodies.ts';
import type { TimeRange } from './time-range.ts';

/**
 * The filter of a question about the organisation of the key, or the one that the operator names. Whether a text is found tells what bodies
 * say: a search for it is as much as reading them, and is written down like it.
 *
 * @throws ApiError that names the part of the filter and what it takes, or says that the caller may not search text
 */
export async function readFilter(
  c: Context<AppEnv>,
  organisation: string | undefined,
  given: unknown,
  name = 'filter',
): Promise<Filter> {
  if (given === undefined) return everything;
  const filter = parsed(given, name);
  if (searchesOf(filter).length > 0) {
    requireBodies(c.var.caller, `${name}: searches for text`);
    noteReadings(c, await organisationOf(c.var, organisation), 'by search', filter);
  }
  return filter;
}

function parsed(given: unknown, name: string): Filter {
  try {
    return typeof given === 'string' ? parseLine(given) : parseFilter(given);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new ApiError('invalid', `${name}: ${error.message}`);
  }
}

/** What was asked, the filter in both notations. */
export function asked(filter: Filter, { from, to }: TimeRange) {
  return { filter, line: printLine(filter), from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
