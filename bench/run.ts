import { bundleSizes } from './bundle-sizes.ts';
import { consumerCpu } from './consumer-cpu.ts';
import { consumerThroughput } from './consumer-throughput.ts';
import { edgeCpu } from './edge-cpu.ts';
import { edgeMemory } from './edge-memory.ts';
import { exports } from './export.ts';
import { firstRow } from './first-row.ts';
import { type Outcome, printOutcome, writeOutcome } from './harness/result.ts';
import { page } from './page.ts';
import { questions } from './questions.ts';
import { reprice } from './reprice.ts';
import { usage } from './usage.ts';

// `npx pnpm@12 bench [NAME …]`: the benchmarks, all of them or those named. bench/README.md says what each measures.

const benchmarks: Record<string, () => Promise<Outcome>> = {
  'bundle-sizes': bundleSizes,
  'edge-cpu': edgeCpu,
  'edge-memory': edgeMemory,
  usage,
  'consumer-cpu': consumerCpu,
  'consumer-throughput': consumerThroughput,
  'first-row': firstRow,
  questions,
  export: exports,
  reprice,
  page,
};

// Ended from outside, too, the benchmarks stop what they have started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(1);
}

for (const [name, run] of Object.entries(benchmarks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}`);
  const outcome = await run();
  printOutcome(outcome);
  await writeOutcome(name, outcome);
  // Slow is shown; what is wrong fails.
  if (outcome.wrong.length > 0) process.exitCode = 1;
}
