import { everything, parseLine } from '@tallystick/filter';
import { clickhouseTime, type RequestRow } from '@tallystick/log';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { askerOf, type DifferenceQuestion, differenceAnswerSchema, insertRequests, readDifference } from '../index.ts';
import { clickhouse } from '../test/database.ts';
import { meets } from '../test/meets.ts';
import { lastVersions } from '../test/metrics-of.ts';
import { requestRow } from '../test/rows.ts';

const hour = 3_600_000;
const from = Date.UTC(2026, 10, 1);
const to = from + 24 * hour;

beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

function ask(question: Partial<DifferenceQuestion>) {
  return readDifference(askerOf(clickhouse, 'acme'), { from, to, filter: everything, inside: {}, ...question });
}

/** The nth of many calls of all kinds, evenly over the day, and of none of them more at one time than at another. */
function call(n: number, overrides: Partial<RequestRow> = {}): RequestRow {
  const pick = <T>(seed: number, values: readonly [T, ...T[]]): T =>
    values[Math.floor(Math.abs(Math.sin(n * seed + seed) * 1e4)) % values.length] ?? values[0];
  const id = `019a3b00-0000-7000-8000-${String(n).padStart(12, '0')}`;
  return requestRow({
    org_id: 'acme',
    created_at: clickhouseTime(from + Math.floor(n * 43_200)),
    request_id: id,
    call_id: id,
    attempt: 1,
    isolate_seq: n,
    version: 1,
    provider: pick(1, ['openai', 'anthropic']),
    model: pick(2, ['a', 'b', 'c']),
    requested_model: '',
    path: '/v1',
    status: pick(3, [200, 200, 200, 429]),
    finish: 'complete',
    error: '',
    user_id: `user ${pick(4, ['1', '2', '3', '4', '5', '6', '7', '8'])}`,
    country: pick(5, ['CH', 'IN', '']),
    streamed: pick(6, [true, false]),
    latency_ms: pick(7, [100, 200, 300]),
    ttft_ms: pick(8, [null, 50]),
    prompt_tokens: pick(9, [null, 0, 1, 1000]),
    completion_tokens: pick(10, [10, 20]),
    properties: { feature: pick(11, ['search', 'chat', 'mail']), trace: `${n}`, ...pick(12, [{}, { beta: '' }]) },
    ...overrides,
  });
}

const calls = (count: number, made: (n: number) => RequestRow) => Array.from({ length: count }, (_, n) => made(n));

