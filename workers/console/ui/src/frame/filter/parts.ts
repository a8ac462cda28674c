import { everything, type Filter, FilterError, parseLine, printLine } from '@tallystick/filter';

/** A condition of a line that all calls must meet; alternatives are one. */
export interface Part {
  filter: Filter;
  line: string;
}

/** What all calls must meet, one by one; none of a line that does not read. */
export function partsOf(line: string): Part[] {
  const filter = read(line);
  if (filter instanceof FilterError) return [];
  return ('and' in filter ? filter.and : [filter]).map((part) => ({ filter: part, line: printLine({ and: [part] }) }));
}

/** The line of such parts. */
export function lineOf(parts: readonly Part[]): string {
  return parts.map(({ line }) => line).join(' ');
}

export function opposite({ filter }: Part): Part {
  const turned = 'not' in filter ? filter.not : { not: filter };
  return { filter: turned, line: printLine({ and: [turned] }) };
}

/** What is wrong with a line; undefined: nothing. */
export function problemOf(line: string): string | undefined {
  const filter = read(line);
  return filter instanceof FilterError ? filter.message : undefined;
}

function read(line: string): Filter | FilterError {
  try {
    return line.trim() === '' ? everything : parseLine(line);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
}
