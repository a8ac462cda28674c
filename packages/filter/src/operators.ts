import type { FieldType } from './fields.ts';

export const operators = [
  '=',
  '!=',
  'in',
  '<',
  '<=',
  '>',
  '>=',
  'contains',
  'starts_with',
  'ends_with',
  'exists',
] as const;
export type Operator = (typeof operators)[number];

const text = ['=', '!=', 'in', 'contains', 'starts_with', 'ends_with', 'exists'] as const;
const ordered = ['=', '!=', '<', '<=', '>', '>=', 'exists'] as const;

/**
 * What each type of field can be asked. `contains`, `starts_with` and `ends_with` do not heed the case of A to Z; of a list, one
 * element must meet the condition.
 */
export const operatorsOf: Readonly<Record<FieldType, readonly Operator[]>> = {
  text,
  list: text,
  id: ['=', '!=', 'in'],
  choice: ['=', '!=', 'in'],
  number: [...ordered, 'in'],
  duration: [...ordered, 'in'],
  money: [...ordered, 'in'],
  time: ordered,
  boolean: ['=', '!=', 'exists'],
};
