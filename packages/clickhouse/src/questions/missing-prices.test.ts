import type { RequestRow } from '@tallystick/log';
import { beforeEach, describe, expect, it } from 'vitest';
import { askerOf, findMissingPrices, insertRequests } from '../index.ts';
import { plainCall } from '../test/attempts.ts';
import { clickhouse } from '../test/database.ts';

const from = Date.UTC(2026, 10, 1);
const to = Date.UTC(2026, 11, 1);

beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

const missing = (organisation = 'acme') =>
  findMissingPrices(askerOf(clickhouse, organisation), { from, to }, ['created_at', 'completion_tokens']);

let made = 0;
function call(model: string, overrides: Partial<RequestRow> = {}, at = from): RequestRow {
  made++;
  const tokens = { prompt_tokens: 10, completion_tokens: 5 };
  const named = { provider: 'vllm', model, requested_model: '', warnings: [], price_details: {} };
  return plainCall(made, at, { ...named, ...tokens, ...overrides });
}

describe('the calls without a price', () => {
  it('are those with tokens and no cost by model, the most tokens first, and when they were called', async () => {
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
      priced_as: '',
      reason: '',
      calls: 2,
      prompt_tokens: 1_500,
      completion_tokens: 5,
      first_seen: new Date(from + 5).toISOString(),
      last_seen: new Date(to - 1).toISOString(),
      // One that tells its output, rather than the latest.
      latest: { created_at: new Date(from + 5).toISOString(), completion_tokens: 5 },
    });
  });

  it('stand apart by why, as their warnings say it, and by the model that they are to be priced by', async () => {
    const because = (reason: string, more: Partial<RequestRow> = {}) =>
      call('m', { ...more, warnings: ['a header was dropped', `the cost is unknown: ${reason}`] });
    await insertRequests(clickhouse, [
      because('there is no price for the model m of vllm'),
      because('there is no price for the model m of vllm'),
      because('billed apart and not in the usage: images', { prompt_tokens: 100 }),
      because('billed apart and not in the usage: images', { price_details: { priced_as: 'gpt-4o' } }),
      call('m', { warnings: ['a header was dropped'] }),
    ]);
    expect(
      (await missing()).missing.map(({ model, priced_as, reason, calls }) => [model, priced_as, reason, calls]),
    ).toEqual([
      ['m', '', 'billed apart and not in the usage: images', 1],
      ['m', '', 'there is no price for the model m of vllm', 2],
      ['m', '', '', 1],
      ['m', 'gpt-4o', 'billed apart and not in the usage: images', 1],
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
