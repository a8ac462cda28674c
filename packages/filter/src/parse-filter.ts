import { conditionOf, quoted } from './condition.ts';
import { type Filter, filterLimits, type TextSearch, textPlaces } from './filter.ts';
import { FilterError } from './filter-error.ts';
import { type Operator, operators } from './operators.ts';

/**
 * Reads a filter that is written as JSON: `{ and: [ … ] }`, `{ or: [ … ] }`, `{ not: … }`, `{ field, op, value }`,
 * `{ text, in }`. What comes back is in its one form: as `conditionOf` says, and no `and` or `or` of one.
 *
 * @throws FilterError that names the part and says what it takes
 */
export function parseFilter(json: unknown): Filter {
  return new Reading().filter(json, '', 1);
}

class Reading {
  #conditions = 0;
  #searches = 0;

  filter(json: unknown, at: string, depth: number): Filter {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new FilterError(at, `a filter is an object or a line of text, not ${quoted(json)}`);
    }
    if (depth > filterLimits.depth) throw new FilterError(at, `a filter nests up to ${filterLimits.depth} deep`);
    if ('and' in json) return this.several('and', only(json, ['and'], at).and, at, depth);
    if ('or' in json) return this.several('or', only(json, ['or'], at).or, at, depth);
    if ('not' in json) return { not: this.filter(only(json, ['not'], at).not, within(at, 'not'), depth + 1) };
    this.#conditions++;
    if (this.#conditions > filterLimits.conditions) {
      throw new FilterError(at, `a filter has up to ${filterLimits.conditions} conditions`);
    }
    if ('text' in json && ++this.#searches > filterLimits.searches) {
      throw new FilterError(at, `a filter has up to ${filterLimits.searches} searches for text`);
    }
    if ('text' in json) return textSearch(only(json, ['text', 'in'], at), at);
    const { field, op, value } = only(json, ['field', 'op', 'value'], at);
    if (typeof field !== 'string') {
      throw new FilterError(at, 'a filter has one of: and, or, not, text, or field with op and value');
    }
    return conditionOf(field, operator(op, within(at, 'op')), value, at);
  }

  several(word: 'and' | 'or', parts: unknown, at: string, depth: number): Filter {
    const here = within(at, word);
    if (!Array.isArray(parts)) throw new FilterError(here, 'takes a list of filters');
    if (parts.length > filterLimits.conditions) {
      throw new FilterError(here, `takes up to ${filterLimits.conditions} filters`);
    }
    if (parts.length === 0 && (word === 'or' || depth > 1)) throw new FilterError(here, 'takes at least one filter');
    const filters = parts.map((part, i) => this.filter(part, `${here}[${i}]`, depth + 1));
    const [first, ...rest] = filters;
    if (first !== undefined && rest.length === 0) return first;
    return word === 'and' ? { and: filters } : { or: filters };
  }
}

/** @throws FilterError when it is empty, too long or not well-formed, or `in` is not a place */
export function textSearch({ text, in: place = 'any' }: { text?: unknown; in?: unknown }, at: string): TextSearch {
  if (typeof text !== 'string' || text.trim() === '' || text.length > filterLimits.value || !text.isWellFormed()) {
    throw new FilterError(within(at, 'text'), `takes 1 to ${filterLimits.value} characters, not only spaces`);
  }
  const found = textPlaces.find((name) => name === place);
  if (!found) throw new FilterError(within(at, 'in'), `takes one of ${textPlaces.join(', ')}`);
  return { text, in: found };
}

function operator(op: unknown, at: string): Operator {
  const found = operators.find((name) => name === op);
  if (!found) throw new FilterError(at, `takes one of ${operators.join(' ')}, not ${quoted(op)}`);
  return found;
}

function only<Name extends string>(json: object, names: readonly Name[], at: string): { [name in Name]?: unknown } {
  for (const name of Object.keys(json)) {
    if (!names.some((known) => known === name)) {
      throw new FilterError(at, `${quoted(name)} does not belong beside ${names[0]}`);
    }
  }
  return json;
}

function within(at: string, part: string): string {
  return at === '' ? part : `${at}.${part}`;
}
