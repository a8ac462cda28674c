import { z } from '@hono/zod-openapi';
import { type Filter, operators, textPlaces } from '@tallystick/filter';

const reference = { $ref: '#/components/schemas/Filter' };
const values = (['string', 'number', 'boolean'] as const).map((type) => ({ type }));

const unread = z.unknown().openapi('Filter', {
  description:
    'Which calls are meant: as one line, `model:gpt-4o cost:>0.05 property.feature:checkout "refund"`, or as JSON. /docs#filters has the language.',
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

/** A filter in either notation. What it means is checked by `readFilter` of the console, which knows the fields. */
export const filterField = unread as z.ZodType<string | Filter>;

/** What was asked, as answers repeat it. */
export const askedSchema = z.object({
  filter: unread,
  line: z.string().describe('the filter as one line'),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
});
