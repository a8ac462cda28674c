import { setTimeout as sleep } from 'node:timers/promises';
import type { StormTestbed } from './testbed.ts';

/** When the consumer compares objects with rows, as its wrangler.toml has it. */
const daily = '17 3 * * *';
const pause = 500;
/** A queue hands over what it has within its batch timeout: it is empty when it stays empty for longer. */
const looksAtRest = 3;

/**
 * Runs the schedule until nothing is queued, spilled or parked any more.
 *
 * @param patience seconds
 * @returns what still waits when patience has ended: nothing, when all is well
 */
export async function untilAtRest(
  testbed: StormTestbed,
  patience: number,
  progress: (line: string) => void,
): Promise<string[]> {
  const consumer = await testbed.stack.miniflare.getWorker('tallystick-consumer');
  const deadline = Date.now() + patience * 1000;
  let quiet = 0;
  let told = '';
  for (;;) {
    await consumer.scheduled({ cron: '* * * * *' });
    const waiting = await whatWaits(testbed);
    const now = waiting.join(', ');
    if (now !== told) progress(now === '' ? 'nothing waits' : `waiting: ${now}`);
    told = now;
    quiet = waiting.length === 0 ? quiet + 1 : 0;
    if (quiet === looksAtRest) break;
    if (Date.now() > deadline) return waiting.map((what) => `after ${patience} s without faults: ${what}`);
    await sleep(pause);
  }
  // It finds nothing to do, and must do nothing.
  await consumer.scheduled({ cron: daily });
  return [];
}

async function whatWaits(testbed: StormTestbed): Promise<string[]> {
  const [edge, consumer] = await Promise.all([testbed.countsOf('edge'), testbed.countsOf('consumer')]);
  const objects = await testbed.stack.miniflare.getR2Bucket('OBJECTS', 'tallystick-consumer');
  const waiting: [string, number][] = [
    ['logs at the edge', edge.unfinished],
    ['messages in the queues', consumer.backlog],
    ['messages without an outcome', consumer.outstanding],
  ];
  for (const prefix of ['spill/', 'parked/']) {
    waiting.push([`objects under ${prefix}`, (await objects.list({ prefix })).objects.length]);
  }
  return waiting.filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`);
}
