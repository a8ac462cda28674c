import { everything, type Filter, FilterError, parseFilter, parseLine, printLine, searchesOf } from '@tallystick/filter';
import { ApiError } from '../api-error.ts';
import type { Caller } from '../services.ts';
import { requireBodies } from './sees-bodies.ts';
import type { TimeRange } from './time-range.ts';

/** @throws ApiError that names the part of the filter and what it takes, or says that the caller may not search text */
export function readFilter(caller: Caller, given: unknown, name = 'filter'): Filter {
  if (given === undefined) return everything;
  const filter = parsed(given, name);
  // Whether a text is found tells what the bodies say.
  if (searchesOf(filter).length > 0) requireBodies(caller, `${name}: searches for text`);
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
