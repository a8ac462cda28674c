import { everything, type Filter, FilterError, parseFilter, parseLine, printLine } from '@tallystick/filter';
import { ApiError } from '../api-error.ts';
import type { TimeRange } from './time-range.ts';

/** @throws ApiError that names the part of the filter and what it takes */
export function readFilter(given: unknown, name = 'filter'): Filter {
  if (given === undefined) return everything;
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
