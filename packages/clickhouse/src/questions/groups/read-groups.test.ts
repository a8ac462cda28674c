import { everything, parseLine } from '@tallystick/filter';
import type { RequestRow } from '@tallystick/log';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  askerOf,
  type GroupPosition,
  type GroupsQuestion,
  insertRequests,
  models,
  prompts,
  properties,
  propertyValues,
  readGroups,
  sessions,
  users,
} from '../../index.ts';
import { attemptsAround, plainCall } from '../../test/attempts.ts';
import { clickhouse } from '../../test/database.ts';
import { figuresOf, rounded } from '../../test/groups-of.ts';
import { meets } from '../../test/meets.ts';
import { groupValue, lastVersions, metricsOf, timeOf } from '../../test/metrics-of.ts';
import { Parameters } from '../parameters.ts';
import type { Groups } from './read-groups.ts';

const from = Date.UTC(2026, 10, 1);
const to = from + 3 * 86_400_000;
type Row = Record<string, unknown>;
type By = (parameters: Parameters) => Groups;

beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

/** A way to group, said once more without SQL. */
interface Way {
  by: By;
  /** Of the groups that a call is in. */
  keysOf(row: RequestRow): Record<string, string>[];
  /** What is told of a group's calls and is no measure. */
  moreOf?(keys: Record<string, string>, rows: readonly RequestRow[], all: readonly RequestRow[]): Row;
}

const ways: Way[] = [
  { by: users, keysOf: text('user_id') },
  { by: prompts, keysOf: text('prompt_id') },
  {
    by: models,
    keysOf: ({ provider, model, requested_model }) =>
      model || requested_model ? [{ provider, model: model || requested_model }] : [],
  },
  {
    by: sessions,
    keysOf: text('session_id'),
    moreOf: (_, rows) => ({
      session_name: latest(rows, 'session_name'),
      user_id: latest(rows, 'user_id'),
      models: [...new Set(rows.map(({ model }) => model))].filter((model) => model !== '').toSorted(),
    }),
  },
  {
    by: properties,
    keysOf: (row) => Object.keys(row.properties).map((name) => ({ name })),
    moreOf: ({ name = '' }, rows, all) => {
      const byValue = [...Map.groupBy(rows, (row) => row.properties[name])];
      const counts = byValue.map(([value, those]) => [value, metricsOf(those, all).requests]);
      const frequent = counts.filter(([, count]) => count !== 0).map(([value]) => value);
      return { values: counts.length, frequent_values: frequent.toSorted() };
    },
  },
  {
    by: propertyValues('Feature'),
    keysOf: ({ properties: { feature } }) => (feature === undefined ? [] : [{ value: feature }]),
  },
];

function text(name: string) {
  return (row: RequestRow) => {
    const value = groupValue(row, name);
    return value === null ? [] : [{ [name]: String(value) }];
  };
}

function latest(rows: readonly RequestRow[], name: 'session_name' | 'user_id'): string {
  const inOrder = rows.toSorted((a, b) => timeOf(a) - timeOf(b) || a.isolate_seq - b.isolate_seq);
  return inOrder.findLast((row) => row[name] !== '')?.[name] ?? '';
}

function expected({ by, keysOf, moreOf }: Way, met: readonly RequestRow[], all: readonly RequestRow[]): Row[] {
  const pairs = met.flatMap((row) => keysOf(row).map((keys) => ({ keys, row })));
  const groups = Map.groupBy(pairs, ({ keys }) => JSON.stringify(keys));
  const names = Object.keys(by(new Parameters()).figures);
  return [...groups.values()].map((members) => {
    const rows = members.map(({ row }) => row);
    const keys = members[0]?.keys ?? {};
    const figures = figuresOf(rows, all);
    const told = Object.fromEntries(names.map((name) => [name, rounded(figures[name])]));
    return { ...keys, ...told, ...moreOf?.(keys, rows, all) };
  });
}

