import { insertRequests } from '@tallystick/clickhouse';
import { requestRow } from '@tallystick/clickhouse/test/rows';
import { clickhouseTime, type RequestRow, uuidv7 } from '@tallystick/log';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Answer, api, makeKey, migrate, operator } from './test/api.ts';
import { clickhouse } from './test/surroundings.ts';

const monday = Date.UTC(2026, 10, 9);
const day = 86_400_000;
let key: string;
let sequence = 0;

beforeAll(async () => {
  await migrate();
  await api('POST', '/v1/organisations', operator, { name: 'acme', id: 'acme' });
  key = (await makeKey('acme', 'read')).key;
});
beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

function call(at: number, overrides: Partial<RequestRow> = {}): RequestRow {
  const request_id = uuidv7(at);
  return requestRow({
    org_id: 'acme',
    created_at: clickhouseTime(at),
    request_id,
    call_id: request_id,
    attempt: 1,
    isolate_seq: ++sequence,
    version: 1,
    status: 200,
    finish: 'complete',
    provider: 'openai',
    model: 'gpt-4o-mini',
    country: 'DE',
    user_id: 'ann',
    cost_usd: '0.25',
    error: '',
    properties: { feature: 'checkout' },
    ...overrides,
  });
}

const metrics = (body: object): Promise<Answer> => api('POST', '/v1/metrics/query', key, body);
const difference = (body: object): Promise<Answer> => api('POST', '/v1/metrics/difference', key, body);

