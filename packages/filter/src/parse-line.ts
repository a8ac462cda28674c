import { conditionOf, fieldNamed, quoted } from './condition.ts';
import type { Field } from './fields.ts';
import { everything, type Filter, filterLimits, type TextPlace } from './filter.ts';
import { FilterError } from './filter-error.ts';
import type { Operator } from './operators.ts';
import { textSearch } from './parse-filter.ts';

/**
 * Reads a filter that is written as one line: `model:gpt-4o cost:>0.05 property.feature:checkout "refund"`.
 *
 * Parts side by side must all be met; `OR`, `NOT` or `-`, and parentheses do what they say. A part is `field:value`, with several
 * values `a,b`, a comparison `>=2s`, a range `1s..2s`, a pattern `gpt*`, `*mini`, `*limit*`, or `*` for any value; or text in quotes or a bare word,
 * which is looked for in the bodies, as with `request:"…"` and `response:"…"` in one of them.
 *
 * @throws FilterError that names the character and says what may stand there
 */
export function parseLine(line: string): Filter {
  if (line.length > filterLimits.line) throw new FilterError('', `a filter has up to ${filterLimits.line} characters`);
  return new LineReading(line).line();
}

const searchFields: Readonly<Record<string, TextPlace>> = { request: 'request', response: 'response', text: 'any' };
const comparisons = ['>=', '<=', '!=', '>', '<', '='] as const;
/** Milliseconds. */
const durationUnits: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A value as it was typed. A star in quotes is a star. */
interface Typed {
  text: string;
  quoted: boolean;
  starBefore: boolean;
  starAfter: boolean;
}

class LineReading {
  readonly #line: string;
  #next = 0;

  constructor(line: string) {
    this.#line = line;
  }