/** All pages, one after the other. */
async function walk(by: By, question: Partial<GroupsQuestion> = {}): Promise<Row[]> {
  const rows: Row[] = [];
  let after: GroupPosition | undefined;
  do {
    const sort = { field: 'requests', direction: 'desc' } as const;
    const asked = { from, to, filter: everything, sort, limit: 1000, ...question, after };
    const page: { rows: Row[]; next: GroupPosition | undefined } = await readGroups(
      askerOf(clickhouse, 'acme'),
      by,
      asked,
    );
    expect(page.rows.length).toBeLessThanOrEqual(asked.limit);
    rows.push(...page.rows);
    after = page.next;
  } while (after);
  return rows;
}

/** In the order that was asked for: the unknown last, then by key. */
function inOrder({ keys }: Groups, { field, direction }: GroupsQuestion['sort']) {
  const comparable = (value: unknown) => (field === 'cost_usd' ? Number(value) : (value as number | string));
  return (a: Row, b: Row): number => {
    const [x, y] = [a[field], b[field]];
    if (x !== y && (x === null || y === null)) return x === null ? 1 : -1;
    if (x !== y) return comparable(x) < comparable(y) === (direction === 'asc') ? -1 : 1;
    const name = Object.keys(keys).find((key) => a[key] !== b[key]) ?? '';
    return String(a[name]) < String(b[name]) ? -1 : 1;
  };
}

const questions = fc.record({
  way: fc.constantFrom(...ways),
  line: fc.constantFrom('', 'model:a', 'status:>=400', 'property.feature:* OR latency:>50', 'failed:false cost:*'),
  search: fc.constantFrom(undefined, undefined, '', 'A', 'the'),
  limit: fc.constantFrom(1, 2, 3, 1000),
  figure: fc.nat(),
  direction: fc.constantFrom<'asc' | 'desc'>('asc', 'desc'),
});

