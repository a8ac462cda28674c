import { z } from '@hono/zod-openapi';

/** Of the gaps, so many are answered with their times. */
export const shownLimit = 100;

const count = z.int();

/** What `verify` found: deployment-wide. */
export const verificationSchema = z
  .object({
    verdict: z
      .enum(['clean', 'elsewhere', 'gone', 'unsure'])
      .describe('elsewhere: what is no row is known to be somewhere else, or too fresh. unsure: `doubts` says why'),
    checked_at: z.iso.datetime(),
    since: z.iso.datetime(),
    settled_before: z.iso.datetime().describe('only messages sent before were judged'),
    isolates: count.describe('edge isolates that logged since then'),
    messages: count.describe('messages of theirs that are rows'),
    missing: z.object({
      gone: count,
      on_their_way: count.describe('too fresh to be missed, among the numbers that are no rows'),
      spilled: count,
      parked: count,
      dead: count.describe('dead letters since then'),
    }),
    queued: count.describe('messages that wait in the queues'),
    nameless_dead_letters: count.describe('dead letters too damaged to say which message they are'),
    doubts: z.array(z.string()),
    gaps: z
      .array(
        z.object({
          isolate_id: z.string(),
          first: count,
          last: count,
          count,
          after: z.iso
            .datetime()
            .nullable()
            .describe('when the last stored call before had ended; null where there is none'),
          before: z.iso.datetime().nullable().describe('when the first stored call after had ended'),
        }),
      )
      .describe(`runs of numbers of messages that are gone, the first ${shownLimit} of them`),
    more_gaps: count.describe('how many runs were left off'),
  })
  .openapi('Verification');
export type Verification = z.infer<typeof verificationSchema>;
