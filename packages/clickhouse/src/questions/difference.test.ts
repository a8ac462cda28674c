import { everything, parseLine } from '@tallystick/filter';
import { clickhouseTime, type RequestRow } from '@tallystick/log';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { askerOf, type DifferenceQuestion, insertRequests, readDifference } from '../index.ts';
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

const seeds = [1, 20, 300, 4000];
/** Calls of one day of which one in ten is in the spike. */
const spike = { from: from + 1000 * 43_200, to: from + 1200 * 43_200 };
const inSpike = (n: number) => n >= 1000 && n < 1200;

describe('readDifference', () => {
  it.each(seeds)(
    'finds the property behind a spike first, and behind it what follows from it: seed %d',
    async (seed) => {
      await insertRequests(
        clickhouse,
        calls(2000, (n) => {
          const row = call(n + seed * 10_000, { created_at: call(n).created_at, isolate_seq: n });
          if (!inSpike(n) || n % 5 === 0) return row;
          const properties = { feature: 'import', trace: `${n}` };
          return {
            ...row,
            properties,
            requested_model: 'large',
            model: 'large-2026',
            cost_usd: '0.3',
            prompt_tokens: 9000 + n,
          };
        }),
      );
      const answer = await ask({ inside: spike, limit: 100 });
      expect(answer).toMatchObject({ inside: 200, outside: 1800, left_out: [] });
      expect(answer.differences[0]).toEqual({
        field: 'properties.feature',
        value: 'import',
        line: 'properties.feature:import',
        inside: 160,
        outside: 0,
        inside_share: 0.8,
        outside_share: 0,
        difference: 0.8,
        ratio: null,
        follows: null,
      });
      const others = answer.differences.slice(1);
      expect(others.map(({ line }) => line)).toEqual(
        expect.arrayContaining([
          'requested_model:large',
          'model:large-2026',
          'cost_usd:>=0.2 cost_usd:<0.5',
          'prompt_tokens:>=8192 prompt_tokens:<16384',
        ]),
      );
      expect(new Set(others.map(({ follows }) => follows))).toEqual(new Set(['properties.feature:import']));
    },
  );

  it.each(seeds)('finds both of two causes that have nothing to do with each other: seed %d', async (seed) => {
    await insertRequests(
      clickhouse,
      calls(2000, (n) => {
        const row = call(n + seed * 10_000, { created_at: call(n).created_at, isolate_seq: n });
        const changed = {
          ...(n % 3 > 0 && { country: 'BR' }),
          ...(n % 2 > 0 && { requested_model: 'large', model: 'large' }),
        };
        return inSpike(n) ? { ...row, ...changed } : row;
      }),
    );
    const { differences } = await ask({ inside: spike });
    expect(differences.slice(0, 2).map(({ line, follows }) => [line, follows])).toEqual([
      ['country:BR', null],
      ['requested_model:large', null],
    ]);
    expect(differences.find(({ line }) => line === 'model:large')).toMatchObject({ follows: 'requested_model:large' });
  });

  it('says of failed calls who made them before it says that they failed', async () => {
    const failure = {
      status: 529,
      error: 'Overloaded',
      finish_reason: '',
      prompt_tokens: null,
      completion_tokens: null,
    };
    await insertRequests(
      clickhouse,
      calls(2000, (n) => {
        const row = call(n, {
          status: 200,
          finish_reason: 'stop',
          cost_usd: '0.01',
          properties: { release: `${n % 4}` },
        });
        const fails = row.properties.release === '3' ? n % 8 > 3 : n % 100 === 0;
        return fails ? { ...row, ...failure, cost_usd: null } : row;
      }),
    );
    const { differences, left_out } = await ask({ inside: { filter: parseLine('failed:true') } });
    expect(left_out).toEqual(['failed']);
    expect(differences[0]).toMatchObject({ line: 'properties.release:3', follows: null });
    const outcomes = ['status', 'error', 'finish_reason', 'prompt_tokens', 'completion_tokens', 'cost_usd'];
    const said = differences.filter(({ field }) => outcomes.includes(field));
    expect(new Set(said.map(({ field }) => field))).toEqual(new Set(outcomes));
    expect(new Set(said.map(({ follows }) => follows))).toEqual(new Set(['failed:true']));
  });

  it.each<[string, (n: number) => Partial<RequestRow>, object]>([
    [
      'a property that is missing',
      (n) => ({ properties: { trace: `${n}` } }),
      { field: 'properties.feature', value: null, line: '-properties.feature:*', inside: 200, outside: 0 },
    ],
    ['what is dear', () => ({ cost_usd: '0.05' }), { value: '0.05..0.1', line: 'cost_usd:>=0.05 cost_usd:<0.1' }],
    ['what has no cost', () => ({ cost_usd: null }), { value: null, line: '-cost_usd:*' }],
    ['what cost nothing', () => ({ cost_usd: '0' }), { value: 0, line: 'cost_usd:0' }],
    ['what came at once', () => ({ ttft_ms: 1 }), { value: 1, line: 'ttft_ms:1' }],
    ['a rating', () => ({ scores: { rating: 2 } }), { field: 'scores.rating', value: 2, line: 'scores.rating:2' }],
    ['a score', (n) => ({ scores: { rating: -0.31 - n / 1e5 } }), { line: 'scores.rating:>-0.4 scores.rating:<-0.3' }],
    ['a huge score', () => ({ scores: { rating: 1e300 } }), { value: '9000000..1.7976931348623157e+308' }],
    ['a score that is missing', () => ({ scores: {} }), { field: 'scores.rating', value: null, outside: 0 }],
    ['a warning', () => ({ warnings: ['b', 'a', 'b'] }), { field: 'warnings', value: 'b', line: 'warnings:b' }],
    ['a rule', () => ({ threat_rules: ['r1'] }), { field: 'threat_rules', value: 'r1', line: 'threat_rules:r1' }],
  ])('names %s', async (_, changed, expected) => {
    const usual = { cost_usd: '0.000285', scores: { rating: 5 }, warnings: ['a'], threat_rules: [], ttft_ms: 70 };
    const rows = calls(2000, (n) => call(n, { ...usual, ...(inSpike(n) ? changed(n) : {}) }));
    await insertRequests(clickhouse, rows);
    const { differences } = await ask({ inside: spike });
    expect(differences[0]).toMatchObject({ inside: 200, follows: null, ...expected });
    for (const { line, inside, outside } of differences) {
      const found = rows.map((row, n) => meets(parseLine(line), row, undefined) && inSpike(n));
      expect([line, found.filter(Boolean).length]).toEqual([line, inside]);
      expect([line, rows.filter((row) => meets(parseLine(line), row, undefined)).length]).toEqual([
        line,
        inside + outside,
      ]);
    }
  });

  it('says how slow calls differ: by one model, in the words of a filter that finds just them', async () => {
    const rows = calls(2000, (n) => {
      const row = call(n);
      const slow = row.model === 'b' && n % 3 > 0 ? { latency_ms: 9000, error: 'x'.repeat(300) } : {};
      return { ...row, requested_model: row.model, ...slow };
    });
    await insertRequests(clickhouse, rows);
    const filter = parseLine('country:*');
    const answer = await ask({ filter, inside: { filter: parseLine('latency:>1s') }, limit: 100 });
    expect(answer.left_out).toEqual(['latency_ms']);
    expect(answer.differences.map(({ field }) => field)).not.toContain('latency_ms');
    expect(answer.differences[0]).toMatchObject({ line: 'requested_model:b', inside_share: 1 });
    expect(answer.differences).toContainEqual(
      expect.objectContaining({ field: 'error', value: 'x'.repeat(200), inside_share: 1, ratio: null }),
    );
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
        const answer = await ask({ inside: { filter: parseLine('prompt:inside') }, limit: 100 });
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
    ['too many', { limit: 101, inside: { filter: everything } }, 'limit: takes a whole number from 1 to 100'],
  ])('refuses %s', async (_, question, message) => {
    await expect(ask(question)).rejects.toMatchObject({
      code: 'bad_question',
      message: expect.stringContaining(message),
    });
  });
});
