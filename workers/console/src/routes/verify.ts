import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { countMessages, findGaps, timesBeside } from '@tallystick/clickhouse';
import { errorResponses, jsonOf } from '@tallystick/client/routes';
import { clockSkew } from '@tallystick/log';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import type { AppEnv, Services } from '../services.ts';
import { findKnownMessages, type KnownMessages } from '../verify/known-messages.ts';
import { type GoneRun, type SortedGaps, sortGaps } from '../verify/sort-gaps.ts';

/** 20 million rows took 8 s on two busy cores (docs/decisions/0602). ms */
const timeout = 90_000;
/** Gaps that are judged, and of these, that are answered with their times. */
const gapLimit = 10_000;
const shownLimit = 100;
const day = 86_400_000;

const time = z.iso.datetime({ offset: true, error: 'must be a time like 2030-01-31T00:00:00Z' });
const count = z.int();

const verificationSchema = z
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
type Verification = z.infer<typeof verificationSchema>;

const route = createRoute({
  method: 'get',
  path: '/v1/verify',
  operationId: 'verify',
  summary: 'Which messages of edge isolates never became rows',
  ...allow(),
  request: {
    query: z.strictObject({
      since: time.optional().describe('messages sent before are not looked for; by default 24 hours ago'),
      grace: z.coerce
        .number()
        .int()
        .min(0)
        .max(86_400)
        .default(120)
        .describe('seconds that every message is given to become a row'),
    }),
  },
  responses: {
    200: { description: 'What was found', content: jsonOf(verificationSchema) },
    ...errorResponses,
  },
});

export function addVerify(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => {
    const { since, grace } = c.req.valid('query');
    const now = Date.now();
    const from = since === undefined ? now - day : Date.parse(since);
    if (from > now + clockSkew) throw new ApiError('invalid', 'since: lies in the future');
    // ClickHouse knows no time before 1900.
    return c.json(await verify(c.var.services, Math.min(Math.max(from, 0), now), grace * 1000, now), 200);
  });
}

async function verify(
  { objects, queues, clickhouse }: Services,
  since: number,
  grace: number,
  now: number,
): Promise<Verification> {
  // Before the rows are read: what becomes a row meanwhile is then not missed in both places.
  const known = await findKnownMessages(objects, queues, since, now);
  const settled = Math.min(known.handledUntil, now - grace);
  const client = clickhouse(timeout);
  const [checked, gaps] = await Promise.all([
    countMessages(client, since),
    findGaps(client, { since, settled, limit: gapLimit }),
  ]);
  const { gone, counts } = sortGaps(gaps, known.byIsolate);
  const complete = gaps.length < gapLimit;
  const doubts = [...known.unread];
  if (!complete) doubts.push(`only the first ${gapLimit} gaps were looked at`);
  if (known.nameless > 0) doubts.push(`dead letters that do not say which message they are: ${known.nameless}`);
  const shown = gone.slice(0, shownLimit);
  const times = await timesBeside(
    client,
    shown.map(({ gap }) => gap),
  );
  return {
    verdict: verdictOf(counts, known, complete),
    checked_at: new Date(now).toISOString(),
    since: new Date(since).toISOString(),
    settled_before: new Date(settled).toISOString(),
    ...checked,
    missing: { ...counts, ...known.counts },
    queued: known.queued,
    nameless_dead_letters: known.nameless,
    doubts,
    gaps: shown.map((run) => present(run, times)),
    more_gaps: gone.length - shown.length,
  };
}

/** Of two messages that are gone, one letter without a name can explain one. */
function verdictOf(
  { gone, on_their_way }: SortedGaps['counts'],
  { unread, nameless, queued, counts }: KnownMessages,
  complete: boolean,
): Verification['verdict'] {
  if (gone > nameless && unread.length === 0) return 'gone';
  if (gone > 0 || !complete) return 'unsure';
  const elsewhere = on_their_way + queued + counts.spilled + counts.parked + counts.dead;
  return elsewhere === 0 ? 'clean' : 'elsewhere';
}

function present({ first, last, gap }: GoneRun, times: ReadonlyMap<string, number>): Verification['gaps'][number] {
  const timeOf = (number: number) => {
    const found = times.get(`${gap.isolate_id}/${number}`);
    return found === undefined ? null : new Date(found).toISOString();
  };
  const [after, before] = [timeOf(gap.first - 1), timeOf(gap.last + 1)];
  return { isolate_id: gap.isolate_id, first, last, count: last - first + 1, after, before };
}
