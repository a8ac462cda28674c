import { type ClickHouse, findUnfolded, foldEdits } from '@tallystick/clickhouse';
import { clockSkew } from '@tallystick/log';

/** What sweeping edits needs of the world. */
export interface EditsSweep {
  clickhouse: ClickHouse;
  /** Unix ms */
  now: number;
  /** When no fold is begun any more. Unix ms */
  until: number;
}

const minute = 60_000;
const hour = 60 * minute;
/** Sixty of them are the fifteen days that a message may take (sweep-objects.ts), and each has its minute in the hour. */
const slice = 6 * hour;
const slices = 60;

/** Calls in one fold. Spread over the fifteen days of 3 million calls, 1,000 took four seconds. */
const together = 500;

/**
 * Folds edits into the rows that lack them: those whose fold did not come about, and those whose rows arrived after them. It looks at
 * the last hour's edits and, in turns, at six hours of those before: within an hour at all of them. Nothing is remembered between runs, and
 * what a run does not finish is found again.
 *
 * @returns how many calls were folded
 * @throws ClickHouseError
 */
export async function sweepEdits({ clickhouse, now, until }: EditsSweep): Promise<number> {
  let folded = 0;
  for (const window of windowsAt(now)) {
    let before: string | undefined;
    for (let more = true; more && Date.now() <= until; ) {
      const calls = await findUnfolded(clickhouse, { ...window, limit: together });
      await foldEdits(clickhouse, calls);
      folded += calls.length;
      more = calls.length === together;
      // A fold that changes nothing would be repeated until the run ends.
      const found = JSON.stringify(calls);
      if (more && found === before) throw new RangeError(`edits of ${calls.length} calls do not fold`);
      before = found;
    }
  }
  return folded;
}

/** The times of the edits that are looked at in a minute. */
function windowsAt(now: number): { from: number; to: number }[] {
  const windows = [{ from: now - hour, to: now + clockSkew }];
  const turn = Math.floor(now / minute) % slices;
  const current = Math.floor(now / slice);
  for (let at = current - slices; at <= current; at++) {
    if (at % slices === turn) windows.push({ from: at * slice, to: Math.min((at + 1) * slice, now - hour) });
  }
  return windows.filter(({ from, to }) => from < to);
}
