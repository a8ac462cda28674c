import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseError } from '@tallystick/clickhouse';
import { migrate } from '@tallystick/clickhouse/migrate';
import { startClickHouse } from '@tallystick/clickhouse-embedded';
import type { Traffic } from './calls/call-sql.ts';
import { generateCalls } from './calls/generate.ts';
import { median, percentile } from './harness/median.ts';
import type { Figure, Outcome } from './harness/result.ts';
import { type Question, questionsOf } from './questions/questions.ts';
import { activeParts, bytesOnDisk, settle } from './questions/table-state.ts';

const calls = Number(process.env.BENCH_CALLS ?? 10_000_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
/** A month that two partitions share. Fixed, so that each run asks about the same calls. */
const traffic: Traffic = { seed: 7, calls, from: Date.UTC(2026, 9, 17), days: 30 };
/** How long merges may take. ms */
const patience = 600_000;

/**
 * What people ask the console, about generated calls in an embedded ClickHouse: as the calls have come in, and again when their merges have
 * ended. Each time is what the code that asks waits for, warm.
 */
export async function questions(): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), 'tallystick-bench-'));
  const clickhouse = await startClickHouse({ dataDirectory: join(directory, 'clickhouse') });
  try {
    await migrate({ url: clickhouse.url });
    const made = await generateCalls(clickhouse.url, traffic, (done) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done.toLocaleString('en')} calls generated `);
    });
    if (process.stderr.isTTY) process.stderr.write('\n');
    const asked = await questionsOf(clickhouse.url, traffic);
    const unmergedParts = await activeParts(clickhouse.url);
    const unmerged = await measure(asked);
    const settled = await settle(clickhouse.url, patience);
    const merged = await measure(asked);
    const bytes = await bytesOnDisk(clickhouse.url);
    return {
      figures: [
        { what: 'facts row on disk', value: bytes.requests ?? Number.NaN, unit: 'bytes', bar: { atMost: 100 } },
        { what: 'bodies of a call on disk', value: bytes.bodies ?? Number.NaN, unit: 'bytes' },
        ...merged.map(figureOf),
        ...unmerged.map((one) =>
          figureOf({ ...one, question: { ...one.question, what: `unmerged: ${one.question.what}` } }),
        ),
      ],
      wrong: merged.flatMap(({ question, wrong }) => (wrong ? [`${question.what}: ${wrong}`] : [])),
      measured: {
        traffic,
        ...made,
        settled,
        parts: { unmerged: unmergedParts, merged: await activeParts(clickhouse.url) },
        bytes,
        merged: merged.map(told),
        unmerged: unmerged.map(told),
      },
    };
  } finally {
    await clickhouse.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Measured {
  question: Question;
  /** ms */
  times: number[];
  /** What an answer lacked. */
  wrong: string | undefined;
  /** Why ClickHouse did not answer: it is not asked again. */
  refused: string | undefined;
}

async function measure(asked: readonly Question[]): Promise<Measured[]> {
  const measured: Measured[] = asked.map((question) => ({ question, times: [], wrong: undefined, refused: undefined }));
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const one of measured) {
      for (const ask of one.question.variants) {
        if (one.refused !== undefined) continue;
        const start = performance.now();
        const answered = await ask().catch((error: unknown) => {
          if (!(error instanceof ClickHouseError)) throw error;
          one.refused = error.code;
        });
        if (answered === undefined) continue;
        const time = performance.now() - start;
        if (round > 0) one.times.push(time);
        const { expects } = one.question;
        if (answered < expects.atLeast || answered > expects.atMost) one.wrong = `${answered} were answered`;
      }
    }
  }
  return measured;
}

function figureOf({ question: { what, bar }, times, refused }: Measured): Figure {
  return {
    what:
      refused === undefined ? `${what} (95 %: ${percentile(times, 95).toFixed(1)})` : `${what} (refused: ${refused})`,
    value: median(times),
    unit: 'ms',
    ...(bar === undefined ? {} : { bar: { atMost: bar } }),
  };
}

function told({ question, times, refused }: Measured) {
  return { what: question.what, refused, median: median(times), p95: percentile(times, 95), times };
}
