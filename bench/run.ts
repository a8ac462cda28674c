/** Every benchmark, one after another: each prints its table and writes its result to bench/results/. */
const benchmarks = ['edge-cpu', 'consumer-cpu'];

for (const name of benchmarks) {
  console.log(`\n${name}`);
  await import(`./${name}.ts`);
}
