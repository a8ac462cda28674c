import * as z from 'zod';
import { placeOf, type Stored } from './stored.ts';
import type { StormTestbed } from './testbed.ts';

const answerSchema = z.object({
  missing: z.object({
    gone: z.number(),
    on_their_way: z.number(),
    spilled: z.number(),
    parked: z.number(),
    dead: z.number(),
  }),
  more_gaps: z.number(),
  gaps: z.array(z.object({ isolate_id: z.string(), first: z.number(), last: z.number() })),
});

/**
 * Holds what `tally verify` says to what is known here: gone are the messages that the edge has named as lost, and those whose dead
 * letter, buried unread, does not say which message it is.
 *
 * @param started when the storm began, Unix ms
 */
export async function checkVerify({ stack }: StormTestbed, stored: Stored, started: number): Promise<string[]> {
  const url = new URL('/v1/verify', stack.consoleUrl);
  url.searchParams.set('grace', '0');
  url.searchParams.set('since', new Date(started).toISOString());
  const response = await fetch(url, { headers: { authorization: `Bearer ${stack.operatorToken}` } });
  if (!response.ok) return [`verify answers ${response.status}: ${await response.text()}`];
  const { missing, gaps, more_gaps } = answerSchema.parse(await response.json());
  const said = new Set(
    gaps.flatMap(({ isolate_id, first, last }) =>
      Array.from({ length: last - first + 1 }, (_, index) => placeOf({ isolate_id, isolate_seq: first + index })),
    ),
  );
  const gone = new Set(
    [...stored.lost.values(), ...[...stored.letters.values()].filter(({ named }) => !named)].map(placeOf),
  );
  const problems: string[] = [];
  const { on_their_way, spilled, parked } = missing;
  if (on_their_way + spilled + parked > 0) problems.push(`verify says that messages wait: ${JSON.stringify(missing)}`);
  if (more_gaps > 0) problems.push(`verify has left off ${more_gaps} gaps`);
  const wrong = [...said, ...gone].filter((place) => !said.has(place) || !gone.has(place));
  if (wrong.length > 0) {
    problems.push(`verify calls ${said.size} messages gone instead of ${gone.size}: ${wrong.slice(0, 5).join(', ')}`);
  }
  return problems;
}
