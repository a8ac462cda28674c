import { bundle } from './harness/bundle.ts';
import { median } from './harness/median.ts';
import { cpuSeconds } from './harness/process-usage.ts';
import type { Outcome } from './harness/result.ts';
import { runWorker } from './harness/workerd.ts';

const batchesPerRound = 200;
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

/**
 * CPU of the consumer per call of 2 KB + 2 KB, in raw workerd: from the queue's bytes to those of the inserts, with a
 * ClickHouse that confirms at once and the account remembered. The process's CPU is read, so that garbage collection counts.
 */
export async function consumerCpu(): Promise<Outcome> {
  const { code } = await bundle(import.meta.resolve('../workers/consumer/src/bench/batches.worker.ts'));
  // Nothing is sent anywhere: the port is that of no server.
  const worker = await runWorker(code, {}, 9);
  const wrong: string[] = [];
  try {
    await run(500);
    const measured: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = cpuSeconds(worker.pid);
      await run(batchesPerRound);
      measured.push(((cpuSeconds(worker.pid) - before) * 1e6) / (batchesPerRound * 100));
    }
    return {
      figures: [{ what: 'consumer, CPU per call', value: median(measured), unit: 'µs', bar: { atMost: 100 } }],
      wrong,
      measured: { microsecondsPerCall: measured },
    };
  } finally {
    worker.stop();
  }

  async function run(batches: number): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${worker.port}/?batches=${batches}`);
    const acknowledged = Number(await answer.text());
    if (acknowledged !== batches * 100) wrong.push(`${acknowledged} of ${batches * 100} calls were acknowledged`);
  }
}
