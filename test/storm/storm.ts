import { setTimeout as sleep } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { audit, type Findings } from './audit.ts';
import { type CallPlan, drawCalls } from './call-plan.ts';
import { type Latencies, latenciesOf } from './latencies.ts';
import { type MadeCall, makeCall } from './make-call.ts';
import { stormText } from './storm-text.ts';
import { type StormTestbed, startStormTestbed } from './testbed.ts';
import { untilAtRest } from './until-at-rest.ts';
import { type Climate, type Spell, Weather } from './weather.ts';

export interface StormOptions {
  calls: number;
  /** The same seed gives the same calls, and the same faults in the same order for the same times. */
  seed: number;
  /** Calls begun per second, if the machine can. */
  rate: number;
  climate: Climate;
  /** How long the end may take, once all works again, until nothing waits anywhere. Seconds. */
  patience: number;
  onProgress?: (line: string) => void;
}

export interface StormReport extends Findings {
  calls: number;
  spells: readonly Spell[];
  latencies: Latencies;
  /** What failed how often, what was written and delivered, by name. */
  counts: Record<string, number>;
  /** Of the calls themselves, and from the end of the faults until nothing waited. Seconds. */
  seconds: { calls: number; recovery: number };
}

/** The parts of a storm: what goes wrong while how much of the calls are made. */
export type Phase = 'calm' | 'storm' | 'all at once' | 'no queue and no bucket' | 'afterwards';

/** Each phase, and from which to which part of the calls it lasts. */
const shares: readonly (readonly [Phase, number, number])[] = [
  ['calm', 0, 0.1],
  ['storm', 0.1, 0.77],
  ['all at once', 0.77, 0.92],
  ['no queue and no bucket', 0.92, 0.95],
  ['afterwards', 0.95, 1],
];

/** Calls that are open at a time. */
const concurrency = 24;
const tenants = 6;

/** Runs a storm, from the start of all servers to the audit of what is stored. */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  const testbed = await startStormTestbed();
  try {
    return await storm(testbed, options);
  } finally {
    await testbed.stop();
  }
}

async function storm(testbed: StormTestbed, options: StormOptions): Promise<StormReport> {
  const { seed } = options;
  const progress = options.onProgress ?? (() => {});
  const random = xoroshiro128plus(seed);
  const plans = drawCalls(random, {
    calls: options.calls,
    large: Math.ceil(options.calls / 250),
    killers: Math.ceil(options.calls / 1000),
    tenants,
  });
  const weather = new Weather(testbed, options.climate, random);
  const surroundings = {
    edgeUrl: testbed.stack.edgeUrl,
    provider: testbed.provider,
    keys: testbed.keys,
    text: stormText(seed),
  };
  const make = (part: readonly CallPlan[]) => paced(part, options.rate, (plan) => makeCall(plan, surroundings));

  const made = new Map<Phase, MadeCall[]>();
  const calm = new AbortController();
  const schedule = runSchedule(testbed, calm.signal);
  const started = Date.now();
  for (const [phase, from, to] of shares) {
    const part = plans.slice(Math.round(from * plans.length), Math.round(to * plans.length));
    progress(`${phase}: ${part.length} calls`);
    const end = await beginPhase(phase, testbed, weather);
    made.set(phase, await make(part));
    await end();
    // What the next phase finds is its own: no log of this one is still on its way.
    await untilEdgeAtRest(testbed);
  }
  const secondsOfCalls = (Date.now() - started) / 1000;
  progress('all works again');
  calm.abort();
  const calmed = Date.now();
  const waiting = await untilAtRest(testbed, options.patience, progress);
  await schedule;
  const recovery = (Date.now() - calmed) / 1000;
  progress('looking through what is stored');
  const findings = await audit(testbed, made, started);
  const latencies = latenciesOf(made, weather.spells);
  return {
    ...findings,
    problems: [...waiting, ...latencies.problems, ...findings.problems],
    calls: plans.length,
    spells: weather.spells,
    latencies,
    counts: await countsOf(testbed),
    seconds: { calls: secondsOfCalls, recovery },
  };
}

/** Begins the faults of a phase. @returns what ends them, and resolves when all works again */
async function beginPhase(phase: Phase, testbed: StormTestbed, weather: Weather): Promise<() => Promise<void>> {
  if (phase === 'no queue and no bucket') {
    await testbed.setFaults('edge', { queue: 'fails', objects: 'fails' });
    return async () => {
      await untilEdgeAtRest(testbed);
      await testbed.setFaults('edge', {});
    };
  }
  const end = new AbortController();
  let faults: Promise<void> | undefined;
  if (phase === 'storm') faults = weather.comeAndGo(end.signal);
  if (phase === 'all at once') faults = weather.allAtOnce(end.signal);
  return async () => {
    end.abort();
    await faults;
  };
}

async function untilEdgeAtRest(testbed: StormTestbed): Promise<void> {
  while ((await testbed.countsOf('edge')).unfinished > 0) await sleep(100);
}

/** How often the schedule runs during the storm. ms */
const scheduleEvery = 1_000;

async function runSchedule({ stack }: StormTestbed, until: AbortSignal): Promise<void> {
  const consumer = await stack.miniflare.getWorker('tallystick-consumer');
  while (!until.aborted) {
    await consumer.scheduled({ cron: '* * * * *' });
    await sleep(scheduleEvery, undefined, { signal: until }).catch(() => undefined);
  }
}

/** Begins so many per second, as far as the earlier ones leave room. */
async function paced<T, R>(items: readonly T[], rate: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const started = Date.now();
  const done: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      await sleep(Math.max(0, started + (index * 1000) / rate - Date.now()));
      const item = items[index];
      if (item !== undefined) done.push(await work(item));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return done;
}

async function countsOf(testbed: StormTestbed): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const add = (prefix: string, of: Record<string, number>) => {
    for (const [name, value] of Object.entries(of)) counts[`${prefix} ${name}`] = value;
  };
  for (const worker of ['edge', 'consumer'] as const) {
    const { faults, written, delivered } = await testbed.countsOf(worker);
    add(`${worker}:`, faults);
    add(`${worker}: written`, written);
    add(`${worker}: delivered`, delivered);
  }
  add('ClickHouse', testbed.proxy.suffered);
  return counts;
}
