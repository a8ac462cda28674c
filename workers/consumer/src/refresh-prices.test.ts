import { packFrame } from '@tallystick/log';
import { usePriceList } from '@tallystick/pricing/price-list';
import { StoredPriceList, storePriceList } from '@tallystick/pricing/stored-list';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Env } from './index.ts';
import { bindings, deliver, empty, prepare, requestsOf, runCron } from './test/deliver.ts';
import { frameOf } from './test/frames.ts';
import { begin, bundled, costOf, type Draft, daily, pricesOf, publish, put, refresh } from './test/published-list.ts';

const day = 86_400_000;
const objects = bindings.OBJECTS;
const lines: unknown[] = [];

let organisation: string;

beforeAll(async () => {
  organisation = (await prepare('prices')).organisation;
});
beforeEach(async () => {
  await empty(objects);
  lines.length = 0;
  for (const level of ['log', 'warn'] as const) vi.spyOn(console, level).mockImplementation((line) => lines.push(line));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await usePriceList(bundled);
});

const said = (event: string) => lines.filter((line) => (line as { event: string }).event === event);

describe('a good list', () => {
  it('is stored, and prices calls from then on, in isolates that begin later too', async () => {
    await publish((list) => {
      pricesOf(list, 'openai', 'gpt-4o').prices = { input_mtok: 2, output_mtok: 8 };
      list
        .find(({ id }) => id === 'openai')
        ?.models.push({
          ...pricesOf(list, 'openai', 'gpt-4o'),
          id: 'gpt-99',
          match: { equals: 'gpt-99' },
          prices: { input_mtok: 7, output_mtok: 8 },
        } as never);
    });
    expect(costOf('openai', 'gpt-4o')).toBe('2.5');
    expect(costOf('openai', 'gpt-99')).toBeNull();
    await refresh();
    expect(said('price_list_stored')).toEqual([
      { event: 'price_list_stored', hash: expect.stringMatching(/^[0-9a-f]{12}$/) },
    ]);
    const list = await begin();
    expect(costOf('openai', 'gpt-4o')).toBe('2');
    expect(costOf('openai', 'gpt-99')).toBe('7');
    // A provider that is not priced by the list keeps the one of the code, which finds Claude at Google too.
    expect(costOf('google', 'claude-sonnet-4-5', Date.now())).not.toBeNull();
    const { hash, fetchedAt } = await list.identity();
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
    expect(Date.parse(fetchedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  it('with a change at a date prices calls before it as before, and later ones by the new price', async () => {
    const change = Date.UTC(2026, 9, 1);
    await publish((list) => {
      pricesOf(list, 'openai', 'gpt-4o').prices = [
        { prices: { input_mtok: 2.5, output_mtok: 10 } },
        { constraint: { start_date: '2026-10-01' }, prices: { input_mtok: 5, output_mtok: 10 } },
      ];
    });
    await refresh();
    await begin();
    expect([costOf('openai', 'gpt-4o', change - 1), costOf('openai', 'gpt-4o', change)]).toEqual(['2.5', '5']);
  });

  it('keeps prices by the length of the prompt and by the time of day', async () => {
    const before = [
      costOf('google', 'gemini-2.5-pro'),
      costOf('deepseek', 'deepseek-v4-flash', Date.UTC(2026, 10, 20, 2)),
    ];
    await publish();
    await refresh();
    await begin();
    expect([
      costOf('google', 'gemini-2.5-pro'),
      costOf('deepseek', 'deepseek-v4-flash', Date.UTC(2026, 10, 20, 2)),
    ]).toEqual(before);
    expect(costOf('google', 'gemini-2.5-pro')).toBe('2.5');
  });

  it('is said once, however often it is fetched', async () => {
    await publish();
    await refresh();
    await refresh();
    expect(said('price_list_stored')).toHaveLength(1);
  });

  it('prices the calls of a batch', async () => {
    await publish((list) => {
      pricesOf(list, 'openai', 'gpt-4o-mini').prices = { input_mtok: 1, output_mtok: 1 };
    });
    const env: Env = { ...bindings, PRICE_LIST_URL: bindings.LIST_URL };
    const send = async () => deliver([await packFrame(frameOf(organisation))], { env });
    await send();
    await runCron(env, daily);
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 200_000);
    await send();
    clock.mockRestore();
    const costs = (await requestsOf(organisation)).map(({ cost_usd }) => cost_usd);
    expect(costs.toSorted()).toEqual(['0.00036', '0.0015']);
  });
});

describe('a list is refused, and the last good one kept, when', () => {
  const bad: [string, (list: Draft) => unknown, RegExp][] = [
    ['a provider is gone', (list) => list.filter(({ id }) => id !== 'anthropic'), /0 models of anthropic/],
    [
      'most of a provider’s models are gone',
      (list) => void list.find(({ id }) => id === 'openai')?.models.splice(20),
      /20 models of openai/,
    ],
    [
      'many models are gone',
      (list) => {
        for (const { models } of list) models.splice(Math.ceil(models.length * 0.8));
      },
      /models, and there were/,
    ],
    [
      'a price is below 0',
      (list) => {
        pricesOf(list, 'openai', 'o1').prices = { input_mtok: -1, output_mtok: 1 };
      },
      /another shape/,
    ],
    [
      'a price is absurd',
      (list) => {
        pricesOf(list, 'openai', 'o1').prices = { input_mtok: 1e6, output_mtok: 1 };
      },
      /another shape/,
    ],
    [
      'a price is no number',
      (list) => {
        pricesOf(list, 'openai', 'o1').prices = { input_mtok: '15' };
      },
      /another shape/,
    ],
    [
      'a price is tenfold and more',
      (list) => {
        pricesOf(list, 'openai', 'gpt-4o').prices = { input_mtok: 25.1, output_mtok: 10 };
      },
      /input_mtok of gpt-4o of openai goes from 2 to 25.1/,
    ],
    [
      'a price is to be tenfold and more one day',
      (list) => {
        pricesOf(list, 'openai', 'gpt-4o').prices = [
          { prices: { input_mtok: 2.5, output_mtok: 10 } },
          { constraint: { start_date: '2030-01-01' }, prices: { input_mtok: 2.5, output_mtok: 0.1 } },
        ];
      },
      /output_mtok of gpt-4o/,
    ],
    [
      'what costs is free of charge',
      (list) => {
        pricesOf(list, 'openai', 'gpt-4o').prices = { input_mtok: 0, output_mtok: 10 };
      },
      /from 2 to 0/,
    ],
    [
      'a well-known model has no price',
      (list) => {
        pricesOf(list, 'openai', 'gpt-4o').prices = { output_mtok: 10 };
      },
      /no price for gpt-4o/,
    ],
    [
      'a constraint is of another kind',
      (list) => {
        pricesOf(list, 'openai', 'o1').prices = [{ prices: {} }, { constraint: { region: 'eu' }, prices: {} }];
      },
      /another shape/,
    ],
    [
      'prices do not go together',
      (list) => {
        pricesOf(list, 'openai', 'o1').prices = { input_mtok: 15, output_mtok: 60, cache_write_1h_mtok: 30 };
      },
      /prices of o1 of openai do not hold/,
    ],
    [
      'a name is matched by an expression that may take for ever',
      (list) => {
        Object.assign(pricesOf(list, 'openai', 'o1'), { match: { regex: '(a+)+$' } });
      },
      /another shape/,
    ],
    [
      'one is matched by an expression that repeats in many places',
      (list) => {
        Object.assign(pricesOf(list, 'openai', 'o1'), { match: { regex: '^.*a.*a.*a.*$' } });
      },
      /another shape/,
    ],
    ['it is an object', () => ({ providers: [] }), /another shape/],
    ['it is empty', () => [], /0 models of/],
  ];

  it.each(bad)('%s', async (_, change, reason) => {
    await publish((list) => {
      pricesOf(list, 'openai', 'gpt-4o').prices = { input_mtok: 2, output_mtok: 8 };
    });
    await refresh();
    await usePriceList(bundled);
    await publish((list) => change(list));
    await refresh();
    expect(said('price_list_refused')).toEqual([
      { event: 'price_list_refused', reason: expect.stringMatching(reason) },
    ]);
    await begin();
    expect(costOf('openai', 'gpt-4o')).toBe('2');
  });

  it('it is not JSON', async () => {
    await put('<html>');
    await refresh();
    expect(said('price_list_refused')).toEqual([{ event: 'price_list_refused', reason: 'it is not JSON' }]);
    expect((await (await begin()).identity()).fetchedAt).toBeNull();
  });
});

describe('without an answer the list stays as it is, with one line in the log, when', () => {
  it.each([
    ['nobody listens', 'http://127.0.0.1:1/list.json', /./],
    ['the server is away', `${bindings.LIST_URL}/away`, /the answer is 503/],
    ['the answer has no end', `${bindings.LIST_URL}/endless`, /larger than 5000000 bytes/],
  ])('%s', async (_, PRICE_LIST_URL, reason) => {
    await runCron({ ...bindings, PRICE_LIST_URL }, daily);
    expect(lines.filter((line) => !JSON.stringify(line).includes('objects_swept'))).toEqual([
      { event: 'price_list_not_fetched', reason: expect.stringMatching(reason) },
    ]);
    expect(await objects.head('prices/list.json')).toBeNull();
  });

  it('the answer comes too slowly', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('too late')), 100);
      return controller.signal;
    });
    await refresh('/slow');
    expect(timeout).toHaveBeenCalled();
    expect(said('price_list_not_fetched')).toHaveLength(1);
  });
});

