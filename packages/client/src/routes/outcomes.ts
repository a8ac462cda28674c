import { z } from '@hono/zod-openapi';

/** What became of each object that something was to be done with. */
export const outcomesSchema = z
  .object({
    outcomes: z.array(
      z.object({
        key: z.string(),
        outcome: z
          .enum(['done', 'not_found', 'refused', 'failed'])
          .describe('refused: it can never be sent again. failed: nothing was lost, try again'),
        reason: z.string().describe('empty where it is done'),
      }),
    ),
  })
  .openapi('Outcomes');
export type Outcomes = z.infer<typeof outcomesSchema>;
