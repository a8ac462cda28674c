import { build } from 'esbuild';
import { runWorker } from './edge-cpu/workerd.ts';
import { writeResult } from './result.ts';

// CPU of the consumer per call of 2 KB + 2 KB, in raw workerd: from the queue's bytes to those of the inserts, with a
// ClickHouse that confirms at once and the account remembered. The process's CPU is read, so that garbage collection counts.

const batchesPerRound = 50;
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
/** Microseconds per call, from the design. */
const bar = 100;

const { outputFiles } = await build({
  entryPoints: [new URL('../workers/consumer/src/bench/batches.worker.ts', import.meta.url).pathname],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2024',
  conditions: ['workerd', 'worker'],
  external: ['node:*'],
  write: false,
});
// Nothing is sent anywhere: the port is that of no server.
const worker = await runWorker(outputFiles[0]?.text ?? '', {}, 9);
try {
  await run(10 * batchesPerRound);
  const measured: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = worker.cpuSeconds();
    const calls = await run(batchesPerRound * 4);
    measured.push(((worker.cpuSeconds() - before) * 1e6) / calls);
  }
  const microseconds = measured.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  console.table([{ what: 'consumer, CPU per call', value: `${microseconds.toFixed(0)} µs`, bar: `≤ ${bar} µs` }]);
  await writeResult('consumer-cpu', { microsecondsPerCall: microseconds, bar, measured });
} finally {
  worker.stop();
}

async function run(batches: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${worker.port}/?batches=${batches}`);
  const acknowledged = Number(await answer.text());
  if (acknowledged !== batches * 100) throw new Error(`${acknowledged} of ${batches * 100} calls were acknowledged`);
  return acknowledged;
}
