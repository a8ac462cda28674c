import { z } from '@hono/zod-openapi';
import {
  everything,
  type Filter,
  FilterError,
  operators,
  parseFilter,
  parseLine,
  printLine,
  textPlaces,
} from '@tallystick/filter';
import { ApiError } from '../api-error.ts';

const reference = { $ref: '#/components/schemas/Filter' };
const values = (['string', 'number', 'boolean'] as const).map((type) => ({ type }));

/** A filter in either notation. What it means is checked by `readFilter`, which knows the fields. */
export const filterField = z.unknown().openapi('Filter', {
  description:
    'Which calls are meant: as one line, `model:gpt-4o cost:>0.05 property.feature:checkout "refund"`, or as JSON. docs/filters.md has the language.',
  oneOf: [
    { type: 'string', title: 'a line' },
    { type: 'object', title: 'all of', required: ['and'], properties: { and: { type: 'array', items: reference } } },
    { type: 'object', title: 'one of', required: ['or'], properties: { or: { type: 'array', items: reference } } },
    { type: 'object', title: 'not', required: ['not'], properties: { not: reference } },
    {
      type: 'object',
      title: 'a condition',
      required: ['field', 'op'],
      properties: {
        field: { type: 'string', examples: ['model', 'properties.feature'] },
        op: { type: 'string', enum: [...operators] },
        value: { oneOf: [...values, { type: 'array', items: { oneOf: values } }] },
      },
    },
    {
      type: 'object',
      title: 'text in the bodies',
      required: ['text'],
      properties: { text: { type: 'string' }, in: { type: 'string', enum: [...textPlaces] } },
    },
  ],
});

/** A filter in both notations, as answers repeat it. */
export const bothNotations = z.object({
  filter: z.unknown().openapi({ $ref: '#/components/schemas/Filter' } as object),
  line: z.string().describe('the filter as one line'),
});

/** @throws ApiError that names the part of the filter and what it takes */
export function readFilter(given: unknown, name = 'filter'): Filter {
  if (given === undefined) return everything;
  try {
    return typeof given === 'string' ? parseLine(given) : parseFilter(given);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new ApiError('invalid', `${name}: ${error.message}`);
  }
}

export function inBothNotations(filter: Filter): { filter: Filter; line: string } {
  return { filter, line: printLine(filter) };
}
