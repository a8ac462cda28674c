import { insertRequests } from '@tallystick/clickhouse';
import { requestRow } from '@tallystick/clickhouse/test/rows';
import { clickhouseTime, priceKeys, uuidv7 } from '@tallystick/log';
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
      'prices.input_mtok.tiers[0].start: takes at least 1',
    ],
    [{ provider: 'Open AI' }, 'provider: must be the slug of a provider, like openai'],
    [{ model: 'a*b' }, 'model: must be the name of a model, or how names begin and then *'],
    [{ model: 'm'.repeat(257) }, 'model: must be at most 256 characters'],
    [{ from: 'yesterday' }, 'from: must be a '],
    [{ from: '2200-01-01' }, 'from: must be a '],
    [{ currency: 'EUR' }, 'unknown field currency'],
  ])('are refused for %j, naming what is wrong', async (wrong, message) => {
    const refused = await api('PUT', '/v1/prices', admin, { ...price, ...wrong });
    expect([refused.status, refused.json.error.message]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe('missing prices', () => {
  it('are the models whose calls have tokens and no cost, with how to ask again', async () => {
    const at = Date.now() - 60_000;
    const request_id = uuidv7(at);
    const row = { org_id: 'priced', created_at: clickhouseTime(at), request_id, call_id: request_id };
    const warnings = ['the cost is unknown: there is no price for the model llama of vllm'];
    const unpriced = { provider: 'vllm', model: 'llama', cost_usd: null, warnings };
    await insertRequests(clickhouse, [requestRow({ ...row, ...unpriced, prompt_tokens: 7, completion_tokens: 3 })]);
    const { status, json } = await api('GET', '/v1/prices/missing?from=1d', read);
    expect([status, json]).toEqual([
      200,
      {
        missing: [
          {
            provider: 'vllm',
            model: 'llama',
            calls: 1,
            prompt_tokens: 7,
            completion_tokens: 3,
            reasons: ['there is no price for the model llama of vllm'],
            first_seen: new Date(at).toISOString(),
            last_seen: new Date(at).toISOString(),
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
});
