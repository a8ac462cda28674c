import { insertRequests } from '@tallystick/clickhouse';
import { unpricedCall } from '@tallystick/clickhouse/test/rows';
import { priceKeys, type RequestRow } from '@tallystick/log';
import { beforeAll, describe, expect, it } from 'vitest';
import { api, makeKey, migrate, operator } from './test/api.ts';
import { clickhouse } from './test/surroundings.ts';

let admin: string;
let read: string;

beforeAll(async () => {
  await migrate();
  await api('POST', '/v1/organisations', operator, { name: 'Priced' });
  admin = (await makeKey('priced', 'admin', { name: 'finance' })).key;
  read = (await makeKey('priced', 'read')).key;
});

const price = { provider: 'openai', model: 'ft:gpt-4o:acme::1', prices: { input_mtok: 3, output_mtok: '12.50' } };

describe('own prices', () => {
  it('are set and set again, listed, and removed, each with a line in the audit log', async () => {
    const set = await api('PUT', '/v1/prices', admin, price);
    const entry = {
      id: expect.any(String),
      provider: 'openai',
      model: 'ft:gpt-4o:acme::1',
      from: null,
      prices: { input_mtok: '3', output_mtok: '12.5' },
      set_at: expect.stringMatching(/Z$/),
    };
    expect([set.status, set.json]).toEqual([200, entry]);
    const tiers = { base: 1, tiers: [{ start: 200_000, price: 2 }] };
    const later = await api('PUT', '/v1/prices', admin, {
      ...price,
      from: '2026-12-01',
      prices: { input_mtok: tiers },
    });
    expect(later.json.from).toBe('2026-12-01T00:00:00.000Z');
    const again = await api('PUT', '/v1/prices', admin, { ...price, prices: { input_mtok: '0' } });
    expect(again.json).toEqual({ ...entry, id: set.json.id, prices: { input_mtok: '0' } });
    expect((await api('GET', '/v1/prices', read)).json).toEqual({ prices: [again.json, later.json] });

    const removed = await api('DELETE', `/v1/prices/${later.json.id}`, admin);
    expect([removed.status, removed.json]).toEqual([200, later.json]);
    expect((await api('DELETE', `/v1/prices/${later.json.id}`, admin)).status).toBe(404);
    expect((await api('GET', '/v1/prices', read)).json.prices).toEqual([again.json]);

    const { lines } = (await api('GET', '/v1/audit', admin)).json;
    const subject = 'openai/ft:gpt-4o:acme::1';
    const since = 'for calls from 2026-12-01T00:00:00.000Z';
    expect(lines.slice(0, 4)).toMatchObject([
      { action: 'price_unset', actor: 'finance', subject, detail: `input_mtok 1, 2 above 200000; ${since}` },
      { action: 'price_set', subject, detail: 'input_mtok 0; for all calls' },
      { action: 'price_set', subject, detail: `input_mtok 1, 2 above 200000; ${since}` },
      { action: 'price_set', subject, detail: 'input_mtok 3; output_mtok 12.5; for all calls' },
    ]);
  });

  it.each<[object, string]>([
    [{ prices: { input_mtok: -1 } }, 'prices.input_mtok: must be a price in USD from 0 to 1000000'],
    [{ prices: { input_mtok: 'NaN' } }, 'prices.input_mtok: must be a price in USD'],
    [{ prices: { input_mtok: 1_000_001 } }, 'prices.input_mtok: must be a price in USD from 0 to 1000000'],
    [
      { prices: { input: 1 } },
      `prices.input: is not something that has a price; what has one: ${priceKeys.join(', ')}`,
    ],
    [{ prices: {} }, 'prices: must name a price: input_mtok'],
    [
      { prices: { input_mtok: { base: 1, tiers: [{ start: 0, price: 1 }] } } },
      'prices.input_mtok.tiers[0].start: must be a length of the prompt from 1 to 1000000000 tokens',
    ],
    [{ provider: 'Open AI' }, 'provider: must be the slug of a provider, like openai'],
    [{ model: 'a*b' }, 'model: must be the name of a model, or how names begin and then *'],
    [{ model: 'm'.repeat(257) }, 'model: must be at most 256 characters'],
    [{ from: 'yesterday' }, 'from: must be a '],
    [{ from: '2200-01-01' }, 'from: must be a '],
    [{ currency: 'EUR' }, 'unknown field currency'],
    [
      { model: '', prices: { input_mtok: -1, output_mtok: 'x' } },
      'model: must name a model; prices.input_mtok: must be a price in USD from 0 to 1000000 with at most 12 decimals; prices.output_mtok: must be',
    ],
  ])('are refused for %j, naming what is wrong', async (wrong, message) => {
    const refused = await api('PUT', '/v1/prices', admin, { ...price, ...wrong });
    expect([refused.status, refused.json.error.message]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe('missing prices', () => {
  const at = Date.now() - 60_000;
  const call = (more: Partial<RequestRow>) =>
    unpricedCall(at, { org_id: 'priced', prompt_tokens: 7, completion_tokens: 3, ...more });
  const because = (reason: string) => ({ warnings: [`the cost is unknown: ${reason}`] });
  const missing = async () => (await api('GET', '/v1/prices/missing?from=1d', read)).json.missing;
  const setOf = async (...models: string[]) =>
    (await missing())
      .filter(({ model }: { model: string }) => models.includes(model))
      .map(({ set }: { set: object }) => set);

  it('are those of calls that have tokens and no cost, with why, what to set, and how to ask again', async () => {
    const reason = 'there is no price for the model llama of vllm';
    await insertRequests(clickhouse, [call({ provider: 'vllm', model: 'llama', ...because(reason) })]);
    const { status, json } = await api('GET', '/v1/prices/missing?from=1d', read);
    expect([status, json]).toEqual([
      200,
      {
        missing: [
          {
            provider: 'vllm',
            model: 'llama',
            priced_as: null,
            reason,
            calls: 1,
            prompt_tokens: 7,
            completion_tokens: 3,
            first_seen: new Date(at).toISOString(),
            last_seen: new Date(at).toISOString(),
            priced_by_now: false,
            set: { model: 'llama', from: null, prices: {}, lacking: ['input_mtok', 'output_mtok'] },
          },
        ],
        partial: false,
        again: {
          curl: expect.stringContaining("curl 'http://console/v1/prices/missing?from=1d'"),
          sql: expect.stringContaining("org_id = 'priced'"),
        },
      },
    ]);
    const refused = await api('GET', '/v1/prices/missing?from=soon', read);
    expect([refused.status, refused.json.error.message]).toEqual([400, expect.stringContaining('from: must be a ')]);
  });

  it('are completed in the entry that lacks them, all that one model lacks at once', async () => {
    const model = 'gpt-audio-none';
    await api('PUT', '/v1/prices', admin, { provider: 'openai', model, from: '2026-11-01', prices: { input_mtok: 3 } });
    await insertRequests(clickhouse, [
      call({ model, completion_audio_tokens: 1, ...because('said') }),
      call({ model, prompt_audio_tokens: 1, ...because('heard') }),
    ]);
    const entry = { model, from: '2026-11-01T00:00:00.000Z', prices: { input_mtok: '3' } };
    const set = { ...entry, lacking: ['output_mtok', 'input_audio_mtok', 'output_audio_mtok'] };
    const found = await setOf(model);
    expect(found).toEqual([set, set].map((one) => ({ ...one, lacking: expect.any(Array) })));
    for (const { lacking } of found) expect(new Set(lacking)).toEqual(new Set(set.lacking));
  });

  it('are of the model that the caller wants calls priced by', async () => {
    await insertRequests(clickhouse, [call({ model: 'deployment-7', price_details: { priced_as: 'gpt-none' } })]);
    expect(await missing()).toContainEqual(
      expect.objectContaining({
        ...{ model: 'deployment-7', priced_as: 'gpt-none', reason: null },
        set: expect.objectContaining({ model: 'gpt-none' }),
      }),
    );
  });

  it('are none to set where a tier is what lacks, half of the tokens is, or there is a price by now', async () => {
    await insertRequests(clickhouse, [
      call({ model: 'gpt-5-nano', service_tier: 'priority' }),
      call({ model: 'half', tokens_source: 'estimated', completion_tokens: null }),
      call({ model: 'cut', completion_tokens: null }),
      call({ model: 'gpt-4o' }),
      call({ model: 'before', price_details: { untold: 'yes' } }),
    ]);
    expect(await setOf('gpt-5-nano', 'half', 'cut', 'gpt-4o', 'before')).toEqual(Array(5).fill(null));
    const now = (await missing()).filter((one: { priced_by_now: boolean }) => one.priced_by_now);
    expect(now).toMatchObject([{ model: 'gpt-4o' }]);
  });
});
