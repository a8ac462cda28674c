import { type Condition, type Field, type Filter, findField, type TextSearch } from '@tallystick/filter';
import type { BodyRow, RequestRow } from '@tallystick/log';

/** What a filter means, said once more without SQL. */
export function meets(filter: Filter, row: RequestRow, bodies: BodyRow | undefined): boolean {
  if ('and' in filter) return filter.and.every((part) => meets(part, row, bodies));
  if ('or' in filter) return filter.or.some((part) => meets(part, row, bodies));
  if ('not' in filter) return !meets(filter.not, row, bodies);
  if ('text' in filter) return bodies !== undefined && finds(filter, bodies);
  const field = findField(filter.field);
  if (!field) throw new RangeError(filter.field);
  return valuesOf(field, row).some((value) => meetsOne(filter, field, value));
}

type Value = string | number | boolean;

/** None where the call has none. Empty text is a value to compare with, but does not exist. */
function valuesOf(field: Field, row: RequestRow): Value[] {
  if (field.entry) {
    const map: Readonly<Record<string, Value>> = row[field.entry.column];
    return Object.entries(map)
      .filter(([name]) => name === field.entry?.name)
      .map(([, value]) => value);
  }
  if (field.name === 'failed') return [row.status < 100 || row.status >= 400 || row.finish === 'upstream_error'];
  if (field.name === 'total_tokens') {
    const { prompt_tokens, completion_tokens } = row;
    return prompt_tokens === null || completion_tokens === null ? [] : [prompt_tokens + completion_tokens];
  }
  const value = row[field.name as keyof RequestRow] as Value | readonly Value[] | null;
  if (value === null) return [];
  return Array.isArray(value) ? value : [value as Value];
}

function meetsOne({ op, value }: Condition, field: Field, stored: Value): boolean {
  const [a, ...others] = [stored, ...(Array.isArray(value) ? value : [value])].map((one) =>
    comparable(field, one as Value),
  );
  const [b] = others;
  if (op === 'exists') return field.type !== 'text' || field.entry !== undefined || stored !== '';
  if (a === undefined || b === undefined) throw new RangeError('no value');
  switch (op) {
    case '=':
      return a === b;
    case 'in':
      return others.includes(a);
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case 'contains':
      return lower(String(a)).includes(lower(String(b)));
    case 'starts_with':
      return lower(String(a)).startsWith(lower(String(b)));
    case 'ends_with':
      return lower(String(a)).endsWith(lower(String(b)));
    default:
      throw new RangeError(op);
  }
}

function comparable(field: Field, value: Value): Value | bigint {
  if (value === undefined) return '';
  if (field.type === 'money') {
    const [whole = '', part = ''] = (typeof value === 'number' ? value.toFixed(12) : String(value)).split('.');
    return BigInt(whole + part.padEnd(12, '0'));
  }
  if (field.type === 'time') return Date.parse(String(value).replace(' ', 'T').replace(/Z?$/, 'Z'));
  return value;
}

/** A to Z only. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function finds({ text, in: place }: TextSearch, bodies: BodyRow): boolean {
  const request = bodies.request_encoding === 'utf8' ? [bodies.request_body] : [];
  const response =
    bodies.response_encoding === 'utf8' ? [bodies.response_body, streamedText(bodies.response_body)] : [];
  const places = { request, response, any: [...request, ...response] }[place];
  const json = JSON.stringify(text).slice(1, -1);
  const escaped = (unit: number) => `\\u${unit.toString(16).padStart(4, '0')}`;
  const units = Array.from({ length: json.length }, (_, i) => json.charCodeAt(i));
  const ascii = units.map((unit) => (unit < 0x80 ? String.fromCharCode(unit) : escaped(unit))).join('');
  const html = units
    .map((unit) => ('<>&'.includes(String.fromCharCode(unit)) ? escaped(unit) : String.fromCharCode(unit)))
    .join('');
  const forms = [text, json, ascii, html, ascii.split('/').join('\\/')];
  return places.some((body) => forms.some((form) => lower(body).includes(lower(form))));
}

/** The texts in the events of a stream, one after the other; nothing where there is no stream. */
function streamedText(body: string): string {
  const lines = body.split('\n');
  if (!/^(data|event|id|retry)?:/.test(body)) return '';
  const pattern =
    /"(?:content|text|delta|thinking|reasoning_content|refusal|arguments|partial_json)": ?"((?:[^"\\]|\\.)*)"/g;
  return lines.flatMap((line) => [...line.matchAll(pattern)].map((match) => match[1])).join('');
}
