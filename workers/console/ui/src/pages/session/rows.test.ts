import { expect, it } from 'vitest';
import { type Call, callsBelow, closedAtFirst, rowsOf, type Step } from './rows.ts';

const time = (second: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();

function call(second: number, cost: string | null = '0.25'): Call {
  return {
    ...{ request_id: `call-${second}`, created_at: time(second), attempt: 1, provider: 'openai', model: 'gpt-4o' },
    ...{ requested_model: 'gpt-4o', status: 200, failed: false, latency_ms: 500, ttft_ms: null },
    ...{ prompt_tokens: 1, completion_tokens: 1, cost_usd: cost },
  };
}

function step(path: string, second: number, calls: Call[], children: Step[] = []): Step {
  return {
    ...{ path, name: path.split('/').at(-1) ?? '', calls, children },
    ...{ requests: 1, errors: 0, cost_usd: '1', cost_unknown: 0, prompt_tokens: 1, completion_tokens: 1 },
    ...{ started_at: time(second), ended_at: time(second + 1), duration_ms: 1000 },
  };
}

const tree = step(
  '/',
  0,
  [call(0), call(9)],
  [step('/plan', 2, [call(3, null)], [step('/plan/search', 4, [call(5)])])],
);

it('puts what lies below a step under it, by time, and adds up what is known', () => {
  const told = rowsOf(tree, new Set()).map((row) => [row.depth, row.key, row.kind === 'call' ? row.running : '']);
  expect(told).toEqual([
    [0, 'call-0 1', 0.25],
    [0, '/plan', ''],
    [1, 'call-3 1', 0.25],
    [1, '/plan/search', ''],
    [2, 'call-5 1', 0.5],
    [0, 'call-9 1', 0.75],
  ]);
});

it('leaves out what lies in a closed step, but not what it cost', () => {
  const rows = rowsOf(tree, new Set(['/plan']));
  expect(rows.map(({ key }) => key)).toEqual(['call-0 1', '/plan', 'call-9 1']);
  expect(rows.at(-1)).toMatchObject({ running: 0.75 });
});

it('begins with deep steps closed where there are very many lines', () => {
  expect(closedAtFirst(tree)).toEqual(new Set());
  expect(closedAtFirst(tree, 3)).toEqual(new Set(['/plan/search']));
});

it('finds the calls of all steps', () => {
  expect(callsBelow(tree)).toHaveLength(4);
});