  line(): Filter {
    this.#skipSpace();
    if (this.#ended()) return everything;
    const filter = this.#alternatives(1);
    if (!this.#ended()) this.#fail('this parenthesis closes none');
    const { depth, conditions, searches } = sizeOf(filter);
    if (depth > filterLimits.depth) throw tooDeep;
    if (conditions > filterLimits.conditions) {
      throw new FilterError('', `a filter has up to ${filterLimits.conditions} conditions`);
    }
    if (searches > filterLimits.searches) {
      throw new FilterError('', `a filter has up to ${filterLimits.searches} searches for text`);
    }
    return filter;
  }

  #alternatives(depth: number): Filter {
    const parts = [this.#together(depth)];
    while (this.#word('OR')) parts.push(this.#together(depth));
    return joined('or', parts);
  }

  #together(depth: number): Filter {
    const parts = [this.#part(depth + 1)];
    while (this.#word('AND') || !(this.#ended() || this.#at(')') || this.#sees('OR')))
      parts.push(this.#part(depth + 1));
    return joined('and', parts);
  }

  #part(depth: number): Filter {
    // Parentheses around one part do not count in the end, but they are read by a call each.
    if (depth > 3 * filterLimits.depth) throw tooDeep;
    this.#skipSpace();
    if (this.#take('-') || this.#word('NOT')) return { not: this.#part(depth + 1) };
    const opened = this.#next;
    if (this.#take('(')) {
      const inner = this.#alternatives(depth);
      if (!this.#take(')')) this.#fail('this parenthesis is not closed', opened);
      this.#skipSpace();
      return inner;
    }
    if (this.#ended() || this.#at(')') || this.#sees('OR') || this.#sees('AND'))
      this.#fail('here a condition is missing');
    const filter = this.#condition();
    this.#skipSpace();
    return filter;
  }

  #condition(): Filter {
    const start = this.#next;
    if (this.#at('"')) return textSearch({ text: this.#quoted() }, this.#place(start));
    let name = this.#bare(':');
    if (name.endsWith('.') && this.#at('"')) name += this.#quoted();
    if (!this.#take(':')) return textSearch({ text: name }, this.#place(start));
    if (Object.hasOwn(searchFields, name)) {
      const { text, starBefore, starAfter } = this.#value();
      if (starBefore || starAfter) this.#fail('text is found anywhere: leave out the star, or put it in quotes', start);
      return textSearch({ text, in: searchFields[name] }, this.#place(start));
    }
    return this.#comparison(fieldNamed(name, this.#place(start)), start);
  }

  #comparison(field: Field, start: number): Filter {
    const at = this.#place(start);
    const comparison = comparisons.find((sign) => this.#take(sign));
    const values = [this.#value()];
    while (this.#take(',')) values.push(this.#value());
    const [first, ...more] = values;
    if (!first) throw new RangeError('no value was read');
    if (comparison !== undefined) {
      if (more.length > 0) throw new FilterError(at, `${field.name}: ${comparison} takes one value`);
      if (first.starBefore || first.starAfter) throw new FilterError(at, `${field.name}: ${comparison} takes no star`);
      return conditionOf(field.name, comparison, read(field, first, at), at);
    }
    if (values.every((value) => !value.starBefore && !value.starAfter)) {
      const range = more.length === 0 ? rangeOf(field, first) : undefined;
      if (range) {
        const [from, to] = range.map((text) => read(field, { ...first, text }, at));
        const ends = [conditionOf(field.name, '>=', from, at), conditionOf(field.name, '<=', to, at)];
        const orderOf = (value: unknown) => (field.type === 'time' ? Date.parse(String(value)) : Number(value));
        if (orderOf(from) > orderOf(to)) {
          throw new FilterError(
            at,
            `${field.name}: nothing lies from ${range[0]} to ${range[1]}: the smaller comes first`,
          );
        }
        return { and: ends };
      }
      const given = values.map((value) => read(field, value, at));
      return more.length === 0 ? conditionOf(field.name, '=', given[0], at) : conditionOf(field.name, 'in', given, at);
    }
    return joined(
      'or',
      values.map((value) => pattern(field, value, at)),
    );
  }

  #value(): Typed {
    const starBefore = this.#take('*');
    const isQuoted = this.#at('"');
    let text = isQuoted ? this.#quoted() : this.#bare(',');
    let starAfter = false;
    if (isQuoted) starAfter = this.#take('*');
    else if (text.endsWith('*')) {
      starAfter = true;
      text = text.slice(0, -1);
    }
    if (!isQuoted && !starBefore && !starAfter && text === '')
      this.#fail('here a value is missing; "" is the empty one');
    if (!isQuoted && text.includes('*')) this.#fail('a star stands before or after text; in quotes it is a star');
    return { text, quoted: isQuoted, starBefore, starAfter };
  }

  /** Up to a space, a quotation mark, a parenthesis, or the character given. */
  #bare(end: ':' | ','): string {
    const start = this.#next;
    while (!this.#ended() && !/[\s"()]/.test(this.#line[this.#next] ?? '') && !this.#at(end)) this.#next++;
    return this.#line.slice(start, this.#next);
  }

  #quoted(): string {
    const start = this.#next;
    let text = '';
    for (this.#next++; !this.#at('"'); this.#next++) {
      if (this.#at('\\')) this.#next++;
      if (this.#ended()) this.#fail('this quotation mark is not closed', start);
      text += this.#line[this.#next];
    }
    this.#next++;
    return text;
  }

  #sees(word: string): boolean {
    const after = this.#line[this.#next + word.length] ?? ' ';
    return this.#line.startsWith(word, this.#next) && /[\s()"]/.test(after);
  }

  #word(word: string): boolean {
    if (!this.#sees(word)) return false;
    this.#next += word.length;
    this.#skipSpace();
    return true;
  }

  #take(sign: string): boolean {
    if (!this.#line.startsWith(sign, this.#next)) return false;
    this.#next += sign.length;
    return true;
  }

  #at(character: string): boolean {
    return this.#line[this.#next] === character;
  }

  #ended(): boolean {
    return this.#next >= this.#line.length;
  }

  #skipSpace(): void {
    while (/^\s$/.test(this.#line[this.#next] ?? '')) this.#next++;
  }

  #place(index: number): string {
    return `character ${index + 1}`;
  }

  #fail(message: string, index = this.#next): never {
    throw new FilterError(this.#place(index), message);
  }
}

const tooDeep = new FilterError('', `a filter nests up to ${filterLimits.depth} deep`);

function sizeOf(filter: Filter): { depth: number; conditions: number; searches: number } {
  const parts = 'and' in filter ? filter.and : 'or' in filter ? filter.or : 'not' in filter ? [filter.not] : undefined;
  if (!parts) return { depth: 1, conditions: 1, searches: Number('text' in filter) };
  const sizes = parts.map(sizeOf);
  return {
    depth: 1 + Math.max(...sizes.map(({ depth }) => depth)),
    conditions: sizes.reduce((sum, { conditions }) => sum + conditions, 0),
    searches: sizes.reduce((sum, { searches }) => sum + searches, 0),
  };
}

function joined(word: 'and' | 'or', parts: readonly Filter[]): Filter {
  const [first, ...rest] = parts;
  if (first !== undefined && rest.length === 0) return first;
  return word === 'and' ? { and: parts } : { or: parts };
}

function pattern(field: Field, { text, starBefore, starAfter, quoted: isQuoted }: Typed, at: string): Filter {
  if (text === '' && !isQuoted) return conditionOf(field.name, 'exists', undefined, at);
  const op: Operator =
    starBefore && starAfter ? 'contains' : starBefore ? 'ends_with' : starAfter ? 'starts_with' : '=';
  return conditionOf(field.name, op, text, at);
}

/** The two ends of `1s..2s`, of a field that has an order. */
function rangeOf(field: Field, { text, quoted: isQuoted }: Typed): [string, string] | undefined {
  if (isQuoted || !['number', 'duration', 'money', 'time'].includes(field.type)) return undefined;
  const [from, to, ...more] = text.split('..');
  return from && to && more.length === 0 ? [from, to] : undefined;
}

const numberPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** A value of the field's type, or the text where it is none: then `conditionOf` says what the field takes. */
function read(field: Field, { text }: Typed, at: string): unknown {
  switch (field.type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'number':
      return numberPattern.test(text) ? Number(text) : text;
    case 'money': {
      const amount = text.startsWith('$') ? text.slice(1) : text;
      return numberPattern.test(amount) ? Number(amount) : text;
    }
    case 'duration': {
      const [, amount = '', unit = ''] = /^(.*?)(ms|s|m|h|)$/.exec(text) ?? [];
      if (numberPattern.test(amount)) return Number(amount) * (durationUnits[unit] ?? 1);
      throw new FilterError(at, `${field.name} takes a time such as 250ms, 2s, 1.5m, not ${quoted(text)}`);
    }
    default:
      return text;
  }
}
