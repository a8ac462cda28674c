import fc from 'fast-check';
import {
  type Field,
  type Filter,
  type FilterValue,
  findField,
  operatorsOf,
  parseFilter,
  textPlaces,
} from '../index.ts';

/** Values that conditions of a field are made with: those that occur in the data, mostly, so that conditions are met. */
export type Values = (field: Field) => readonly FilterValue[];

/** Any filter over these fields, in its one form. */
export function filters(names: readonly string[], values: Values, texts: readonly string[]): fc.Arbitrary<Filter> {
  const condition = fc
    .constantFrom(...names)
    .map(fieldOf)
    .chain((field) => {
      const value = fc.constantFrom(...values(field));
      return fc.constantFrom(...operatorsOf[field.type]).chain((op): fc.Arbitrary<unknown> => {
        if (op === 'exists') return fc.constant({ field: field.name, op });
        if (op === 'in') {
          return fc
            .array(value, { minLength: 1, maxLength: 4 })
            .map((several) => ({ field: field.name, op, value: several }));
        }
        // A part of a value, for the operators that look for one.
        const part = fc.tuple(value, fc.nat(5), fc.integer({ min: 1, max: 6 })).map(([whole, from, length]) => {
          const text = String(whole);
          return text.slice(from, from + length).toWellFormed() || text || 'x';
        });
        const isPart = op === 'contains' || op === 'starts_with' || op === 'ends_with';
        return (isPart ? part : value).map((one) => ({ field: field.name, op, value: one }));
      });
    });
  const leaf =
    texts.length === 0
      ? condition
      : fc.oneof(
          { weight: 6, arbitrary: condition },
          { weight: 1, arbitrary: fc.record({ text: fc.constantFrom(...texts), in: fc.constantFrom(...textPlaces) }) },
        );
  const { filter } = fc.letrec<{ filter: unknown }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.array(tie('filter'), { minLength: 1, maxLength: 4 }).map((and) => ({ and })),
      fc.array(tie('filter'), { minLength: 1, maxLength: 4 }).map((or) => ({ or })),
      tie('filter').map((not) => ({ not })),
    ),
  }));
  return filter.map(parseFilter);
}

function fieldOf(name: string): Field {
  const field = findField(name);
  if (!field) throw new RangeError(name);
  return field;
}
