import { everything, parseLine } from '@tallystick/filter';
import { clickhouseTime, type RequestRow } from '@tallystick/log';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { askerOf, insertRequests, type MetricsQuestion, measures, metricsLimits, readMetrics } from '../index.ts';
import { attemptsAround, idOf, plainCall } from '../test/attempts.ts';
import { clickhouse } from '../test/database.ts';
import { expectedRows } from '../test/expected-rows.ts';
import { rounded } from '../test/groups-of.ts';
import { meets } from '../test/meets.ts';
import { lastVersions, type Values } from '../test/metrics-of.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** The clocks of New York are changed on the 1st, those of Lord Howe were on 4 October. */
const from = Date.UTC(2026, 10, 1, 4);
const to = Date.UTC(2026, 10, 4, 5);

beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

/** The nth call: plain but for what a test wants of it. */
function call(n: number, overrides: Partial<RequestRow> = {}, at = from): RequestRow {
  return plainCall(n, at, overrides);
}

function ask(question: Partial<MetricsQuestion>, organisation = 'acme') {
  return readMetrics(askerOf(clickhouse, organisation), {
    from,
    to,
    filter: everything,
    measures: ['requests'],
    ...question,
  });
}

const fieldNames = [
  'model',
  'user_id',
  'status',
  'error',
  'finish',
  'threat',
  'failed',
  'properties.feature',
  'scores.quality',
];
const lines = ['', 'model:a', '-user:*', 'status:>=400', 'property.feature:* OR latency:>50', 'failed:false cost:*'];
const asked = fc.record({
  line: fc.constantFrom(...lines),
  names: fc.uniqueArray(fc.constantFrom(...fieldNames), { maxLength: 3 }),
  bucket: fc.option(fc.constantFrom('1h', '6h', '1d', '1w', '1M'), { freq: 2 }),
  timeZone: fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe'),
  top: fc.constantFrom(1, 2, 3, 10, 100),
  comparePrevious: fc.boolean(),
  rankBy: fc.constantFrom(undefined, 'cost_usd', 'latency_avg'),
  from: fc.constantFrom(from, from + 30 * hour, from + 12345),
  to: fc.constantFrom(to, to - 12 * hour, to - 12345),
});

const allMeasures = [
  // When a row was inserted, only the server knows.
  ...measures.map(({ name }) => name).filter((name) => !name.startsWith('ingest_lag')),
  ...['count', 'avg', 'p50', 'p90', 'p95', 'p99'].map((statistic) => `scores.quality.${statistic}`),
];

