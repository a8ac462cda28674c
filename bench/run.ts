/** Every benchmark, one after another: each prints its table and writes its result to bench/results/. */
const benchmarks = {
  'edge-cpu': () => import('./edge-cpu.ts'),
  'consumer-cpu': () => import('./consumer-cpu.ts'),
};

for (const [name, run] of Object.entries(benchmarks)) {
  console.log(`\n${name}`);
  await run();
}
