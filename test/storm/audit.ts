import { checkRow } from './check-row.ts';
import { leaks } from './leaks.ts';
import type { MadeCall } from './make-call.ts';
import { type Letter, readStored, type Stored } from './stored.ts';
import type { Phase } from './storm.ts';
import type { StormTestbed } from './testbed.ts';
import { checkVerify } from './verified.ts';

export interface Findings {
  /** One line for each thing that is not as it should be; none when the storm did no harm. */
  problems: string[];
  /** Calls by where they ended. */
  ended: { rows: number; deadLetters: number; lost: number };
}

/** Looks through all that is stored, and compares it with what the clients saw. @param started Unix ms */
export async function audit(
  testbed: StormTestbed,
  made: ReadonlyMap<Phase, readonly MadeCall[]>,
  started: number,
): Promise<Findings> {
  const stored = await readStored(testbed);
  const problems: string[] = [];
  const ended = { rows: 0, deadLetters: 0, lost: 0 };
  const indices = new Set<number>();
  for (const [phase, calls] of made) {
    for (const call of calls) {
      indices.add(call.plan.index);
      const say = (what: string) => problems.push(`call ${call.plan.index} (${phase}, ${call.requestId}): ${what}`);
      if (call.fault !== '') say(call.fault);
      const rows = stored.rows.get(call.plan.index) ?? [];
      const letter = stored.letters.get(call.plan.index);
      const end = endOf(call, phase, testbed);
      ended[end === 'row' ? 'rows' : end === 'lost' ? 'lost' : 'deadLetters'] += 1;
      if (rows.length !== (end === 'row' ? 1 : 0)) say(`${rows.length} rows instead of ${end === 'row' ? 1 : 0}`);
      if (letter?.code !== (end === 'row' || end === 'lost' ? undefined : end)) {
        say(`a dead letter ${letter?.code ?? 'is missing'} where ${end} was to be expected`);
      }
      if (stored.lost.has(call.requestId) !== (end === 'lost')) say('what the edge says of its loss is not true');
      const [row] = rows;
      if (row && end === 'row') for (const what of await checkRow(call, row, stored, testbed)) say(what);
    }
  }
  for (const index of [...stored.rows.keys(), ...stored.letters.keys()]) {
    if (!indices.has(index)) problems.push(`a row or dead letter is of no call: ${index}`);
  }
  problems.push(...gaps(stored), ...(await checkVerify(testbed, stored, started)), ...(await leaks(testbed)));
  return { problems, ended };
}

/** Where a call must have ended: as a row, as a dead letter of a code, or lost where nobody could take its log. */
function endOf({ plan }: MadeCall, phase: Phase, { keys }: StormTestbed): 'row' | 'lost' | Letter['code'] {
  if (phase === 'no queue and no bucket') return 'lost';
  if (plan.conduct === 'kills') return 'died';
  return plan.tenant === keys.length - 1 ? 'unknown_organisation' : 'row';
}

/** The numbers that an isolate has given, and that neither became something nor were named as lost. */
function gaps({ rows, letters, lost }: Stored): string[] {
  const isolates = new Map<string, Set<number>>();
  for (const { isolate_id, isolate_seq } of [...[...rows.values()].flat(), ...letters.values(), ...lost.values()]) {
    const numbers = isolates.get(isolate_id) ?? new Set();
    numbers.add(isolate_seq);
    isolates.set(isolate_id, numbers);
  }
  return [...isolates].flatMap(([id, numbers]) => {
    const highest = Math.max(...numbers);
    return numbers.size === highest ? [] : [`isolate ${id} has ${highest - numbers.size} messages that are nowhere`];
  });
}
