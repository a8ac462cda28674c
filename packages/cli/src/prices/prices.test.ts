import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClickHouse, insertRequests } from '@tallystick/clickhouse';
import { requestRow } from '@tallystick/clickhouse/test/rows';
import { clickhouseTime, uuidv7 } from '@tallystick/log';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../stack.ts';
import { tally } from '../test/tally.ts';

let stack: Stack;

const local = (...args: string[]) => tally(['prices', ...args], { TALLY_DATA_DIR: stack.dataDir });

beforeAll(async () => {
  stack = await startStack();
  const { consoleUrl, organisation } = stack;
  await writeFile(join(stack.dataDir, 'dev.json'), JSON.stringify({ consoleUrl, organisation }));
}, 120_000);
afterAll(() => stack.stop());

describe('tally prices', () => {
  it('set says what is set and what of calls that are stored, and list shows it as it would be set', async () => {
    const set = await local('set', 'openai/gpt-4o', '--input', '3', '--output', '12.50', '--cache-read', '.30');
    expect(set).toEqual({
      code: 0,
      out: 'openai/gpt-4o --input 3 --output 12.5 --cache-read 0.3, for all calls',
      error: 'New calls have it within half a minute. Stored ones: npx pnpm@12 tally reprice --since 30d',
    });
    const tiered = ['--input', '1.25,200000:2.50', '--output', '10', '--web-searches', '10', '--cache-write-1h', '5'];
    const later = await local('set', 'openai/gpt-4o', ...tiered, '--from', '2026-12-01', '--organisation', 'local');
    expect(later.out).toMatch(/, for calls from 2026-12-01 00:00 UTC$/);
    expect(later.error).toMatch(/--since 30d --organisation local$/);
    await local('set', 'openrouter/openai/gpt-*', '--requests', '0');
    const list = await local('list');
    expect(list.out.split('\n')).toEqual([
      expect.stringMatching(/^MODEL +FROM \(UTC\) +USD +SET$/),
      expect.stringMatching(/^openai\/gpt-4o +all calls +--input 3 --output 12\.5 --cache-read 0\.3 +20/),
      expect.stringMatching(
        /^openai\/gpt-4o +2026-12-01 00:00 +--input 1\.25,200000:2\.5 --output 10 --cache-write-1h 5 --web-searches 10 +20/,
      ),
      expect.stringMatching(/^openrouter\/openai\/gpt-\* +all calls +--requests 0 +20/),
    ]);
    expect(JSON.parse((await local('list', '--json')).out)).toHaveLength(3);
  });

  it('unset removes the price from one time on, or all of a model', async () => {
    const set = (...more: string[]) => local('set', 'vllm/llama', '--input', '1', '--output', '1', ...more);
    await set();
    await set('--from', '2026-12-01');
    await set('--from', '2027-01-01T12:00:00+01:00');
    expect((await local('unset', 'vllm/llama', '--from', '2026-12-01')).out).toBe(
      'removed: vllm/llama --input 1 --output 1, for calls from 2026-12-01 00:00 UTC',
    );
    const rest = await local('unset', 'vllm/llama');
    expect(rest.out.split('\n')).toEqual([
      expect.stringMatching(/for all calls$/),
      expect.stringMatching(/from 2027-01-01 11:00 UTC$/),
    ]);
    expect((await local('list')).out).not.toContain('vllm');
  });

  it('missing names the models without a price and how to set one', async () => {
    const at = Date.now() - 60_000;
    const row = (model: string, reason: string, tokens: number) => {
      const request_id = uuidv7(at);
      const named = { org_id: 'local', created_at: clickhouseTime(at), request_id, call_id: request_id, model };
      const warnings = [`the cost is unknown: ${reason}`];
      const usage = { prompt_tokens: tokens, completion_tokens: 0, cost_usd: null, cost_breakdown: {} };
      return requestRow({ ...named, ...usage, provider: 'vllm', warnings });
    };
    await insertRequests(createClickHouse(stack.clickhouse), [
      row('llama', 'there is no price for the model llama of vllm', 12_000),
      row("it's\u001b[31m", "there is no price for the model it's of vllm", 500),
      row('gpt-5', 'the price of the service tier priority is not in the price list', 100),
    ]);
    const [headings, llama, odd, tier, ...rest] = (await local('missing')).out.split('\n');
    expect(headings).toMatch(/^MODEL +CALLS +TOKENS +FIRST \(UTC\) +LAST +WHY$/);
    expect(llama).toMatch(/^vllm\/llama +1 +12,000 +20.* there is no price for the model llama of vllm$/);
    expect(odd).toMatch(/^vllm\/it's\ufffd\[31m +1 +500 /);
    expect(tier).toMatch(/^vllm\/gpt-5 +1 +100 .* the service tier priority/);
    expect(rest).toEqual([
      '',
      'To price them, in USD per million tokens:',
      'npx pnpm@12 tally prices set vllm/llama --input … --output …',
    ]);
    expect(JSON.parse((await local('missing', '--from', '1d', '--json')).out)).toHaveLength(3);
    expect((await local('missing', '--from', '2099-01-01')).error).toContain('from: no time lies between');
  });

  it.each([
    [['set', 'gpt-4o', '--input', '3'], /Write it as openai\/gpt-4o\.$/],
    [['set', 'openai/gpt-4o'], /^error: prices: must name a price: input_mtok/],
    [['set', 'openai/gpt-4o', '--input=-3'], /^error: prices\.input_mtok: must be a price in USD from 0 to 1000000/],
    [['set', 'openai/gpt-4o', '--input', '1,5'], /Write prices by the length of the prompt as 1\.25,200000:2\.50\.$/],
    [['set', 'openai/gpt-4o', '--inputs', '3'], /unknown option '--inputs'/],
    [['set', 'openai/g*o', '--input', '3'], /^error: model: must be the name of a model, or how names begin/],
    [['set', 'openai/gpt-4o', '--input', '3', '--from', 'soon'], /Write it as 2026-11-01 or/],
    [
      ['unset', 'openai/none'],
      /^error: there is no price of your own for openai\/none: "npx pnpm@12 tally prices list"/,
    ],
    [
      ['unset', 'openai/gpt-4o', '--from', '2020-01-01'],
      /^error: none is set from 2020-01-01T00:00:00\.000Z for openai/,
    ],
    [['missing', '--from', 'soon'], /^error: from: must be a /],
    [['list', '--organisation', 'nobody'], /^error: there is no organisation nobody$/],
  ])('%j fails with what to do', async (args, message) => {
    expect(await local(...args)).toEqual({ code: 1, out: '', error: expect.stringMatching(message) });
  });
});
