import { openAccounts, removeOwnPrice, setOwnPrice } from '@tallystick/accounts';
import { packFrame } from '@tallystick/log';
import { describe, expect, it } from 'vitest';
import type { Env } from './index.ts';
import { bindings, broken, deliver, prepare, requestsOf } from './test/deliver.ts';
import { frameOf, type Parts } from './test/frames.ts';

const db = openAccounts(bindings.DB);
const price = { provider: 'openai', model: 'gpt-4o-mini', from: 0, prices: { input_mtok: '3', output_mtok: '12' } };

/** The Worker's own world, in an isolate that remembers nothing. */
function freshIsolate(): Env {
  return { ...bindings };
}

async function costOf(organisation: string, env: Env, parts: Parts = {}) {
  const frame = frameOf(organisation, parts);
  const { explicitAcks } = await deliver([await packFrame(frame)], { env });
  expect(explicitAcks).toEqual(['m0']);
  const row = (await requestsOf(organisation)).find(({ request_id }) => request_id === frame.call.request_id);
  return { cost: row?.cost_usd, source: row?.cost_source, warnings: row?.warnings };
}

describe('an organisation’s own price', () => {
  it('is that of its calls, and of no other organisation’s', async () => {
    const { organisation } = await prepare('own');
    const { organisation: other } = await prepare('other');
    await setOwnPrice(db, organisation, price, Date.now());
    const env = freshIsolate();
    const [frame, others] = [frameOf(organisation), frameOf(other)];
    await deliver([await packFrame(frame), await packFrame(others)], { env });
    expect(await requestsOf(organisation)).toMatchObject([
      { cost_usd: '0.0072', cost_breakdown: { input: '0.0036', output: '0.0036' }, cost_source: 'priced' },
    ]);
    expect(await requestsOf(other)).toMatchObject([{ cost_usd: '0.00036', cost_source: 'priced' }]);
  });

  it('holds from its time on, by the time of the call and not of its delivery', async () => {
    const { organisation } = await prepare('own');
    const now = Date.now();
    await setOwnPrice(db, organisation, { ...price, from: now - 60_000 }, now);
    const env = freshIsolate();
    expect(await costOf(organisation, env, { call: { created_at: now - 60_001 } })).toMatchObject({ cost: '0.00036' });
    expect(await costOf(organisation, env, { call: { created_at: now - 60_000 } })).toMatchObject({ cost: '0.0072' });
  });

  it('gives a model a price that is in no list, by the name that the caller wants it priced by too', async () => {
    const { organisation } = await prepare('own');
    await setOwnPrice(db, organisation, { ...price, provider: 'vllm', model: 'gpt-*' }, Date.now());
    const env = freshIsolate();
    expect(await costOf(organisation, env, { call: { provider: 'vllm' } })).toMatchObject({ cost: '0.0072' });
    const overridden = { provider: 'vllm', model_override: 'my-llama' };
    expect(await costOf(organisation, env, { call: overridden })).toEqual({
      cost: null,
      source: 'unknown',
      warnings: ['the cost is unknown: there is no price for the model my-llama of vllm'],
    });
  });

  it('is known within half a minute, and forgotten likewise', async () => {
    const { organisation } = await prepare('own');
    const before = freshIsolate();
    expect(await costOf(organisation, before)).toMatchObject({ cost: '0.00036' });
    const { id } = await setOwnPrice(db, organisation, price, Date.now());
    expect(await costOf(organisation, before)).toMatchObject({ cost: '0.00036' });
    const after = freshIsolate();
    expect(await costOf(organisation, after)).toMatchObject({ cost: '0.0072' });
    await removeOwnPrice(db, organisation, id);
    expect(await costOf(organisation, freshIsolate())).toMatchObject({ cost: '0.00036' });
  });

  it('that cannot be looked up leaves the call waiting, and never at another price', async () => {
    const { organisation } = await prepare('own');
    await setOwnPrice(db, organisation, price, Date.now());
    const withoutPrices = new Proxy(bindings.DB, {
      get(target, name) {
        if (name !== 'prepare') return Reflect.get(target, name);
        return (sql: string) => (sql.includes('own_prices') ? broken<D1PreparedStatement>() : target.prepare(sql));
      },
    });
    const message = await packFrame(frameOf(organisation));
    const { explicitAcks, retryMessages } = await deliver([message], { env: { ...bindings, DB: withoutPrices } });
    expect([explicitAcks, retryMessages]).toEqual([[], [expect.objectContaining({ msgId: 'm0' })]]);
    expect(await requestsOf(organisation)).toEqual([]);
  });
});
