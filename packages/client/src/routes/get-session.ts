import { createRoute, z } from '@hono/zod-openapi';
import { session, span, totals } from './groups/figures.ts';
import { momentSchema, timeZoneField } from './moment.ts';
import { requestSchema } from './request.ts';
import { againSchema, errorResponses, jsonOf, organisationField, sessionIdParam } from './shared.ts';

const callSchema = requestSchema
  .pick({
    request_id: true,
    created_at: true,
    attempt: true,
    provider: true,
    model: true,
    requested_model: true,
    status: true,
    failed: true,
    latency_ms: true,
    ttft_ms: true,
    prompt_tokens: true,
    completion_tokens: true,
    cost_usd: true,
  })
  .openapi('SessionCall');

const step = z.object({
  path: z.string().describe('`/plan/search`; of the root `/`'),
  name: z.string().describe('the last part of the path; empty for the root'),
  ...totals,
  ...span,
  calls: z.array(callSchema).describe('its own, in their order; not those below'),
});
type Step = z.infer<typeof step> & { children: Step[] };

const stepSchema: z.ZodType<Step> = step
  .extend({ children: z.lazy(() => z.array(stepSchema)).describe('in the order of their beginning') })
  .openapi('SessionStep');

const answerSchema = z
  .object({
    session: z.object({ ...session, ...totals, ...span }),
    scores: z.record(z.string(), z.number()).describe('of the session as a whole, not of its calls'),
    feedback: z
      .object({ rating: z.number().nullable(), comment: z.string(), created_at: z.iso.datetime() })
      .nullable()
      .describe('the latest'),
    tree: stepSchema.describe('the figures of a step count all that lies below it'),
    partial: z.boolean().describe('whether the tree lacks calls or steps. The figures count them all'),
    again: againSchema,
  })
  .openapi('SessionAnswer');

export const getSession = createRoute({
  method: 'get',
  path: '/v1/sessions/{id}',
  operationId: 'getSession',
  summary: 'A session with what was said of it, and its calls as a tree of their paths',
  request: {
    params: sessionIdParam,
    query: z.strictObject({
      organisation: organisationField,
      from: momentSchema.optional().describe('its calls from here on; by default all'),
      to: momentSchema
        .optional()
        .describe('its calls before this; by default now, and five minutes more for clocks that are ahead'),
      time_zone: timeZoneField.describe('IANA name, of dates'),
    }),
  },
  responses: { 200: { description: 'The session', content: jsonOf(answerSchema) }, ...errorResponses },
});
