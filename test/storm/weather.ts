import { setTimeout as sleep } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import type { ClickHouseFault } from './clickhouse-proxy.ts';
import type { ServiceFault, WorkerFaults } from './faults.ts';
import type { FaultyWorker, StormTestbed } from './testbed.ts';

/** One thing that goes wrong for a while. */
interface Fault {
  name: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** When a fault lasted. Unix ms. */
export interface Spell {
  name: string;
  from: number;
  to: number;
}

/** Seconds that a fault lasts, and that lie between two of one kind: a random time between the two. */
export interface Climate {
  fault: readonly [number, number];
  calm: readonly [number, number];
  /** Whether runs of the schedule die: what they were at is then left alone for minutes. */
  scheduleDies: boolean;
}

const serviceFaults: readonly ServiceFault[] = ['fails', 'hangs', 'fails after the deed'];
const clickhouseFaults: readonly ClickHouseFault[] = [
  'answers 500',
  'hangs',
  'hangs after its headers',
  'refuses bodies',
  'refuses requests',
  'breaks off once it has stored',
];

/**
 * What can go wrong. Each kind comes and goes by itself, so that kinds overlap in every way; of one kind only one fault is
 * there at a time. The edge's queue and bucket are of one kind: without both, nobody is there to take a log.
 */
function kindsOf(testbed: StormTestbed, climate: Climate): readonly (readonly Fault[])[] {
  const current: Record<FaultyWorker, WorkerFaults> = { edge: {}, consumer: {} };
  let told = Promise.resolve();
  // One after the other, since what is told last is what counts.
  const tell = (worker: FaultyWorker) => {
    told = told.then(() => testbed.setFaults(worker, current[worker]));
    return told;
  };
  const of = (worker: FaultyWorker, faults: WorkerFaults): Fault => ({
    name: `${worker}: ${Object.entries(faults).flat().join(' ')}`,
    begin: () => {
      Object.assign(current[worker], faults);
      return tell(worker);
    },
    end: () => {
      for (const name of Object.keys(faults)) delete current[worker][name as keyof WorkerFaults];
      return tell(worker);
    },
  });
  const each = (worker: FaultyWorker, service: 'queue' | 'objects' | 'database') =>
    serviceFaults.map((fault) => of(worker, { [service]: fault }));
  return [
    [
      ...clickhouseFaults.map((fault) => ({
        name: `ClickHouse ${fault}`,
        begin: async () => testbed.proxy.setFault(fault),
        end: async () => testbed.proxy.setFault(undefined),
      })),
      {
        name: 'ClickHouse is killed',
        begin: () => testbed.killClickHouse(),
        end: () => testbed.restartClickHouse(),
      },
    ],
    [...each('edge', 'queue'), ...each('edge', 'objects')],
    each('edge', 'database'),
    each('consumer', 'queue'),
    each('consumer', 'objects'),
    each('consumer', 'database'),
    [of('consumer', { delivery: 'dies' }), of('consumer', { delivery: 'comes twice' })],
    ...(climate.scheduleDies ? [[of('consumer', { schedule: 'dies' })]] : []),
  ];
}

/** The faults of a storm, drawn from a seed. */
export class Weather {
  /** All that there was, in the order of its end. */
  readonly spells: Spell[] = [];
  readonly #climate: Climate;
  readonly #kinds: readonly { faults: readonly Fault[]; random: JumpableRandomGenerator }[];

  constructor(testbed: StormTestbed, climate: Climate, random: JumpableRandomGenerator) {
    this.#climate = climate;
    // Each kind has numbers of its own: how fast the machine is does not change who gets which.
    this.#kinds = kindsOf(testbed, climate).map((faults) => {
      random.jump();
      return { faults, random: random.clone() };
    });
  }

  /** Lets every kind come and go until the signal. */
  async comeAndGo(until: AbortSignal): Promise<void> {
    await Promise.all(
      this.#kinds.map(async ({ faults, random }) => {
        while (!until.aborted) {
          for (const fault of shuffled(faults, random)) {
            await pause(secondsOf(this.#climate.calm, random), until);
            if (until.aborted) break;
            await this.#last(fault, secondsOf(this.#climate.fault, random), until);
          }
        }
      }),
    );
  }

  /** Lets one of every kind go wrong at once, again and again until the signal. */
  async allAtOnce(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      const [first] = this.#kinds;
      const seconds = first ? secondsOf(this.#climate.fault, first.random) : 0;
      await Promise.all(
        this.#kinds.map(async ({ faults, random }) => {
          const [fault] = shuffled(faults, random);
          if (fault) await this.#last(fault, seconds, until);
        }),
      );
    }
  }

  async #last(fault: Fault, seconds: number, until: AbortSignal): Promise<void> {
    const from = Date.now();
    await fault.begin();
    await pause(seconds, until);
    await fault.end();
    this.spells.push({ name: fault.name, from, to: Date.now() });
  }
}

function secondsOf([least, most]: readonly [number, number], random: JumpableRandomGenerator): number {
  return uniformInt(random, Math.round(least * 1000), Math.round(most * 1000)) / 1000;
}

/** All of them in a random order, so that each has its turn. */
function shuffled<T>(items: readonly T[], random: JumpableRandomGenerator): T[] {
  return items
    .map((item) => ({ item, place: uniformInt(random, 0, 2 ** 30) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

async function pause(seconds: number, until: AbortSignal): Promise<void> {
  // An end of the storm is an end of the pause.
  await sleep(seconds * 1000, undefined, { signal: until }).catch(() => undefined);
}
