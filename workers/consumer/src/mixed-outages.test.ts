import { listParked } from '@tallystick/delivery';
import { type Frame, packFrame } from '@tallystick/log';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Env } from './index.ts';
import {
  bindings,
  broken,
  deadLettersOf,
  deliver,
  empty,
  failProxy,
  keepingQueue,
  pointerTo,
  prepare,
  requestsOf,
  runCron,
  storedBodiesOf,
  throughProxy,
} from './test/deliver.ts';
import { frameOf } from './test/frames.ts';

let quiet: string;
let stormy: string;

beforeAll(async () => {
  quiet = (await prepare('quiet')).organisation;
  stormy = (await prepare('stormy')).organisation;
});

const anyCall = fc.record({
  size: fc.constantFrom(10, 60_000, 700_000),
  pointer: fc.boolean(),
  omit: fc.boolean(),
});

const clickhouseModes = ['pass', 'refuse', 'error bodies', 'error requests', 'cut', 'cut bodies'];

/** What is away at a step, and what happens then: messages are delivered, up to so many together, or the schedule runs. */
const anyStep = fc.record({
  clickhouse: fc.constantFrom(...clickhouseModes),
  away: fc.constantFrom('nothing', 'nothing', 'OBJECTS', 'DB', 'ALONE'),
  what: fc.oneof(
    fc.record({ deliver: fc.integer({ min: 1, max: 4 }), outcomesLost: fc.boolean(), skip: fc.nat(3) }),
    fc.constant('schedule' as const),
  ),
});

interface Pending {
  message: Uint8Array;
  attempts: number;
  alone: boolean;
}

/** The platform's part: what is not acknowledged comes again, and what was sent to be delivered singly does so. */
class Platform {
  readonly pending: Pending[];
  readonly #alone = keepingQueue();

  constructor(messages: Uint8Array[]) {
    this.pending = messages.map((message) => ({ message, attempts: 1, alone: false }));
  }

  /** An isolate that knows of no outage, since runs may be minutes apart. */
  env(away: string): Env {
    const env: Env = { ...throughProxy('storms'), ALONE: this.#alone };
    return away === 'nothing' ? env : { ...env, [away]: broken() };
  }

  /** @param lost whether the isolate dies after all is done: no outcome reaches the platform */
  async deliver(count: number, skip: number, lost: boolean, away: string): Promise<void> {
    const [first] = this.pending.slice(skip);
    if (!first) return;
    const same = this.pending.filter(({ alone }) => alone === first.alone);
    const batch = first.alone ? [first] : same.slice(0, count);
    const { explicitAcks } = await deliver(
      batch.map(({ message }) => message.slice()),
      { env: this.env(away), attempts: batch.map(({ attempts }) => attempts), queue: first.alone ? '-alone' : '' },
    );
    for (const [index, entry] of batch.entries()) {
      entry.attempts += 1;
      if (!lost && explicitAcks.includes(`m${index}`)) this.pending.splice(this.pending.indexOf(entry), 1);
    }
    for (const message of this.#alone.sent.splice(0)) this.pending.push({ message, attempts: 1, alone: true });
  }

  async runSchedule(away: string): Promise<void> {
    // A run that R2 fails ends with an error, and the next one goes on.
    await runCron(this.env(away)).catch(() => undefined);
    for (const message of this.#alone.sent.splice(0)) this.pending.push({ message, attempts: 1, alone: true });
  }
}

it('whatever fails, dies, is parked, replayed and delivered again, the rows are those of a day without trouble', async () => {
  const created = Date.now() - 60_000;
  let call = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyCall, { minLength: 1, maxLength: 6 }),
      fc.array(anyStep, { minLength: 3, maxLength: 12 }),
      async (kinds, steps) => {
        const expected: Frame[] = [];
        const messages: Uint8Array[] = [];
        for (const { size, pointer, omit } of kinds) {
          const request = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'é'.repeat(size) }] };
          const parts = { request, requestBody: { omit }, call: { created_at: created + ++call } };
          const first = frameOf(quiet, parts);
          const second = { ...first, call: { ...first.call, org_id: stormy } };
          await deliver([pointer ? await pointerTo(first) : await packFrame(first)]);
          messages.push(pointer ? await pointerTo(second) : await packFrame(second));
          expected.push(first);
        }
        const platform = new Platform(messages);
        for (const { clickhouse, away, what } of steps) {
          await failProxy('storms', clickhouse);
          if (what === 'schedule') await platform.runSchedule(away);
          else await platform.deliver(what.deliver, what.skip, what.outcomesLost, away);
        }
        await failProxy('storms', 'pass');
        for (let round = 0; platform.pending.length > 0 && round < 100; round++) {
          await platform.deliver(100, 0, false, 'nothing');
        }
        for (let round = 0; (await listParked(bindings.OBJECTS)).batches.length > 0 && round < 20; round++) {
          await platform.runSchedule('nothing');
        }
        expect(platform.pending).toEqual([]);
        const without = ({ org_id: _, ...row }: Awaited<ReturnType<typeof requestsOf>>[number]) => row;
        expect((await requestsOf(stormy)).map(without)).toEqual((await requestsOf(quiet)).map(without));
        for (const frame of expected) {
          const twin = { ...frame, call: { ...frame.call, org_id: stormy } };
          expect(await storedBodiesOf(twin)).toEqual(await storedBodiesOf(frame));
        }
        expect(await deadLettersOf(stormy)).toEqual([]);
      },
    ),
    { numRuns: 15 },
  );
  await empty(bindings.OBJECTS);
});