describe('POST /v1/metrics/query', () => {
  it('answers what a feature cost per user in one week, compared with the week before', async () => {
    await insertRequests(clickhouse, [
      call(monday - 3 * day),
      call(monday + day, { cost_usd: '0.75' }),
      call(monday + 2 * day, { user_id: 'bea', cost_usd: '0.000285' }),
      call(monday + 2 * day, { properties: { feature: 'search' } }),
      call(monday + 7 * day),
    ]);
    const question = {
      from: '2026-11-09',
      to: '2026-11-16',
      filter: 'property.feature:checkout',
      measures: ['cost_usd', 'requests'],
      groupings: [{ by: 'user' }],
      compare_previous: true,
    };
    const { status, json } = await metrics(question);
    expect(status).toBe(200);
    expect(json.previous).toEqual({ from: '2026-11-02T00:00:00.000Z', to: '2026-11-09T00:00:00.000Z' });
    expect(json.rows).toEqual([
      {
        time: null,
        group: { user_id: 'ann' },
        other: false,
        values: { cost_usd: '0.75', requests: 1 },
        previous: { cost_usd: '0.25', requests: 1 },
      },
      {
        time: null,
        group: { user_id: 'bea' },
        other: false,
        values: { cost_usd: '0.000285', requests: 1 },
        previous: { cost_usd: '0', requests: 0 },
      },
    ]);
    expect(json.asked.line).toBe('properties.feature:checkout');
    expect(await clickhouse.query(z.looseObject({}), json.again.sql)).toHaveLength(3);
    expect(json.again.curl).toContain('/v1/metrics/query');
  });

  it('counts by the days of a time zone', async () => {
    await insertRequests(clickhouse, [call(monday - 1800_000), call(monday + 3600_000)]);
    const { json } = await metrics({
      from: '2026-11-09',
      to: '2026-11-11',
      measures: ['requests'],
      groupings: [{ by: 'time', bucket: '1d' }],
      time_zone: 'Europe/Zurich',
    });
    expect(json.buckets).toEqual(['2026-11-08T23:00:00.000Z', '2026-11-09T23:00:00.000Z']);
    expect(json.rows.map(({ values }: { values: object }) => values)).toEqual([{ requests: 2 }, { requests: 0 }]);
  });

  it('reads dates in the time zone, also of a day that begins late or never was, and of the period before', async () => {
    const zone = async (time_zone: string, from: string, to: string) => {
      const { json } = await metrics({ from, to, time_zone, compare_previous: true });
      return [json.previous.from, json.from, json.to];
    };
    // Of 25 hours, and the day before of 24.
    expect(await zone('Europe/Zurich', '2026-10-25', '2026-10-26')).toEqual([
      '2026-10-23T22:00:00.000Z',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
    // Midnight was left out in Cairo.
    expect((await zone('Africa/Cairo', '2026-04-24', '2026-04-25')).slice(1)).toEqual([
      '2026-04-23T22:00:00.000Z',
      '2026-04-24T21:00:00.000Z',
    ]);
    const { json } = await api('POST', '/v1/requests/query', key, { from: '2026-11-09', time_zone: 'Asia/Tokyo' });
    expect(json.asked.from).toBe('2026-11-08T15:00:00.000Z');
  });

  it.each([
    [{}, 'from: '],
    [{ from: '1d', measures: ['costs'] }, 'measures[0]: there is no measure "costs": the measures are requests, '],
    [{ from: '1d', groupings: [{ by: 'request_id' }] }, 'groupings[0].by: calls cannot be grouped by request_id'],
    [{ from: '1d', groupings: [{ by: 'colour' }] }, 'groupings[0].by: there is no field "colour"'],
    [{ from: '520w', groupings: [{ by: 'time', bucket: '1m' }] }, 'buckets of 1m are more than'],
    [{ from: '1d', groupings: [{ by: 'time' }] }, 'groupings[0].bucket: takes one of 1m, 5m'],
    [{ from: '1d', time_zone: 'Zurich' }, 'time_zone: takes the IANA name'],
    [{ from: '1d', top: 1_000_000_000 }, 'top: takes a whole number from 1 to 1000'],
    [{ from: '1d', rank_by: 'size' }, 'rank_by: there is no measure "size"'],
    [{ from: '1d', filter: 'cost:dear' }, 'filter: character 1: cost_usd takes a number of USD'],
    [{ from: '1d', to: '2d' }, 'from: no time lies between'],
  ])('refuses what is wrong, and says what: %#', async (body, message) => {
    const { status, json } = await metrics(body);
    expect([status, json.error.code, json.error.message]).toEqual([400, 'invalid', expect.stringContaining(message)]);
  });
});

describe('POST /v1/metrics/difference', () => {
  it('answers what the calls that failed between two and a quarter past had in common', async () => {
    const two = monday + 14 * 3_600_000;
    const usual = Array.from({ length: 200 }, (_, i) => call(monday + i * 60_000));
    const failed = Array.from({ length: 40 }, (_, i) =>
      call(two + i * 20_000, {
        status: 529,
        model: '',
        requested_model: 'o3',
        country: i % 2 ? 'DE' : 'US',
        error: 'Overloaded',
      }),
    );
    await insertRequests(clickhouse, [...usual, ...failed, call(two + 60_000)]);
    const inside = { from: '2026-11-09T14:00:00Z', to: '2026-11-09T14:15:00Z', filter: 'failed:true' };
    const { status, json } = await difference({ from: '2026-11-09', to: '2026-11-10', inside, time_zone: 'Etc/GMT' });
    expect([status, json.inside, json.outside]).toEqual([200, 40, 201]);
    const lines = json.differences.map(({ line }: { line: string }) => line);
    expect(json.differences[0]).toMatchObject({
      line: 'requested_model:o3',
      inside: 40,
      outside: 0,
      inside_share: 1,
      outside_share: 0,
      ratio: null,
      follows: null,
    });
    expect(json.differences).toContainEqual(expect.objectContaining({ line: 'status:529', follows: 'failed:true' }));
    // Each is a filter that can be asked with.
    for (const filter of lines) expect((await metrics({ from: '1d', filter })).status).toBe(200);
  });

  it.each([
    [{ from: '1d' }, 'inside: '],
    [{ from: '1d', inside: {} }, 'inside: takes a span of time, a filter, or both'],
    [{ from: '1d', inside: { filter: 'model', from: '1h', to: '2h' } }, 'inside.to: must be later than from'],
    [{ from: '1d', inside: { filter: 'mod:x' } }, 'inside.filter: character 1: there is no field "mod"'],
    [{ from: '1d', inside: { from: '1h' }, limit: 0 }, 'limit: takes a whole number from 1 to 100'],
    [{ from: '1d', inside: { from: '1h' }, time_zone: 'Zurich' }, 'time_zone: takes the IANA name'],
  ])('refuses what is wrong, and says what: %#', async (body, message) => {
    const { status, json } = await difference(body);
    expect([status, json.error.code, json.error.message]).toEqual([400, 'invalid', expect.stringContaining(message)]);
  });
});