describe('the stored list', () => {
  const changed = bundled.map((provider) => ({
    ...provider,
    models: provider.models.map((model) =>
      model.id === 'gpt-4o' ? { ...model, prices: { input_mtok: 2, output_mtok: 8 } } : model,
    ),
  }));

  it('is looked at every few minutes, and no more often', async () => {
    const now = Date.now();
    const list = await begin();
    await storePriceList(objects, changed, now);
    await list.use(now + 60_000);
    expect(costOf('openai', 'gpt-4o')).toBe('2.5');
    await list.use(now + 200_000);
    expect(costOf('openai', 'gpt-4o')).toBe('2');
  });

  it('stays in use while R2 does not answer', async () => {
    await storePriceList(objects, changed, Date.now());
    const bucket = { get: vi.fn((key: string) => objects.get(key)) } as unknown as R2Bucket;
    const list = new StoredPriceList(bucket, (look) => look);
    await list.use(Date.now());
    vi.mocked(bucket.get).mockRejectedValue(new Error('R2 is away'));
    await list.use(Date.now() + 200_000);
    expect(costOf('openai', 'gpt-4o')).toBe('2');
    expect(said('price_list_not_read')).toHaveLength(1);
  });

  it('gives way to the list of the code when it was fetched long ago, for other code', async () => {
    const now = Date.now();
    await storePriceList(objects, changed, now - 8 * day);
    await begin();
    expect(costOf('openai', 'gpt-4o')).toBe('2');
    const object = await objects.get('prices/list.json');
    const customMetadata = { ...object?.customMetadata, bundled: 'of an update' };
    await objects.put('prices/list.json', (await object?.text()) ?? '', { customMetadata });
    const list = await begin();
    expect(costOf('openai', 'gpt-4o')).toBe('2.5');
    expect((await list.identity()).fetchedAt).toBeNull();
  });

  it('goes when the fetching is switched off', async () => {
    await storePriceList(objects, changed, Date.now());
    const list = await begin();
    await runCron({ ...bindings, PRICE_LIST_URL: '' }, daily);
    await list.use(Date.now() + 200_000);
    expect(costOf('openai', 'gpt-4o')).toBe('2.5');
  });
});
