import { insertRequests } from '@tallystick/clickhouse';
import { unpricedCall } from '@tallystick/clickhouse/test/rows';
import type { RequestRow } from '@tallystick/log';
import { currentList } from '@tallystick/pricing/price-list';
import { storePriceList } from '@tallystick/pricing/stored-list';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { api, bindings, makeKey, migrate, operator } from './test/api.ts';
import { ask, clickhouse } from './test/surroundings.ts';

const minute = 60_000;
const made = Date.now() - 20 * minute;
let admin: string;
let stored = 0;

beforeAll(async () => {
  await migrate();
  await api('POST', '/v1/organisations', operator, { name: 'Again' });
  admin = (await makeKey('again', 'admin', { name: 'finance' })).key;
});
beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

/** A call of a million tokens to gpt-4o, which cost 2.50 USD by the list, as it was stored at some earlier price. */
function call(overrides: Partial<RequestRow> = {}, at = made + stored): RequestRow {
  stored += 1;
  const priced = { cost_usd: '5', cost_breakdown: { input: '5' }, cost_source: 'priced' } as const;
  return unpricedCall(at, { org_id: 'again', ...priced, ...overrides });
}

const unknown = { cost_usd: null, cost_breakdown: {}, cost_source: 'unknown' } as const;

const reprice = async (more: object = {}, token = admin) =>
  (await api('POST', '/v1/reprice', token, { from: '1h', ...more })).json;
const changedIn = ({ models }: { models: { changed: number }[] }) =>
  models.reduce((sum, { changed }) => sum + changed, 0);
const rows = (organisation = 'again') =>
  ask('/v1/requests/query', { body: { organisation, sort: { field: 'created_at', direction: 'asc' } } }).then(
    ({ json }) => json.data,
  );

