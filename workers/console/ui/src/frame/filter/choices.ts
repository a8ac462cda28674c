import { type Field, type FieldType, fields, findField, printLine } from '@tallystick/filter';
import type { Typed } from './typed.ts';

/** What can stand where something is being typed. */
export interface Choice {
  /** What takes its place. */
  text: string;
  /** What is shown, where that is not it. */
  name?: string;
  hint: string;
  /** Whether the part is finished with it. */
  ends: boolean;
}

const most = 12;

/** @param properties names of properties of the calls that are looked at */
export function fieldChoices({ text }: Typed, properties: readonly string[]): Choice[] {
  const named = [
    ...fields.map(({ name, type }) => ({ name, hint: typeHints[type] })),
    ...properties.map((name) => ({ name: `properties.${name}`, hint: 'property' })),
  ];
  const alias = findField(text)?.name;
  const rank = (name: string) => {
    if (name === alias) return 0;
    if (name.startsWith(text)) return 1;
    if (name.startsWith(`properties.${text}`) || name.startsWith(text.replace(/^property\./, 'properties.'))) return 2;
    return name.includes(text) ? 3 : 4;
  };
  const ranked = named.map((one) => ({ ...one, rank: text === '' ? frequent(one.name) : rank(one.name) }));
  return ranked
    .filter((one) => one.rank < 4)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ name, hint }) => ({ text: `${fieldPart(name)}:`, name, hint, ends: false }));
}

/** @param values of the field among the calls that are looked at, the most frequent first */
export function valueChoices({ field, text }: Typed & { kind: 'value' }, values: readonly Value[]): Choice[] {
  const known = field.type === 'boolean' ? ['true', 'false'] : field.choices;
  const given = known ? known.map((value) => ({ value, hint: '' })) : values;
  const wanted = text.toLowerCase();
  const found = given
    .filter(({ value }) => value !== '' && value.toLowerCase().includes(wanted))
    .map(({ value, hint }) => ({ text: valuePart(field, value), name: value, hint, ends: true }));
  return [...(text === '' ? beginnings(field) : []), ...found].slice(0, most + 8);
}

export interface Value {
  value: string;
  hint: string;
}

const typeHints: Record<FieldType, string> = {
  text: 'text',
  list: 'list',
  id: 'id',
  choice: 'one of several',
  number: 'number',
  duration: 'time, 250ms or 2s',
  money: 'USD',
  time: 'date or time',
  boolean: 'true or false',
};

/** What people filter by stands first where nothing is typed yet. */
const first = ['model', 'status', 'failed', 'user_id', 'cost_usd', 'latency_ms', 'provider', 'session_id', 'prompt_id'];
function frequent(name: string): number {
  if (name.startsWith('properties.')) return 2;
  return first.includes(name) ? 1 : 3;
}

/** How a value of the field may begin. */
function beginnings({ type, nullable }: Field): Choice[] {
  const any = { text: '*', hint: 'has any', ends: true };
  if (type === 'text' || type === 'list') return [any];
  if (type !== 'number' && type !== 'duration' && type !== 'money' && type !== 'time') return [];
  const [more, less] = type === 'time' ? ['after', 'before'] : ['more than', 'less than'];
  const signs = [
    { text: '>', hint: more, ends: false },
    { text: '>=', hint: `${more}, or exactly`, ends: false },
    { text: '<', hint: less, ends: false },
    { text: '<=', hint: `${less}, or exactly`, ends: false },
  ];
  return nullable ? [...signs, any] : signs;
}

function fieldPart(name: string): string {
  return printLine({ field: name, op: 'exists' }).slice(0, -':*'.length);
}

function valuePart({ name, type }: Field, value: string): string {
  const read = type === 'number' ? Number(value) : type === 'boolean' ? value === 'true' : value;
  return printLine({ field: name, op: '=', value: read }).slice(fieldPart(name).length + 1);
}
