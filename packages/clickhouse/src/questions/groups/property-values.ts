import { findField } from '@tallystick/filter';
import { fieldSql } from '../filter-sql.ts';
import type { Parameters } from '../parameters.ts';
import { QuestionError } from '../question-error.ts';
import { latencies, seen, totals, users } from './figures.ts';

/**
 * By the values of one property; one that is given and empty is a value, too.
 *
 * @throws QuestionError when no property has such a name
 */
export const propertyValues = (property: string) => (parameters: Parameters) => {
  const field = findField(`properties.${property}`);
  if (!field?.entry) throw new QuestionError('property', 'takes the name of a property, 1 to 200 characters');
  return {
    keys: { value: fieldSql(field, parameters) },
    which: `mapContains(properties, ${parameters.bind('String', field.entry.name)})`,
    figures: { ...totals, ...latencies, users, ...seen },
    more: {},
  };
};
