import type { MadeCall } from './make-call.ts';
import type { Phase } from './storm.ts';
import type { Spell } from './weather.ts';

/** Of small calls that are answered in one piece, from the question to the last byte. ms */
interface Percentiles {
  calls: number;
  p50: number;
  p90: number;
  p99: number;
}

export interface Latencies {
  phases: Partial<Record<Phase, Percentiles>>;
  /** While the edge's queue or bucket hangs: calls that waited for it would take seconds. */
  hanging: Percentiles;
  problems: string[];
}

/** The shortest time for which the edge waits for something of the log path. ms */
const shortestWait = 5_000;

/** What the calls of each part of the storm took. */
export function latenciesOf(made: ReadonlyMap<Phase, readonly MadeCall[]>, spells: readonly Spell[]): Latencies {
  const phases: Latencies['phases'] = {};
  for (const [phase, calls] of made) phases[phase] = percentilesOf(calls);
  const hangs = spells.filter(({ name }) => /^edge: (queue|objects) hangs/.test(name));
  const during = [...made.values()].flat().filter(({ at }) => hangs.some(({ from, to }) => at >= from && at <= to));
  const hanging = percentilesOf(during);
  const problems = hanging.p50 < shortestWait ? [] : [`calls wait for the log path: ${hanging.p50} ms while it hangs`];
  return { phases, hanging, problems };
}

const small = 5_000;

function percentilesOf(calls: readonly MadeCall[]): Percentiles {
  const times = calls
    .filter(({ plan }) => !plan.streamed && plan.requestCharacters < small && plan.responseCharacters < small)
    .map(({ total }) => total)
    .sort((a, b) => a - b);
  const at = (part: number) => Math.round(times[Math.floor(part * (times.length - 1))] ?? 0);
  return { calls: times.length, p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
