import { createRoute, z } from '@hono/zod-openapi';
import { askedSchema } from './filter.ts';
import { timeZoneField } from './moment.ts';
import { againSchema, errorResponses, jsonOf } from './shared.ts';
import { countedCalls } from './which-calls.ts';

const time = z.iso.datetime();
const name = z.string().max(300);

const groupingSchema = z
  .strictObject({
    by: name.describe('`time`, or a field: `model`, `user_id`, `properties.feature`, `scores.quality`, …'),
    bucket: name.optional().describe('of time: `1m`, `1h`, `1d`, `1M` and more; /docs#measures has them all'),
  })
  .openapi('Grouping');

const questionSchema = z
  .strictObject({
    ...countedCalls,
    measures: z
      .array(name)
      .default(['requests', 'errors', 'cost_usd'])
      .describe('what to count or compute: /docs#measures has the list, and a wrong name is answered with it'),
    groupings: z.array(groupingSchema).default([]).describe('by nothing, the whole as one, is the default'),
    time_zone: timeZoneField.describe('IANA name, of dates, buckets and the period before'),
    top: z.int().default(10).describe('groups that are answered; those beyond are added up as one, `other`'),
    rank_by: name
      .optional()
      .describe('the measure that says which groups come first; by default the first that is a count or a sum'),
    compare_previous: z.boolean().default(false).describe('answers beside each value what it was in the period before'),
  })
  .openapi('MetricsQuestion');

const valuesSchema = z
  .record(z.string(), z.union([z.number(), z.string()]).nullable())
  .describe('by measure; null is unknown, or a share, mean or quantile of nothing; money is decimal text');
const periodSchema = z.object({ from: time, to: time });

const answerSchema = z
  .object({
    ...periodSchema.shape,
    previous: periodSchema.nullable().describe('the period before, where it was asked for'),
    measures: z.array(z.object({ name: z.string(), unit: z.string(), type: z.string(), description: z.string() })),
    buckets: z.array(time).nullable().describe('when they begin, where calls were grouped by time'),
    rows: z.array(
      z.object({
        time: time.nullable().describe('when the bucket begins'),
        group: z
          .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable())
          .describe('by field; null for calls that have none; empty in the row of all others'),
        other: z.boolean().describe('whether the row holds all groups beyond the first `top`'),
        values: valuesSchema,
        previous: valuesSchema.nullable(),
      }),
    ),
    asked: askedSchema,
    again: againSchema,
  })
  .openapi('MetricsAnswer');

export const queryMetrics = createRoute({
  method: 'post',
  path: '/v1/metrics/query',
  operationId: 'queryMetrics',
  summary: 'Count and compute over calls, by time and by any field',
  request: { body: { content: jsonOf(questionSchema), required: true } },
  responses: {
    200: { description: 'The largest groups first, each in the order of time', content: jsonOf(answerSchema) },
    ...errorResponses,
  },
});
