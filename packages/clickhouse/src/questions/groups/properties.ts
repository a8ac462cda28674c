import * as z from 'zod';
import { seen, totals, users } from './figures.ts';

/** So many values of a property are told. */
const mostValues = 5;

/** By the names of properties. */
export const properties = () => ({
  keys: { name: 'property_name' },
  arrayJoin: 'mapKeys(properties) AS property_name, mapValues(properties) AS property_value',
  figures: { ...totals, values: { ...users, sql: 'uniqCombined64(property_value)' }, ...seen },
  more: {
    // Exact up to a hundred values.
    frequent_values: { sql: `topKIf(${mostValues}, 20)(property_value, is_final)`, answered: z.array(z.string()) },
  },
});
