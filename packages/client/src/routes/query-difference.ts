import { createRoute, z } from '@hono/zod-openapi';
import { askedSchema, filterField } from './filter.ts';
import { momentSchema } from './moment.ts';
import { againSchema, errorResponses, jsonOf } from './shared.ts';
import { countedCalls } from './which-calls.ts';

const questionSchema = z
  .strictObject({
    ...countedCalls,
    inside: z
      .strictObject({
        from: momentSchema.optional(),
        to: momentSchema.optional(),
        filter: filterField.optional(),
      })
      .describe('which part of those calls is compared with the rest: a span of time, a filter, or both'),
    limit: z.int().default(20).describe('differences that are answered'),
  })
  .openapi('DifferenceQuestion');

const count = z.int();
const share = z.number();

const answerSchema = z
  .object({
    inside: count.describe('attempts of calls in the part'),
    outside: count,
    left_out: z.array(z.string()).describe('what the part is chosen by, and so was not compared'),
    differences: z
      .array(
        z.object({
          field: z.string(),
          value: z
            .union([z.string(), z.number(), z.boolean()])
            .nullable()
            .describe(
              'null for calls that have none; of durations, tokens, costs and scores a range such as 1024..2048, its end excluded',
            ),
          line: z.string().describe('the same as a line of a filter'),
          inside: count,
          outside: count,
          inside_share: share.describe('of all that are inside'),
          outside_share: share.describe('of all that are outside'),
          difference: z.number().describe('inside_share - outside_share'),
          ratio: z.number().nullable().describe('inside_share / outside_share; null where there is none outside'),
          follows: z
            .string()
            .nullable()
            .describe('the line of what it follows from or says again; null for one that stands by itself'),
        }),
      )
      .describe(
        'what stands by itself first, then what follows from that or from the choice of the part; empty where nothing differs surely, or a part is empty',
      ),
    asked: askedSchema,
    again: againSchema,
  })
  .openapi('DifferenceAnswer');

export const queryDifference = createRoute({
  method: 'post',
  path: '/v1/metrics/difference',
  operationId: 'queryDifference',
  summary: 'What is different about a part of the calls: a spike, the failed, the slow',
  request: { body: { content: jsonOf(questionSchema), required: true } },
  responses: { 200: { description: 'What differs', content: jsonOf(answerSchema) }, ...errorResponses },
});
