import { startStack } from '@tallystick/cli/stack';
import { createClient } from '@tallystick/client';
import { largestOrganisation as organisation, type Traffic } from './calls/call-sql.ts';
import { generateCalls } from './calls/generate.ts';
import { models } from './calls/models.ts';
import { makeOrganisation } from './harness/organisation.ts';
import type { Outcome } from './harness/result.ts';

const calls = Number(process.env.BENCH_CALLS ?? 200_000);
const day = 86_400_000;
/** Seven of ten are the largest organisation's. */
const traffic: Traffic = { seed: 7, calls, from: Date.UTC(2026, 9, 17), days: 30 };

/** Stored calls priced again through the console's Worker, piece after piece: looked at, all of them changed, and found unchanged. */
export async function reprice(): Promise<Outcome> {
  const stack = await startStack();
  try {
    await generateCalls(stack.clickhouse.url, traffic, () => {});
    await makeOrganisation(stack);
    const tally = createClient({ url: stack.consoleUrl, key: stack.operatorToken });
    for (const provider of new Set(models.map((model) => model.provider))) {
      const prices = { input_mtok: '1.25', output_mtok: '7.5' };
      await tally.setPrice({ organisation, provider, model: '*', prices });
    }
    const from = new Date(traffic.from).toISOString();
    const to = new Date(traffic.from + traffic.days * day).toISOString();
    const run = async (dry_run: boolean) => {
      const start = performance.now();
      const sum = { calls: 0, changed: 0 };
      for await (const piece of tally.reprice({ organisation, from, to, dry_run })) {
        for (const model of piece.models) {
          sum.calls += model.calls;
          sum.changed += model.changed;
        }
      }
      return { ...sum, seconds: (performance.now() - start) / 1000 };
    };
    const runs = { 'looked at': await run(true), changed: await run(false), 'found unchanged': await run(false) };
    return {
      figures: Object.entries(runs).map(([what, { calls, changed, seconds }]) => ({
        what: `${calls.toLocaleString('en')} calls, of which ${changed.toLocaleString('en')} differ: ${what}`,
        value: calls / seconds,
        unit: 'calls/s',
      })),
      wrong: [
        ...(runs['looked at'].changed === runs.changed.changed ? [] : ['the dry run told something else']),
        ...(runs.changed.changed > 0 ? [] : ['nothing was changed']),
        ...(runs['found unchanged'].changed === 0 ? [] : ['the second time something was changed']),
      ],
      measured: { traffic, runs },
    };
  } finally {
    await stack.stop();
  }
}
