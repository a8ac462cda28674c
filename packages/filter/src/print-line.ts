import { findField } from './fields.ts';
import type { Condition, Filter, FilterValue } from './filter.ts';

/**
 * Writes a filter, in the form that `parseFilter` and `parseLine` give, as the line that `parseLine` reads as the same filter. `everything`
 * is the empty line.
 */
export function printLine(filter: Filter): string {
  if ('and' in filter) return filter.and.map((part) => printPart(part)).join(' ');
  if ('or' in filter) return filter.or.map((part) => printPart(part)).join(' OR ');
  return printPart(filter);
}

function printPart(filter: Filter): string {
  if ('and' in filter || 'or' in filter) return `(${printLine(filter)})`;
  if ('not' in filter) return `-${printPart(filter.not)}`;
  if ('text' in filter) return `${filter.in === 'any' ? '' : `${filter.in}:`}${inQuotes(filter.text)}`;
  return `${printField(filter.field)}:${printValues(filter)}`;
}

function printField(name: string): string {
  const entry = findField(name)?.entry;
  return entry && !/^[^\s"():]+$/.test(entry.name) ? `${entry.column}.${inQuotes(entry.name)}` : name;
}

function printValues({ op, value }: Condition): string {
  const values = (Array.isArray(value) ? value : [value]) as (FilterValue | undefined)[];
  const printed = values.map((one) => printValue(one)).join(',');
  switch (op) {
    case 'exists':
      return '*';
    case 'contains':
      return `*${printed}*`;
    case 'starts_with':
      return `${printed}*`;
    case 'ends_with':
      return `*${printed}`;
    case '=':
    case 'in':
      return printed;
    default:
      return `${op}${printed}`;
  }
}

/** Text that needs no quotes: none of it means anything on a line. */
const plain = /^[\p{L}\p{N}_/@+][\p{L}\p{N}_/@+:.-]*$/u;

function printValue(value: FilterValue | undefined): string {
  if (typeof value !== 'string') return String(value);
  return plain.test(value) && !value.includes('..') ? value : inQuotes(value);
}

function inQuotes(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
