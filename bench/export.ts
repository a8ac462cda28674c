import { setTimeout as sleep } from 'node:timers/promises';
import { type Stack, startStack } from '@tallystick/cli/stack';
import { type ClickHouse, createClickHouse } from '@tallystick/clickhouse';
import { createClient, type ExportQuestion } from '@tallystick/client';
import * as z from 'zod';
import { largestOrganisation, type Traffic } from './calls/call-sql.ts';
import { generateCalls } from './calls/generate.ts';
import { makeOrganisation } from './harness/organisation.ts';
import { childrenNamed, memoryOf } from './harness/process-usage.ts';
import type { Outcome } from './harness/result.ts';

const calls = Number(process.env.BENCH_CALLS ?? 1_430_000);
const day = 86_400_000;
/** Seven of ten are the largest organisation's; those of the last day have bodies. */
const traffic: Traffic = { seed: 7, calls, from: Date.UTC(2026, 9, 30), days: 4 };
const to = traffic.from + traffic.days * day;
const lastDay = new Date(to - day).toISOString();

/** Files of a million calls, and of a day's with bodies, through the console's Worker, as a client reads them that is as fast as it can be. */
export async function exports(): Promise<Outcome> {
  const stack = await startStack();
  try {
    await generateCalls(stack.clickhouse.url, traffic, () => {});
    await makeOrganisation(stack);
    const measured: Measured[] = [];
    for (const bodies of [false, true]) {
      for (const format of ['ndjson', 'csv', 'parquet'] as const) {
        measured.push(await measure(stack, { format, bodies, ...(bodies ? { from: lastDay } : {}) }));
      }
    }
    return {
      figures: measured.flatMap(({ what, firstByte, seconds, rows, bytes, clickhouseMemory, workerdMemory }) => [
        { what: `${what}: first byte`, value: firstByte, unit: 'ms' },
        { what: `${what}: ${rows.toLocaleString('en')} calls`, value: rows / seconds, unit: 'calls/s' },
        { what: `${what}: file`, value: bytes / 1e6, unit: 'MB' },
        { what: `${what}: ClickHouse, the query`, value: clickhouseMemory / 1e6, unit: 'MB' },
        { what: `${what}: workerd, above what it had`, value: workerdMemory / 1e6, unit: 'MB' },
      ]),
      wrong: measured.flatMap(({ what, bytes }) => (bytes > 0 ? [] : [`${what}: the file is empty`])),
      measured: { traffic, measured },
    };
  } finally {
    await stack.stop();
  }
}

interface Measured {
  what: string;
  /** ms */
  firstByte: number;
  seconds: number;
  rows: number;
  bytes: number;
  /** Bytes at most, of the statement. */
  clickhouseMemory: number;
  /** Bytes at most, above what the process had before. */
  workerdMemory: number;
}

async function measure(stack: Stack, question: ExportQuestion): Promise<Measured> {
  const { consoleUrl: url, operatorToken: key } = stack;
  const clickhouse = createClickHouse(stack.clickhouse);
  const asked = { ...question, organisation: largestOrganisation, to: new Date(to).toISOString() };
  const tally = createClient({ url, key });
  const total = await tally.queryMetrics({
    ...{ organisation: largestOrganisation, from: asked.from ?? new Date(traffic.from).toISOString() },
    ...{ to: asked.to, measures: ['attempts'] },
  });
  const watched = watchMemory(clickhouse);
  const start = performance.now();
  let firstByte = 0;
  let bytes = 0;
  for await (const chunk of await tally.export(asked)) {
    firstByte ||= performance.now() - start;
    bytes += chunk.length;
  }
  const seconds = (performance.now() - start) / 1000;
  return {
    what: `${question.format}${question.bodies ? ' with bodies' : ''}`,
    ...{ firstByte, seconds, bytes },
    rows: Number(total.rows[0]?.values.attempts),
    ...(await watched.stop()),
  };
}

/** Looks every so often at the statement that runs, and at the Workers' process. */
function watchMemory(clickhouse: ClickHouse) {
  const [workerd = 0] = childrenNamed('workerd');
  const before = memoryOf(workerd).resident;
  const most = { clickhouseMemory: 0, workerdMemory: 0 };
  let watching = true;
  const watch = async () => {
    while (watching) {
      const [query] = await clickhouse.query(
        z.object({ peak: z.int() }),
        "SELECT max(peak_memory_usage) AS peak FROM system.processes WHERE query LIKE '%max_read_buffer_size%'",
      );
      most.clickhouseMemory = Math.max(most.clickhouseMemory, query?.peak ?? 0);
      most.workerdMemory = Math.max(most.workerdMemory, memoryOf(workerd).resident - before);
      await sleep(50);
    }
    return most;
  };
  const watched = watch();
  return {
    stop() {
      watching = false;
      return watched;
    },
  };
}
