import { countMessages, findGaps, timesBeside } from '@tallystick/clickhouse';
import type { Services } from '../services.ts';
import { findKnownMessages, type KnownMessages } from './known-messages.ts';
import { type GoneRun, type SortedGaps, sortGaps } from './sort-gaps.ts';
import { shownLimit, type Verification } from './verification.ts';

/** 20 million rows took 8 s on two busy cores (docs/decisions/0602). ms */
const timeout = 90_000;
/** Gaps that are judged. */
const gapLimit = 10_000;

/**
 * Which messages of edge isolates never became rows.
 *
 * @param since Unix ms: messages sent before are not looked for
 * @param grace ms that every message is given to become a row
 * @throws ClickHouseError, and what R2 throws
 */
export async function verify(
  { objects, queues, clickhouse }: Pick<Services, 'objects' | 'queues' | 'clickhouse'>,
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
