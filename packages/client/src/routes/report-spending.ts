import { createRoute, z } from '@hono/zod-openapi';
import { fileHeaders } from './export-requests.ts';
import { askedSchema } from './filter.ts';
import { timeZoneField } from './moment.ts';
import { againSchema, errorResponses, jsonOf } from './shared.ts';
import { countedCalls } from './which-calls.ts';

const questionSchema = z
  .strictObject({
    ...countedCalls,
    by: z
      .array(z.string().max(300))
      .default([])
      .describe('up to three fields: model, user_id, properties.team, …; by default months alone'),
    time_zone: timeZoneField.describe('IANA name, of dates and months'),
    format: z.enum(['json', 'csv']).default('json'),
  })
  .openapi('SpendingQuestion');

const valuesSchema = z
  .object({
    requests: z.int(),
    errors: z.int(),
    prompt_tokens: z.int().nullable(),
    completion_tokens: z.int().nullable(),
    cost_usd: z.string().nullable().describe('decimal text; null where nothing of it is known'),
    cost_unknown: z.int().describe('attempts whose cost is not known, and so not in cost_usd'),
  })
  .openapi('Spending');

const answerSchema = z
  .object({
    by: z.array(z.string()).describe("the fields' own names"),
    rows: z.array(
      z.object({
        month: z.string().describe('2026-11'),
        group: z
          .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable())
          .describe('by field; null for calls that have none'),
        values: valuesSchema,
      }),
    ),
    total: valuesSchema.describe('what the rows add up to'),
    asked: askedSchema,
    again: againSchema,
  })
  .openapi('SpendingAnswer');

export const reportSpending = createRoute({
  method: 'post',
  path: '/v1/reports/spending',
  operationId: 'reportSpending',
  summary: 'What was spent, by month and up to three fields',
  request: { body: { content: jsonOf(questionSchema), required: true } },
  responses: {
    200: {
      description: 'Month after month, the dearest group first; as CSV, a file',
      headers: fileHeaders.partial(),
      content: { ...jsonOf(answerSchema), 'text/csv': { schema: z.string() } },
    },
    ...errorResponses,
  },
});