describe('readGroups', () => {
  it('tells of each group what its rows say, on one page, in the order that was asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        attemptsAround(from, to),
        fc.array(questions, { minLength: 6, maxLength: 6 }),
        async (versions, asked) => {
          await clickhouse.command('TRUNCATE TABLE requests');
          for (const version of [1, 2, 9]) {
            await insertRequests(
              clickhouse,
              versions.filter((row) => row.version === version),
            );
          }
          const all = lastVersions(versions).filter(({ org_id }) => org_id === 'acme');
          const inTime = all.filter((row) => timeOf(row) >= from && timeOf(row) < to);
          for (const { way, line, search, limit, figure, direction } of asked) {
            const filter = parseLine(line);
            const groups = way.by(new Parameters());
            const names = Object.keys(groups.figures);
            const sort = { field: names[figure % names.length] ?? '', direction };
            const found = await walk(way.by, { filter, search, limit, sort });
            expect(found).toEqual(found.toSorted(inOrder(groups, sort)));
            const met = inTime.filter((row) => meets(filter, row, undefined));
            const searched = groups.searched ?? Object.keys(groups.keys).slice(-1);
            const named = expected(way, met, all).filter((row) =>
              searched.some((name) =>
                String(row[name])
                  .toLowerCase()
                  .includes((search ?? '').toLowerCase()),
              ),
            );
            const byKey = inOrder(groups, { field: '', direction: 'asc' });
            expect(found.map(comparable).toSorted(byKey)).toEqual(named.toSorted(byKey));
          }
        },
      ),
      { numRuns: 15 },
    );
  }, 180_000);

  it('pages through groups of one value and of none, by figures of every type', async () => {
    const values = [5, null, 1, 5, 0, null, 3, 5];
    const calls = values.map((value, i) =>
      plainCall(i, from + (value ?? 0), {
        provider: 'p',
        model: `m${i}`,
        cost_usd: value === null ? null : `0.${value}`,
        prompt_tokens: value,
        completion_tokens: value,
        latency_ms: 10,
        ttft_ms: value,
      }),
    );
    await insertRequests(clickhouse, calls);
    for (const field of ['requests', 'cost_usd', 'prompt_tokens', 'ttft_p50', 'tokens_per_second', 'last_seen']) {
      for (const direction of ['asc', 'desc'] as const) {
        const sort = { field, direction };
        const found = await walk(models, { sort, limit: 3 });
        expect(found.map(({ model }) => model).toSorted()).toEqual(calls.map(({ model }) => model));
        expect(found).toEqual(found.toSorted(inOrder(models(), sort)));
      }
    }
    const sort = { field: 'cost_usd', direction: 'asc' } as const;
    const found = (await walk(models, { sort, limit: 1 })).map(({ model }) => model);
    expect(found).toEqual(['m4', 'm2', 'm6', 'm0', 'm3', 'm7', 'm1', 'm5']);
  }, 60_000);

  it('tells a name apart by its characters, and finds it whatever the case of A to Z', async () => {
    const names = ["it's", 'ÄNN', 'änn', 'Ann', 'a\tb\n\\', '日本語', '%', '__proto__', 'a\0b'];
    await insertRequests(
      clickhouse,
      names.map((user_id, i) => plainCall(i, from, { user_id })),
    );
    const found = async (search?: string) => (await walk(users, { search, limit: 2 })).map(({ user_id }) => user_id);
    expect((await found()).toSorted()).toEqual(names.toSorted());
    expect(await found('aNN')).toEqual(['Ann']);
    expect((await found('nN')).toSorted()).toEqual(['Ann', 'ÄNN', 'änn']);
    for (const name of names) expect(await found(name)).toContain(name);
    expect(await found('_')).toEqual(['__proto__']);
  });

  it('puts models without a price first, where that is asked for', async () => {
    await insertRequests(clickhouse, [
      plainCall(1, from, { provider: 'openai', model: 'priced', cost_usd: '1' }),
      plainCall(2, from, { provider: 'openai', model: 'priced', cost_usd: '1' }),
      plainCall(3, from, { provider: 'groq', model: 'unpriced' }),
      plainCall(4, from, { provider: 'groq', model: '', requested_model: 'failed', status: 500 }),
      plainCall(5, from, { provider: 'openai', model: '', requested_model: '' }),
    ]);
    const found = await walk(models, { sort: { field: 'cost_unknown', direction: 'desc' } });
    expect(found.map(({ model, errors, cost_usd }) => [model, errors, cost_usd])).toEqual([
      ['failed', 1, null],
      ['unpriced', 0, null],
      ['priced', 0, '2'],
    ]);
  });

  it('tells the most frequent of many values', async () => {
    const value = (i: number) => (i < 60 ? `often ${i % 3}` : `trace ${i}`);
    await insertRequests(
      clickhouse,
      Array.from({ length: 150 }, (_, i) => plainCall(i, from, { properties: { trace: value(i) } })),
    );
    const [found] = await walk(properties);
    expect(found).toMatchObject({ name: 'trace', requests: 150, values: 93 });
    expect(found?.frequent_values).toEqual(expect.arrayContaining(['often 0', 'often 1', 'often 2']));
  });

  it.each(['', 'x'.repeat(201), 'half \ud800'])('refuses a property that cannot be: %j', async (property) => {
    await expect(walk(propertyValues(property))).rejects.toMatchObject({
      code: 'bad_question',
      message: expect.stringContaining('property: takes the name of a property'),
    });
  });

  it.each([
    { value: 'much', keys: ['a'] },
    { value: 1.5, keys: ['a'] },
    { value: 1, keys: [] },
    { value: 1, keys: ['a', 'b'] },
  ])('refuses a place that it did not answer: %j', async (after) => {
    const sort = { field: 'requests', direction: 'desc' } as const;
    const asked = readGroups(askerOf(clickhouse, 'acme'), users, {
      from,
      to,
      filter: everything,
      sort,
      limit: 1,
      after,
    });
    await expect(asked).rejects.toMatchObject({ code: 'bad_question', message: 'cursor: is damaged' });
  });
});

/** As `expected` has it: which of several values of one number come first is left open. */
function comparable(row: Row): Row {
  const values = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, rounded(value)]));
  const { frequent_values } = row;
  return Array.isArray(frequent_values) ? { ...values, frequent_values: frequent_values.toSorted() } : values;
}
