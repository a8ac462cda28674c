import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClickHouse, insertRequests } from '@tallystick/clickhouse';
import { unpricedCall } from '@tallystick/clickhouse/test/rows';
import type { RequestRow } from '@tallystick/log';
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
    const later = await local('set', 'openai/gpt-4o', ...tiered, '--from', '2126-12-01', '--organisation', 'local');
    expect(later.out).toMatch(/, for calls from 2126-12-01 00:00 UTC$/);
    expect(later.error).toBe('Calls from then on have it.');
    await local('set', 'openrouter/openai/gpt-*', '--requests', '0');
    const list = await local('list');
    expect(list.out.split('\n')).toEqual([
      expect.stringMatching(/^MODEL +FROM \(UTC\) +USD +SET$/),
      expect.stringMatching(/^openai\/gpt-4o +all calls +--input 3 --output 12\.5 --cache-read 0\.3 +20/),
      expect.stringMatching(
        /^openai\/gpt-4o +2126-12-01 00:00 +--input 1\.25,200000:2\.5 --output 10 --cache-write-1h 5 --web-searches 10 +20/,
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
    const rest = await local('unset', 'vllm/llama', '--organisation', 'local');
    expect(rest.error).toMatch(/until: npx pnpm@12 tally reprice --since 30d --organisation local$/);
    expect(rest.out.split('\n')).toEqual([
      expect.stringMatching(/for all calls$/),
      expect.stringMatching(/from 2027-01-01 11:00 UTC$/),
    ]);
    expect((await local('list')).out).not.toContain('vllm');
  });

  it('missing says of each model why, and how to set the price that lacks without losing one', async () => {
    const row = (model: string, reason: string, more: Partial<RequestRow> = {}) => {
      const warnings = [`the cost is unknown: ${reason}`];
      return unpricedCall(Date.now() - 60_000, { org_id: 'local', provider: 'vllm', model, warnings, ...more });
    };
    await local('set', 'vllm/spoken', '--input', '1', '--output', '2', '--from', '2026-11-01');
    await insertRequests(createClickHouse(stack.clickhouse), [
      row('llama', 'there is no price for the model llama of vllm', { prompt_tokens: 12_000 }),
      row('spoken', 'your own price has no input_audio_mtok', { prompt_tokens: 900, prompt_audio_tokens: 9 }),
      row('spoken', 'billed apart: x', { prompt_tokens: 800, price_details: { billed_apart: 'x' } }),
      row("it's\u001b[31m", "there is no price for the model it's of vllm", { prompt_tokens: 500 }),
      row('deployment', 'there is no price', { prompt_tokens: 400, price_details: { priced_as: "a'b" } }),
      row('gpt-4o', 'there is no price', { provider: 'openai', prompt_tokens: 100 }),
    ]);
    const [headings, llama, spoken, apart, odd, renamed, known, ...rest] = (await local('missing')).out.split('\n');
    expect(headings).toMatch(/^MODEL +CALLS +TOKENS +FIRST \(UTC\) +LAST +WHY$/);
    expect(llama).toMatch(/^vllm\/llama +1 +12,000 +20.* there is no price for the model llama of vllm$/);
    expect(spoken).toMatch(/^vllm\/spoken +1 +900 +20.* your own price has no input_audio_mtok$/);
    expect(apart).toMatch(/^vllm\/spoken +1 +800 +20.* billed apart: x$/);
    expect(odd).toMatch(/^vllm\/it's\ufffd\[31m +1 +500 /);
    expect(renamed).toMatch(/^vllm\/deployment, priced as a'b +1 +400 /);
    expect(known).toMatch(/^openai\/gpt-4o +1 +100 .* there is no price; since then it has a price$/);
    expect(rest).toEqual([
      '',
      'To price them, in USD per million tokens, or thousand calls or searches:',
      'npx pnpm@12 tally prices set vllm/llama --input … --output …',
      'npx pnpm@12 tally prices set vllm/spoken --input 1 --output 2 --input-audio … --from 2026-11-01T00:00:00.000Z',
      "npx pnpm@12 tally prices set 'vllm/a'\\''b' --input … --output …",
      '',
      'To give stored calls a price that is known by now:',
      'npx pnpm@12 tally reprice --since 30d',
    ]);
    expect(JSON.parse((await local('missing', '--from', '1d', '--json')).out)).toHaveLength(6);
    const theirs = await local('missing', '--from', '7d', '--organisation', 'local');
    expect(theirs.out).toMatch(/ --input … --output … --organisation local\n/);
    expect(theirs.out).toMatch(/--since 7d --organisation local$/);
    expect((await local('missing', '--from', '2099-01-01')).error).toContain('from: no time lies between');
  });

  it.each([
    [['set', 'gpt-4o', '--input', '3'], /Write it as openai\/gpt-4o\.$/],
    [['set', 'openai/gpt-4o'], /^error: name a price, like --input 3 --output 12: --help has all that there are$/],
    [['set', 'openai/gpt-4o', '--input=-3'], /^error: --input -3: must be a price in USD from 0 to 1000000/],
    [['set', 'openai/gpt-4o', '--input', '1,5'], /^error: --input 1,5: .*, write them as 1\.25,200000:2\.50$/],
    [['set', 'openai/gpt-4o', '--input', '1,0:2'], /^error: --input 1,0:2: must be a length of the prompt from 1 to/],
    [
      ['set', 'Open/gpt-4o', '--input', 'x', '--cache-read', '…'],
      /^error: provider: must be the slug.*\n--input x: must be a price .*\n--cache-read …: must be a price .*$/,
    ],
    [['set', 'openai/gpt-4o', '--input', '3', '--from', '2200-01-01'], /until 2199\.$/],
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
