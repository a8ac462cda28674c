import type { RequestRow } from '@tallystick/log';
import { beforeEach, describe, expect, it } from 'vitest';
import { askerOf, findMissingPrices, insertRequests } from '../index.ts';
import { plainCall } from '../test/attempts.ts';
import { clickhouse } from '../test/database.ts';

const from = Date.UTC(2026, 10, 1);
const to = Date.UTC(2026, 11, 1);

beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

const missing = (organisation = 'acme') => findMissingPrices(askerOf(clickhouse, organisation), { from, to });

let made = 0;
function call(model: string, overrides: Partial<RequestRow> = {}, at = from): RequestRow {
  made++;
  const tokens = { prompt_tokens: 10, completion_tokens: 5 };
  return plainCall(made, at, { provider: 'vllm', model, requested_model: '', warnings: [], ...tokens, ...overrides });
}

describe('the models without a price', () => {
  it('are those with tokens and no cost, the most tokens first, and when they were called', async () => {
    await insertRequests(clickhouse, [
      call('small'),
      call('large', { prompt_tokens: 1_000 }, from + 5),
      call('large', { completion_tokens: null, prompt_tokens: 500 }, to - 1),
      call('priced', { cost_usd: '0.1' }),
      call('free', { cost_usd: '0' }),
      call('untold', { prompt_tokens: null, completion_tokens: null }),
      call('', { requested_model: 'asked' }),
      call('large', {}, from - 1),
      call('large', {}, to),
    ]);
    const { missing: found, partial } = await missing();
    expect(partial).toBe(false);
    expect(found.map(({ model, calls }) => [model, calls])).toEqual([
      ['large', 2],
      ['asked', 1],
      ['small', 1],
    ]);
    expect(found[0]).toEqual({
      provider: 'vllm',
      model: 'large',
      calls: 2,
      prompt_tokens: 1_500,
      completion_tokens: 5,
      reasons: [],
      first_seen: new Date(from + 5).toISOString(),
      last_seen: new Date(to - 1).toISOString(),
    });
  });

  it('say why, each reason once, as the warnings of their calls do', async () => {
    const because = (reason: string) => ({ warnings: ['a header was dropped', `the cost is unknown: ${reason}`] });
    await insertRequests(clickhouse, [
      call('m', because('there is no price for the model m of vllm')),
      call('m', because('there is no price for the model m of vllm')),
      call('m', because('billed apart and not in the usage: images')),
      call('m', { warnings: ['a header was dropped'] }),
    ]);
    expect((await missing()).missing).toMatchObject([
      {
        calls: 4,
        reasons: ['billed apart and not in the usage: images', 'there is no price for the model m of vllm'],
      },
    ]);
  });

  it('are those of one organisation, and of calls as they are now', async () => {
    const before = call('repriced');
    await insertRequests(clickhouse, [
      before,
      { ...before, cost_usd: '0.1', version: 2 },
      call('theirs', { org_id: 'globex' }),
    ]);
    expect((await missing()).missing).toEqual([]);
    expect((await missing('globex')).missing).toMatchObject([{ model: 'theirs' }]);
  });

  it('are cut after many, and say so', async () => {
    await insertRequests(
      clickhouse,
      Array.from({ length: 501 }, (_, n) => call(`m${n}`, { prompt_tokens: n })),
    );
    const { missing: found, partial } = await missing();
    expect([found.length, found[0]?.model, partial]).toEqual([500, 'm500', true]);
  });
});