describe('pricing again', () => {
  it('gives stored calls the prices of today’s list, and says by model what that comes to', async () => {
    await insertRequests(clickhouse, [
      call(),
      call({ cost_usd: '2.5', cost_breakdown: { input: '2.5' } }),
      call({
        ...unknown,
        warnings: ['from the edge', 'the cost is unknown: there is no price for the model gpt-4o of openai'],
      }),
      call({ model: 'gpt-none', ...unknown }),
    ]);
    const answer = await reprice();
    expect(answer.models.toSorted((a: { calls: number }, b: { calls: number }) => b.calls - a.calls)).toEqual([
      {
        ...{ provider: 'openai', model: 'gpt-4o', calls: 3, changed: 2, left: 0 },
        ...{ cost_before: '7.5', cost_after: '7.5', unknown_before: 1, unknown_after: 0 },
      },
      {
        ...{ provider: 'openai', model: 'gpt-none', calls: 1, changed: 0, left: 0 },
        ...{ cost_before: '0', cost_after: '0', unknown_before: 1, unknown_after: 1 },
      },
    ]);
    expect(answer).toMatchObject({ next_cursor: null, price_list: { fetched_at: null } });
    const priced = { cost_usd: '2.5', cost_breakdown: { input: '2.5' }, cost_source: 'priced' };
    expect(await rows()).toMatchObject([priced, priced, { ...priced, warnings: ['from the edge'] }, unknown]);
    const { lines } = (await api('GET', '/v1/audit', admin)).json;
    expect(lines[0]).toMatchObject({ action: 'reprice', actor: 'finance', detail: expect.stringContaining(' to ') });
  });

  it('changes nothing the second time', async () => {
    await insertRequests(clickhouse, [call(), call()]);
    expect((await reprice()).models).toMatchObject([{ changed: 2 }]);
    expect((await reprice()).models).toMatchObject([{ changed: 0, cost_before: '5', cost_after: '5' }]);
  });

  it('tells in a dry run what it would do, and does nothing', async () => {
    await insertRequests(clickhouse, [call()]);
    const before = await rows();
    const { models } = await reprice({ dry_run: true });
    expect(models).toMatchObject([{ changed: 1, cost_before: '5', cost_after: '2.5' }]);
    expect(await rows()).toEqual(before);
  });

  it('goes piece by piece, over whatever is stored meanwhile, and a piece may be asked twice', async () => {
    const calls = Array.from({ length: 7 }, () => call());
    await insertRequests(clickhouse, calls);
    let cursor: string | undefined;
    let changed = 0;
    let pieces = 0;
    do {
      const body: object = { from: '1h', limit: 2, cursor };
      const piece = (await api('POST', '/v1/reprice', admin, body)).json;
      const again = (await api('POST', '/v1/reprice', admin, body)).json;
      // Each call is changed once. A piece reaches further the second time where copies of its calls were merged in between.
      changed += changedIn(piece) + changedIn(again);
      pieces += 1;
      cursor = piece.next_cursor ?? undefined;
      await insertRequests(clickhouse, calls);
    } while (cursor !== undefined);
    expect(changed).toBe(7);
    expect(pieces).toBeGreaterThanOrEqual(4);
    expect((await rows()).map(({ cost_usd }: RequestRow) => cost_usd)).toEqual(Array(7).fill('2.5'));
  });

  it('keeps to the calls that are meant', async () => {
    await insertRequests(clickhouse, [
      call({}, made - 90 * minute),
      call({}, made),
      call({ model: 'gpt-4o-mini' }, made + 1),
      call({ provider: 'azure' }, made + 2),
      call({ org_id: 'others' }, made + 3),
      call({}, made + 10 * minute),
    ]);
    const to = new Date(made + minute).toISOString();
    expect((await reprice({ to, filter: 'provider:openai model:gpt-4o' })).models).toMatchObject([
      { calls: 1, changed: 1 },
    ]);
    expect((await rows()).map(({ cost_usd }: RequestRow) => cost_usd)).toEqual(['5', '2.5', '5', '5', '5']);
    await api('POST', '/v1/organisations', operator, { name: 'Others' });
    expect((await rows('others')).map(({ cost_usd }: RequestRow) => cost_usd)).toEqual(['5']);
    expect((await reprice({ organisation: 'others' }, operator)).models).toMatchObject([{ changed: 1 }]);
  });

  it('takes the organisation’s own prices as they were when each call was made, before those of the list and what was reported', async () => {
    const own = { provider: 'openai', model: 'gpt-4o', prices: { input_mtok: '1', output_mtok: '1' } };
    const from = new Date(made + 5 * minute).toISOString();
    const { json } = await api('PUT', '/v1/prices', admin, { ...own, from });
    const reported = { cost_usd: '0.3', cost_breakdown: { reported: '0.3' }, cost_source: 'provider' } as const;
    const grok = await api('PUT', '/v1/prices', admin, { ...own, provider: 'xai', model: 'grok-4' });
    await insertRequests(clickhouse, [
      call({}, made),
      call({}, made + 6 * minute),
      call({ provider: 'xai', model: 'grok-4', service_tier: '', ...reported }, made + 7 * minute),
    ]);
    await reprice();
    const costs = async () =>
      (await rows()).map(({ cost_usd, cost_source }: RequestRow) => `${cost_source} ${cost_usd}`);
    expect(await costs()).toEqual(['priced 2.5', 'priced 1', 'priced 1']);
    // What the provider reported is not forgotten.
    for (const { id } of [json, grok.json]) await api('DELETE', `/v1/prices/${id}`, admin);
    await reprice();
    expect(await costs()).toEqual(['priced 2.5', 'priced 2.5', 'provider 0.3']);
  });

  it('prices what a call kept beside its counts: the model that was asked for, the tier, searches, caches of an hour', async () => {
    const anthropic = {
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      service_tier: 'standard',
      prompt_tokens: 100_000,
    };
    await insertRequests(clickhouse, [
      call({ price_details: { priced_as: 'gpt-4o-mini' } }),
      call({ service_tier: '', price_details: { requested_tier: 'flex' } }),
      call({ price_details: { billed_apart: 'file_search' } }),
      call({ ...anthropic, cache_write_tokens: 100_000, usage_details: { cache_write_1h: 100_000, web_searches: 2 } }),
      call({ ...anthropic, price_details: { inference_geo: 'us' } }),
    ]);
    await reprice();
    const found = await rows();
    expect(found.map(({ cost_usd }: RequestRow) => cost_usd)).toEqual(['0.15', '1.25', null, '0.62', '0.33']);
    expect(found[1].warnings).toEqual([expect.stringMatching(/^the cost is estimated: the service tier flex/)]);
    for (const { cost_usd, cost_breakdown } of found) {
      const lines = Object.values(cost_breakdown as Record<string, string>).reduce(
        (sum, usd) => sum + Math.round(Number(usd) * 1e6),
        0,
      );
      expect(lines).toBe(Math.round(Number(cost_usd ?? 0) * 1e6));
    }
  });

  it('leaves what it cannot tell anew: calls from before details were kept, and answers from a cache', async () => {
    await insertRequests(clickhouse, [
      call({ price_details: { untold: 'yes' } }),
      call({ cached: true, cost_usd: '0' }),
    ]);
    expect((await reprice()).models).toMatchObject([
      { calls: 2, changed: 0, left: 2, cost_before: '5', cost_after: '5' },
    ]);
  });

  it('calls the cost of estimated tokens estimated still', async () => {
    await insertRequests(clickhouse, [call({ tokens_source: 'estimated', cost_source: 'estimated' })]);
    await reprice();
    expect(await rows()).toMatchObject([{ cost_usd: '2.5', cost_source: 'estimated', tokens_source: 'estimated' }]);
    expect((await reprice()).models).toMatchObject([{ changed: 0 }]);
  });

  it('keeps the edits of a call', async () => {
    const row = call();
    await insertRequests(clickhouse, [row]);
    await api('POST', `/v1/requests/${row.request_id}/scores`, admin, { scores: { quality: 1 } });
    await reprice();
    await api('POST', `/v1/requests/${row.request_id}/scores`, admin, { scores: { later: 2 } });
    expect(await rows()).toMatchObject([{ cost_usd: '2.5', scores: { quality: 1, later: 2 } }]);
  });

  it('prices by the list that was fetched', async () => {
    const list = (await currentList()).map((provider) => ({
      ...provider,
      models: provider.models.map((model) =>
        model.id === 'gpt-4o' ? { ...model, prices: { input_mtok: 2, output_mtok: 8 } } : model,
      ),
    }));
    const { hash } = await storePriceList(bindings.OBJECTS, list, Date.now());
    await insertRequests(clickhouse, [call()]);
    // A console that has just started.
    const { json } = await ask('/v1/reprice', { body: { organisation: 'again', from: '1h' }, env: {} });
    expect(json).toMatchObject({
      models: [{ cost_after: '2' }],
      price_list: { hash, fetched_at: expect.stringMatching(/Z$/) },
    });
    await bindings.OBJECTS.delete('prices/list.json');
  });

  it.each([
    [{}, /^from: /],
    [{ from: '1h', limit: 0 }, /^limit: /],
    [{ from: '1h', limit: 10_001 }, /^limit: /],
    [{ from: '1h', cursor: 'x' }, /cursor: is damaged/],
    [{ from: '1h', filter: 'nothing:1' }, /^filter: /],
  ])('refuses %j', async (body, message) => {
    const { status, json } = await api('POST', '/v1/reprice', admin, body);
    expect([status, json.error.message]).toEqual([400, expect.stringMatching(message)]);
  });
});
