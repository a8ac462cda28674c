import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { longForm, shortForm } from './forms.ts';
import { runStorm } from './storm.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    calls: { type: 'string' },
    seed: { type: 'string' },
  },
});
const form = values.short ? shortForm : longForm;
const calls = Number(values.calls ?? form.calls);
const seed = Number(values.seed ?? randomInt(2 ** 31));
if (!Number.isInteger(calls) || calls < 100) throw new RangeError('--calls must be a whole number from 100 on');
if (!Number.isInteger(seed)) throw new RangeError('--seed must be a whole number');
console.log(`a storm of ${calls} calls; --seed ${seed} draws it again`);

const report = await runStorm({
  ...form,
  calls,
  seed,
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
