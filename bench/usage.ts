import { fixtureFolders } from '@tallystick/providers/fixtures';
import { bundle } from './harness/bundle.ts';
import { median, medianRatio } from './harness/median.ts';
import { cpuSeconds } from './harness/process-usage.ts';
import type { Figure, Outcome } from './harness/result.ts';
import { type RunningWorker, runWorker } from './harness/workerd.ts';
import { type Answer, answersOf } from './usage/answers.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

/** So much is read in one measurement: half a second of CPU or more, which is told in ticks of 10 ms. Bytes. */
const perMeasurement = 100_000_000;

/** Seconds of CPU per reading of one answer, a round each. */
interface Measured {
  format: string;
  answer: Answer;
  seconds: number[];
}

/**
 * How fast the usage of an answer is read, for each wire format, in raw workerd: from the bytes of the answer to its tokens. Reading
 * takes time in proportion to the bytes when a byte of a stream of 5,000 chunks costs no more than one of 50.
 */
export async function usage(): Promise<Outcome> {
  const { code } = await bundle(import.meta.resolve('./usage/read.worker.ts'));
  // Nothing is sent anywhere: the port is that of no server.
  const worker = await runWorker(code, {}, 9);
  const wrong: string[] = [];
  const all: Measured[] = fixtureFolders.flatMap((format) =>
    answersOf(format).map((answer) => ({ format, answer, seconds: [] })),
  );
  try {
    for (const { format, answer } of all) {
      const tokens = await read(worker, answer, 1);
      if (tokens !== answer.promptTokens) wrong.push(`${format}, ${answer.what}: ${tokens} tokens were read`);
    }
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      for (const { answer, seconds } of all) {
        const times = Math.ceil(perMeasurement / answer.body.length);
        const before = cpuSeconds(worker.pid);
        await read(worker, answer, times);
        if (round > 0) seconds.push((cpuSeconds(worker.pid) - before) / times);
      }
    }
  } finally {
    worker.stop();
  }
  const measured = all.map(({ format, answer, seconds }) => ({
    format,
    what: answer.what,
    bytes: answer.body.length,
    seconds,
  }));
  return { figures: figuresOf(all), wrong, measured };
}

/** @returns the tokens that the answer says went in */
async function read(worker: RunningWorker, { path, type, body }: Answer, times: number): Promise<unknown> {
  const query = new URLSearchParams({ path, type, times: String(times) });
  const answer = await fetch(`http://127.0.0.1:${worker.port}/?${query}`, { method: 'POST', body });
  return answer.json();
}

function figuresOf(all: readonly Measured[]): Figure[] {
  return fixtureFolders.flatMap((name) => {
    const own = all.filter(({ format }) => format === name);
    const speeds = own.map(({ answer, seconds }) => ({
      what: `${name}, ${answer.what}`,
      value: 1 / median(seconds),
      unit: 'a second',
    }));
    const [short, long] = ['50 chunks', '5,000 chunks'].map((what) => own.find(({ answer }) => answer.what === what));
    if (!short || !long) return speeds;
    const perByte = ({ answer, seconds }: Measured) => seconds.map((each) => (each * 1e9) / answer.body.length);
    return [
      ...speeds,
      { what: `${name}, 5,000 chunks`, value: median(perByte(long)), unit: 'ns a byte' },
      {
        what: `${name}, a byte of 5,000 chunks`,
        value: medianRatio(perByte(long), perByte(short)),
        unit: '× one of 50',
        // A second pass would be 2, a time that grows by the square 100.
        bar: { atMost: 1.5 },
      },
    ];
  });
}
