import { type Field, findField } from '@tallystick/filter';
import { fieldSql } from './filter-sql.ts';
import type { Parameters } from './parameters.ts';
import { QuestionError } from './question-error.ts';

export type GroupValue = string | number | boolean | null;

/** How calls are told apart by a field. */
export interface GroupKey {
  /** The field's own name. */
  name: string;
  /** The group of a row, as text that is never NULL. */
  sql: string;
  /** What that text stands for; null for calls that have no such value, as `exists` of a filter has it. */
  valueOfKey(key: string): GroupValue;
}

/** Of an error's text: many end in an id of their own. Characters. */
export const errorLength = 200;

/** Text of which nearly every call has its own. */
const ids: readonly string[] = ['response_id', 'cache_reference_id'];
/** Numbers of which there are few. */
const fewNumbers: readonly string[] = ['attempt', 'status'];

/**
 * Adds the key of one more field.
 *
 * @param others what may be named beside fields
 * @throws QuestionError when it is there already, and as `groupKey` does
 */
export function addGroupKey(keys: GroupKey[], name: string, at: string, parameters: Parameters, others = ''): void {
  const key = groupKey(name, at, parameters, others);
  if (keys.some((other) => other.name === key.name)) throw new QuestionError(at, `${key.name} is there already`);
  keys.push(key);
}

/** @throws QuestionError when there is no such field, or calls cannot be grouped by it */
export function groupKey(name: string, at: string, parameters: Parameters, others = ''): GroupKey {
  const field = findField(name);
  if (!field) {
    throw new QuestionError(
      at,
      `there is no field ${JSON.stringify(name.slice(0, 80))}: takes ${others}a field such as provider, model, user_id, session_id, status, country, prompt_id, properties.NAME, scores.NAME`,
    );
  }
  const of = fieldSql(field, parameters);
  if (field.entry) return entryKey(field, of, at, parameters);
  switch (field.type) {
    case 'text':
      if (ids.includes(field.name)) break;
      return {
        name: field.name,
        sql: field.name === 'error' ? `substringUTF8(error, 1, ${errorLength})` : of,
        valueOfKey: (key) => (key === '' ? null : key),
      };
    case 'choice':
      return { name: field.name, sql: `toString(${of})`, valueOfKey: (key) => key };
    case 'boolean':
      return {
        name: field.name,
        sql: field.nullable ? `ifNull(toString(${of}), '')` : `toString(${of})`,
        valueOfKey: (key) => (key === '' ? null : key === 'true'),
      };
    case 'number':
      if (!fewNumbers.includes(field.name)) break;
      return { name: field.name, sql: `toString(${of})`, valueOfKey: Number };
  }
  throw new QuestionError(at, `calls cannot be grouped by ${field.name}: ${reasons[field.type] ?? reasons.id}`);
}

const reasons: { readonly [type in Field['type']]?: string } = {
  id: 'nearly every call has its own',
  list: 'a call may have several; filter by it instead',
  number: 'it has too many values; ask for it as a measure, or filter by it',
  duration: 'it has too many values; ask for it as a measure, or filter by it',
  money: 'it has too many values; ask for it as a measure, or filter by it',
  time: 'nearly every call has its own',
};

/** An entry that is there may be empty, so each value has a character before it. */
function entryKey(field: Field, of: string, at: string, parameters: Parameters): GroupKey {
  const { column, name } = field.entry ?? { column: '', name: '' };
  if (column === 'cost_breakdown') {
    throw new QuestionError(at, `calls cannot be grouped by ${field.name}: ${reasons.money}`);
  }
  const given = `mapContains(${column}, ${parameters.bind('String', name)})`;
  return {
    name: field.name,
    sql: `if(${given}, concat('=', toString(${of})), '')`,
    valueOfKey: (key) => (key === '' ? null : column === 'scores' ? Number(key.slice(1)) : key.slice(1)),
  };
}
