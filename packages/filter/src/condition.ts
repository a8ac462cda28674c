import { latestTime, uuidPattern } from '@tallystick/log';
import { type Field, fieldNames, findField } from './fields.ts';
import { type Condition, type Filter, type FilterValue, filterLimits } from './filter.ts';
import { FilterError } from './filter-error.ts';
import { type Operator, operatorsOf } from './operators.ts';
import { timeForms, timeOf } from './time.ts';

/**
 * A condition in its one form: the field by its own name, `!=` as the `not` of `=`, an `in` of one value as `=`, times in UTC.
 *
 * @param at where it stands, for errors
 * @throws FilterError when there is no such field, or it does not take this operator or value
 */
export function conditionOf(name: string, op: Operator, value: unknown, at: string): Filter {
  const field = fieldNamed(name, at);
  if (!operatorsOf[field.type].includes(op)) {
    throw new FilterError(at, `${field.name} takes ${operatorsOf[field.type].join(' ')}, not ${op}`);
  }
  if (op === 'exists') {
    if (value !== undefined) throw new FilterError(at, `${field.name}: exists takes no value`);
    return { field: field.name, op };
  }
  if (op === 'in') return isOneOf(field, value, at);
  if (op === '!=') return { not: { field: field.name, op: '=', value: checked(field, value, at) } };
  const one = checked(field, value, at);
  if (one === '' && op !== '=') throw new FilterError(at, `${field.name}: ${op} takes text of one character or more`);
  return { field: field.name, op, value: one };
}

/** @throws FilterError when there is none */
export function fieldNamed(name: string, at: string): Field {
  const field = findField(name);
  if (field) return field;
  const hint = /^[\w-]+$/.test(name) ? `a property of this name is property.${name}; ` : '';
  throw new FilterError(at, `there is no field ${quoted(name)}: ${hint}the fields are ${fieldNames}`);
}

function isOneOf(field: Field, values: unknown, at: string): Condition {
  if (!Array.isArray(values) || values.length === 0 || values.length > filterLimits.values) {
    throw new FilterError(at, `${field.name}: in takes a list of 1 to ${filterLimits.values} values`);
  }
  const [first, ...rest] = values.map((value) => checked(field, value, at));
  if (first === undefined) throw new RangeError('a list without values');
  return rest.length === 0
    ? { field: field.name, op: '=', value: first }
    : { field: field.name, op: 'in', value: [first, ...rest] };
}

/** USD: what a Decimal(18, 12) holds. */
const mostMoney = 999_999;
const decimalPattern = /^-?\d{1,6}(\.\d{1,12})?$/;
/** ClickHouse's DateTime64 takes none before. Unix ms */
const earliestTime = Date.UTC(1970, 0);

function checked(field: Field, value: unknown, at: string): FilterValue {
  const fail = (takes: string): never => {
    throw new FilterError(at, `${field.name} takes ${takes}, not ${quoted(value)}`);
  };
  switch (field.type) {
    case 'text':
    case 'list':
      if (typeof value !== 'string') return fail('text');
      if (value.length > filterLimits.value) return fail(`text of up to ${filterLimits.value} characters`);
      return value.isWellFormed() ? value : fail('text in well-formed Unicode');
    case 'id':
      return typeof value === 'string' && uuidPattern.test(value) ? value.toLowerCase() : fail('a UUID');
    case 'choice':
      return typeof value === 'string' && field.choices?.includes(value)
        ? value
        : fail(`one of ${field.choices?.join(', ')}`);
    case 'number':
      return isNumber(value) ? value : fail('a number');
    case 'duration':
      return isNumber(value) ? value : fail('a number of milliseconds');
    case 'money':
      // As text where it comes from an answer of the API.
      if (typeof value === 'string' && decimalPattern.test(value)) return Number(value);
      return isNumber(value) && Math.abs(value) <= mostMoney
        ? value
        : fail(`a number of USD, up to ${mostMoney} either way`);
    case 'boolean':
      return typeof value === 'boolean' ? value : fail('true or false');
    case 'time': {
      const time = typeof value === 'string' ? timeOf(value) : Number.NaN;
      return time >= earliestTime && time < latestTime
        ? new Date(time).toISOString()
        : fail(`a ${timeForms}; for how long ago, ask with from`);
    }
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** A value as an error shows it. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80).toWellFormed()}…` : text;
}
