import { createRoute, z } from '@hono/zod-openapi';
import { timeForms, timeOf } from '@tallystick/filter';
import { latestTime, ownPriceSchema } from '@tallystick/log';
import { seen } from './groups/figures.ts';
import { momentSchema, timeZoneField } from './moment.ts';
import { againSchema, errorResponses, jsonOf, organisationField, organisationQuery } from './shared.ts';

const amountSchema = z.string().describe('decimal text');

const entryShape = {
  model: z.string(),
  from: z.iso.datetime().nullable().describe('calls from then on have it; null for all'),
  prices: z.record(
    z.string(),
    z.union([
      amountSchema,
      z.object({ base: amountSchema, tiers: z.array(z.object({ start: z.int(), price: amountSchema })) }),
    ]),
  ),
};

const priceSchema = z
  .object({ id: z.uuid(), provider: z.string(), ...entryShape, set_at: z.iso.datetime() })
  .openapi('OwnPrice');
export type PriceAnswer = z.infer<typeof priceSchema>;

export const listPrices = createRoute({
  method: 'get',
  path: '/v1/prices',
  operationId: 'listPrices',
  summary: "The organisation's own prices, which win over the price list",
  request: { query: organisationQuery },
  responses: {
    200: {
      description: 'By provider, model and time',
      content: jsonOf(z.object({ prices: z.array(priceSchema) })),
    },
    ...errorResponses,
  },
});

export const setPrice = createRoute({
  method: 'put',
  path: '/v1/prices',
  operationId: 'setPrice',
  summary: 'Set what a model costs, in place of what was set from the same time. Calls have it within half a minute',
  request: {
    body: {
      required: true,
      content: jsonOf(
        z.strictObject({
          organisation: organisationField,
          ...ownPriceSchema.shape,
          from: z
            .string()
            .refine((text) => timeOf(text) > 0 && timeOf(text) < latestTime, `must be a ${timeForms}, until 2199`)
            .nullable()
            .default(null)
            .describe('calls from then on have it, a date from midnight UTC; null for all that no later price is for'),
        }),
      ),
    },
  },
  responses: { 200: { description: 'As it is now', content: jsonOf(priceSchema) }, ...errorResponses },
});

export const removePrice = createRoute({
  method: 'delete',
  path: '/v1/prices/{id}',
  operationId: 'removePrice',
  summary: 'Remove a price of your own',
  request: { params: z.object({ id: z.uuid('must be the id of a price') }), query: organisationQuery },
  responses: { 200: { description: 'As it was', content: jsonOf(priceSchema) }, ...errorResponses },
});

const missingSchema = z
  .object({
    provider: z.string(),
    model: z.string().describe('the one that answered, else the one that was asked for'),
    priced_as: z.string().nullable().describe('the model that the caller wants them priced by, where that is another'),
    reason: z.string().nullable().describe('why their cost is not known, as their warnings have it'),
    calls: z.int().describe('attempts'),
    prompt_tokens: z.int().nullable(),
    completion_tokens: z.int().nullable(),
    ...seen,
    priced_by_now: z.boolean().describe('whether pricing stored calls again gives such a call a cost'),
    set: z
      .object({
        ...entryShape,
        prices: entryShape.prices.describe('what the entry has already'),
        lacking: z.array(z.string()).describe('what it would have to name beside these'),
      })
      .nullable()
      .describe('the price of your own that would give such a call a cost and take none away, where there is one'),
  })
  .openapi('MissingPrice');
export type MissingPriceAnswer = z.infer<typeof missingSchema>;

export const findMissingPrices = createRoute({
  method: 'get',
  path: '/v1/prices/missing',
  operationId: 'findMissingPrices',
  summary: 'Calls whose tokens are known and whose cost is not, by model and reason',
  request: {
    query: z.strictObject({
      organisation: organisationField,
      from: momentSchema.default('30d').describe('calls from here on: a time, a date, or how long ago'),
      to: momentSchema
        .optional()
        .describe('calls before this; by default now, and five minutes more for clocks that are ahead'),
      time_zone: timeZoneField.describe('IANA name, of dates'),
    }),
  },
  responses: {
    200: {
      description: 'Those with the most tokens first',
      content: jsonOf(
        z.object({
          missing: z.array(missingSchema),
          partial: z.boolean().describe('whether there are more'),
          again: againSchema,
        }),
      ),
    },
    ...errorResponses,
  },
});