describe('readDifference', () => {
  it('finds the property behind a spike first, and nothing else beside what follows from it', async () => {
    const inSpike = (n: number) => n >= 1000 && n < 1100;
    await insertRequests(
      clickhouse,
      calls(2000, (n) => call(n, inSpike(n) && n % 5 > 0 ? { properties: { feature: 'import', trace: `${n}` } } : {})),
    );
    const spike = { from: from + 1000 * 43_200, to: from + 1100 * 43_200 };
    const answer = await ask({ inside: spike });
    expect(differenceAnswerSchema.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({ inside: 100, outside: 1900, left_out: [] });
    expect(answer.differences[0]).toEqual({
      field: 'properties.feature',
      value: 'import',
      line: 'properties.feature:import',
      inside: 80,
      outside: 0,
      inside_share: 0.8,
      outside_share: 0,
      difference: 0.8,
      ratio: null,
    });
    const names = ['properties.feature', 'properties.beta'];
    expect(answer.differences.filter(({ field }) => !names.includes(field))).toEqual([]);
  });

  it('says how slow calls differ: by one model, in the words of a filter that finds just them', async () => {
    const rows = calls(2000, (n) => {
      const row = call(n);
      return row.model === 'b' && n % 3 > 0 ? { ...row, latency_ms: 9000, error: 'x'.repeat(300) } : row;
    });
    await insertRequests(clickhouse, rows);
    const filter = parseLine('country:*');
    const answer = await ask({ filter, inside: { filter: parseLine('latency:>1s') }, limit: 200 });
    expect(answer.left_out).toEqual(['latency_ms']);
    expect(answer.differences.map(({ field }) => field)).not.toContain('latency_ms');
    expect(answer.differences[0]).toMatchObject({
      field: 'error',
      value: 'x'.repeat(200),
      inside_share: 1,
      ratio: null,
    });
    const model = answer.differences.find(({ field, value }) => field === 'model' && value === 'b');
    expect(model).toMatchObject({ inside_share: 1, line: 'model:b' });
    expect(answer.differences.length).toBeGreaterThan(4);
    for (const { line, inside, outside } of answer.differences) {
      const found = rows.filter((row) => meets({ and: [filter, parseLine(line)] }, row, undefined));
      expect([found.filter(({ latency_ms }) => latency_ms > 1000).length, found.length], line).toEqual([
        inside,
        inside + outside,
      ]);
    }
  });

  it('is not led by what is rare', async () => {
    // 3 of 1,000 with a property that occurs nowhere else; a status that is twice as frequent.
    await insertRequests(
      clickhouse,
      calls(2000, (n) =>
        call(n, {
          status: n % (n < 1000 ? 2 : 4) === 0 ? 500 : 200,
          ...(n < 3 ? { properties: { rare: 'yes' }, session_name: 'rare' } : {}),
        }),
      ),
    );
    const { differences } = await ask({ inside: { to: from + 1000 * 43_200 } });
    expect(
      differences
        .slice(0, 2)
        .map(({ line }) => line)
        .toSorted(),
    ).toEqual(['status:200', 'status:500']);
    expect(differences.filter(({ value }) => value === 'yes' || value === 'rare')).toEqual([]);
  });

  it('counts each call as it is at last, and none of another organisation', async () => {
    const change = fc.constantFrom('', '', 'twice', 'edited', 'deleted', 'other');
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 20, maxLength: 60 }), async (changes) => {
        await clickhouse.command('TRUNCATE TABLE requests');
        const versions = changes.flatMap((kind, n): RequestRow[] => {
          const row = call(n, { prompt_id: n % 4 === 0 ? 'inside' : '', model: n % 8 === 0 ? 'edge' : 'plain' });
          if (kind === 'twice') return [row, row];
          if (kind === 'edited') return [row, { ...row, version: 2, prompt_id: 'inside', model: 'edited' }];
          if (kind === 'deleted') return [row, { ...row, version: 9, is_deleted: 1 }];
          return [kind === 'other' ? { ...row, org_id: 'other' } : row];
        });
        for (const version of [1, 2, 9]) {
          await insertRequests(
            clickhouse,
            versions.filter((row) => row.version === version),
          );
        }
        const rows = lastVersions(versions).filter(({ org_id }) => org_id === 'acme');
        const inside = rows.filter(({ prompt_id }) => prompt_id === 'inside');
        const answer = await ask({ inside: { filter: parseLine('prompt:inside') }, limit: 200 });
        expect(answer).toMatchObject({ inside: inside.length, outside: rows.length - inside.length });
        for (const difference of answer.differences) {
          const found = rows.filter((row) => meets(parseLine(difference.line), row, undefined));
          const foundInside = found.filter(({ prompt_id }) => prompt_id === 'inside').length;
          expect(difference).toMatchObject({ inside: foundInside, outside: found.length - foundInside });
        }
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  it('has nothing to compare where the part is empty or everything', async () => {
    expect(await ask({ inside: { filter: everything } })).toEqual({
      inside: 0,
      outside: 0,
      left_out: [],
      differences: [],
    });
    await insertRequests(clickhouse, calls(50, call));
    expect(await ask({ inside: { filter: everything } })).toMatchObject({ inside: 50, outside: 0, differences: [] });
    expect(await ask({ inside: { from: to, to: to + 1 } })).toMatchObject({ inside: 0, outside: 50, differences: [] });
  });

  it.each([
    ['call_id:019a3b00-0000-7000-8000-000000000007', 1],
    ['property.trace:7', 1],
    ['property.trace:7,8', 2],
  ])('takes the part that meets %s', async (line, inside) => {
    await insertRequests(clickhouse, calls(50, call));
    expect(await ask({ inside: { filter: parseLine(line) } })).toMatchObject({ inside, outside: 50 - inside });
  });

  it.each<[string, Partial<DifferenceQuestion>, string]>([
    ['no part', {}, 'inside: takes a span of time, a filter, or both'],
    ['a part that ends before it begins', { inside: { from: to, to: from } }, 'inside.to: must be later than from'],
    ['a part of no time', { inside: { from: 0.5 } }, 'inside.from: takes a time in whole Unix milliseconds'],
    ['no time', { from: to, inside: { filter: everything } }, 'to: must be later than from'],
    ['too many', { limit: 201, inside: { filter: everything } }, 'limit: takes a whole number from 1 to 200'],
  ])('refuses %s', async (_, question, message) => {
    await expect(ask(question)).rejects.toMatchObject({
      code: 'bad_question',
      message: expect.stringContaining(message),
    });
  });
});
