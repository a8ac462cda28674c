import { parseArgs } from 'node:util';
import { runStorm } from './storm.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '30000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    rate: { type: 'string', default: '60' },
    patience: { type: 'string', default: '900' },
  },
});
const seed = Number(values.seed);
console.log(`a storm of ${values.calls} calls; --seed ${seed} repeats it`);

const report = await runStorm({
  calls: Number(values.calls),
  seed,
  rate: Number(values.rate),
  // Long enough for every timeout to be waited for.
  climate: { fault: [1, 40], calm: [1, 15], scheduleDies: true },
  patience: Number(values.patience),
  onProgress: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
});

const { spells, latencies, counts, seconds, ended, problems } = report;
const byName = Map.groupBy(spells, ({ name }) => name);
console.table(
  [...byName].sort().map(([fault, times]) => ({
    fault,
    times: times.length,
    seconds: Math.round(times.reduce((sum, { from, to }) => sum + to - from, 0) / 1000),
  })),
);
console.table(counts);
console.table({ ...latencies.phases, 'while queue or bucket hangs': latencies.hanging });
console.table({
  'calls made': report.calls,
  rows: ended.rows,
  'dead letters, as they should be': ended.deadLetters,
  'lost, as the edge says, without queue and bucket': ended.lost,
  'seconds of calls': Math.round(seconds.calls),
  'seconds until nothing waited': Math.round(seconds.recovery),
  problems: problems.length,
});
for (const problem of problems.slice(0, 100)) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