describe('readMetrics', () => {
  it('counts and computes what the rows say, by any groups, buckets and filter, beside the period before', async () => {
    await fc.assert(
      fc.asyncProperty(
        attemptsAround(from, to),
        fc.array(asked, { minLength: 5, maxLength: 5 }),
        async (versions, questions) => {
          await clickhouse.command('TRUNCATE TABLE requests');
          for (const version of [1, 2, 9]) {
            await insertRequests(
              clickhouse,
              versions.filter((row) => row.version === version),
            );
          }
          const rows = lastVersions(versions).filter(({ org_id }) => org_id === 'acme');
          for (const { line, names, bucket, ...rest } of questions) {
            const filter = parseLine(line);
            const groupings = [...names.map((by) => ({ by })), ...(bucket ? [{ by: 'time', bucket } as const] : [])];
            const answer = await ask({ ...rest, filter, groupings, measures: allMeasures });
            const met = rows.filter((row) => meets(filter, row, undefined));
            expectEqual(answer, expectedRows(met, rows, { ...rest, names, bucket }));
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 180_000);

  it('tells how long rows were on their way, and of a clock that is ahead no less than nothing', async () => {
    const { call_id: _, ...columns } = call(1);
    const rows = [4_000, 2_000, -500].map((lag, i) => {
      const { call_id, ...row } = call(i, { responded_at: clickhouseTime(from + 1_000) });
      return { ...row, inserted_at: clickhouseTime(from + 1_000 + lag) };
    });
    await clickhouse.insert('requests', ['inserted_at', ...Object.keys(columns)], rows);
    const answer = await ask({ measures: ['ingest_lag_p50', 'ingest_lag_p99', 'ingest_lag_avg'] });
    expect(answer.rows[0]?.values).toEqual({ ingest_lag_p50: 2_000, ingest_lag_p99: 4_000, ingest_lag_avg: 2_000 });
  });

  it('tells all others from a group that is called other, and adds up to the whole', async () => {
    const models = ['other', 'other', 'other', 'a', 'a', '', 'b'];
    await insertRequests(
      clickhouse,
      models.map((model, i) => call(i, { model, cost_usd: '0.1' })),
    );
    const { rows } = await ask({ measures: ['requests', 'cost_usd'], groupings: [{ by: 'model' }], top: 2 });
    expect(rows.map(({ group, other, values }) => [group, other, values.requests, values.cost_usd])).toEqual([
      [{ model: 'other' }, false, 3, '0.3'],
      [{ model: 'a' }, false, 2, '0.2'],
      [{}, true, 2, '0.2'],
    ]);
  });

  it('tells a call without a property from one whose property is empty', async () => {
    await insertRequests(clickhouse, [
      call(1),
      call(2, { properties: { feature: '' } }),
      call(3, { properties: { team: 'x' } }),
    ]);
    const { rows } = await ask({ groupings: [{ by: 'property.Feature' }] });
    expect(rows.map(({ group, values }) => [group, values.requests])).toEqual([
      [{ 'properties.feature': null }, 2],
      [{ 'properties.feature': '' }, 1],
    ]);
  });

  it('answers what is unknown as null, and counts of nothing as 0', async () => {
    const unknown = {
      prompt_tokens: null,
      cost_usd: null,
      latency_ms: 5,
      ttft_ms: null,
      cached: true,
      cost_saved_usd: null,
    };
    await insertRequests(clickhouse, [call(1, unknown)]);
    const names = [
      'requests',
      'cost_usd',
      'cost_unknown',
      'cost_saved_usd',
      'prompt_tokens',
      'error_rate',
      'latency_p99',
      'ttft_p50',
    ];
    const ofOne = {
      requests: 1,
      cost_usd: null,
      cost_unknown: 1,
      cost_saved_usd: null,
      prompt_tokens: null,
      error_rate: 0,
      latency_p99: 5,
      ttft_p50: null,
    };
    const ofNone = {
      requests: 0,
      cost_usd: '0',
      cost_unknown: 0,
      cost_saved_usd: '0',
      prompt_tokens: 0,
      error_rate: null,
      latency_p99: null,
      ttft_p50: null,
    };
    expect((await ask({ measures: names })).rows).toMatchObject([{ values: ofOne }]);
    expect(
      (await ask({ measures: names, to: from + 2 * day, groupings: [{ by: 'time', bucket: '1d' }] })).rows,
    ).toMatchObject([
      { time: '2026-11-01T00:00:00.000Z', values: ofOne },
      { time: '2026-11-02T00:00:00.000Z', values: ofNone },
      { time: '2026-11-03T00:00:00.000Z', values: ofNone },
    ]);
    expect((await ask({ measures: names, from: from + day })).rows).toMatchObject([{ values: ofNone }]);
    expect((await ask({ measures: names, from: from + day, groupings: [{ by: 'model' }] })).rows).toEqual([]);
  });

  it('counts a call once, where its last attempt is, also when that came after the time or does not meet the filter', async () => {
    const first = call(1, { status: 500, cost_usd: '0.1', model: 'a' }, to - 1);
    const second = call(2, { call_id: first.call_id, attempt: 2, cost_usd: '0.2', model: 'b' }, to);
    await insertRequests(clickhouse, [first, second]);
    const counted = async (question: Partial<MetricsQuestion>) =>
      (await ask({ measures: ['requests', 'errors', 'attempts', 'cost_usd'], ...question })).rows.map(({ values }) =>
        Object.values(values),
      );
    expect(await counted({ to: to + 1 })).toEqual([[1, 0, 2, '0.3']]);
    expect(await counted({})).toEqual([[0, 0, 1, '0.1']]);
    expect(await counted({ from: to, to: to + 1 })).toEqual([[1, 0, 1, '0.2']]);
    expect(await counted({ to: to + 1, filter: parseLine('model:a') })).toEqual([[0, 0, 1, '0.1']]);
    // Without the second attempt the first is the last.
    await insertRequests(clickhouse, [{ ...second, version: Number.MAX_SAFE_INTEGER, is_deleted: 1 }]);
    expect(await counted({ to: to + 1 })).toEqual([[1, 1, 1, '0.1']]);
  });

  it('compares with the day before by the calendar, groups that are gone included', async () => {
    // The day before had 25 hours.
    const [before, today] = [Date.UTC(2026, 10, 1, 4), Date.UTC(2026, 10, 2, 5)];
    await insertRequests(clickhouse, [
      call(1, { model: 'gone' }, before),
      call(2, { model: 'kept' }, before + 24 * hour),
      call(3, { model: 'kept' }, today + 23 * hour),
      call(4, { model: 'kept' }, before - 1),
    ]);
    const period = { from: today, to: today + day, timeZone: 'America/New_York', comparePrevious: true };
    const answer = await ask({ ...period, groupings: [{ by: 'model' }] });
    expect(answer.previous).toEqual({ from: '2026-11-01T04:00:00.000Z', to: '2026-11-02T05:00:00.000Z' });
    expect(
      answer.rows.map(({ group, values, previous }) => [group.model, values.requests, previous?.requests]),
    ).toEqual([
      ['kept', 1, 1],
      ['gone', 0, 1],
    ]);
    const hours = await ask({ ...period, groupings: [{ by: 'time', bucket: '1h' }] });
    expect(hours.rows).toHaveLength(24);
    expect(hours.rows[0]).toMatchObject({ time: '2026-11-02T05:00:00.000Z', previous: { requests: 1 } });
  });

  it('counts no call of another organisation, by whatever it is grouped or filtered', async () => {
    const theirs = { org_id: 'other', model: 'm', user_id: 'ann', cost_usd: '5', scores: { quality: 1 } };
    await insertRequests(clickhouse, [
      call(1, { user_id: 'ann' }),
      call(2, theirs),
      { ...call(3, theirs), call_id: idOf(1), attempt: 2 },
    ]);
    const { rows } = await ask({
      measures: allMeasures,
      groupings: [{ by: 'user_id' }, { by: 'time', bucket: '1w' }],
      filter: parseLine('model:m OR cost:>1'),
    });
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ values: { requests: 1, attempts: 1, cost_usd: null, 'scores.quality.count': 0 } });
  });

  it('counts many users within 2 %', async () => {
    const calls = Array.from({ length: 30_000 }, (_, i) => call(i, { user_id: `u${i % 15_000}` }, from + i));
    await insertRequests(clickhouse, calls);
    const { rows } = await ask({ measures: ['users', 'requests'] });
    expect(rows[0]?.values.requests).toBe(30_000);
    expect(Math.abs(Number(rows[0]?.values.users) - 15_000)).toBeLessThan(300);
  });

  it('holds no more rows than an answer may, groups and buckets together', async () => {
    const calls = Array.from({ length: 300 }, (_, i) => call(i, { user_id: `u${i}` }, from + i * minute));
    await insertRequests(clickhouse, calls);
    const { rows } = await ask({
      to: from + 33 * hour,
      groupings: [{ by: 'user_id' }, { by: 'time', bucket: '1h' }],
      top: 302,
      comparePrevious: true,
    });
    expect(rows).toHaveLength(300 * 33);
    expect(rows.length).toBeLessThanOrEqual(metricsLimits.rows);
  });
});

function roundedValues(values: Values | null): Values | null {
  return values && Object.fromEntries(Object.entries(values).map(([name, value]) => [name, rounded(value)]));
}

function expectEqual(answer: Awaited<ReturnType<typeof ask>>, expected: ReturnType<typeof expectedRows>) {
  const roundedRows = (rows: ReturnType<typeof expectedRows>) =>
    rows.map((row) => ({ ...row, values: roundedValues(row.values), previous: roundedValues(row.previous) }));
  expect(roundedRows(answer.rows)).toEqual(roundedRows(expected));
}
