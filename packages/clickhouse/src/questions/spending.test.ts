import { everything, parseLine } from '@tallystick/filter';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { askerOf, insertRequests, readSpending, type SpendingQuestion, spendingMeasures } from '../index.ts';
import { attemptsAround, plainCall } from '../test/attempts.ts';
import { clickhouse } from '../test/database.ts';
import { groupValue, lastVersions, metricsOf, timeOf } from '../test/metrics-of.ts';

const from = Date.UTC(2026, 9, 1);
const to = Date.UTC(2026, 11, 1);

beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

const report = (question: Partial<SpendingQuestion> = {}) =>
  readSpending(askerOf(clickhouse, 'acme'), { from, to, filter: everything, by: [], ...question });

describe('a spending report', () => {
  it('has every group of every month, as the rows say it, and their total', async () => {
    const middle = Date.UTC(2026, 10, 1);
    const near = { from: middle - 86_400_000, to: middle + 86_400_000 };
    await fc.assert(
      fc.asyncProperty(attemptsAround(near.from, near.to), async (rows) => {
        await clickhouse.command('TRUNCATE TABLE requests');
        await insertRequests(clickhouse, rows);
        const all = lastVersions(rows).filter(({ org_id }) => org_id === 'acme');
        const asked = all.filter((row) => timeOf(row) >= from && timeOf(row) < to);
        const by = ['model', 'properties.team'];
        const answer = await report({ by });
        const nameOf = (month: string, group: readonly unknown[]) => JSON.stringify([month, ...group]);
        const groups = Map.groupBy(asked, (row) =>
          nameOf(
            row.created_at.slice(0, 7),
            by.map((name) => groupValue(row, name)),
          ),
        );
        const pick = (values: Record<string, unknown>) => spendingMeasures.map((name) => values[name]);
        const found = answer.rows.map(({ month, group, values }) => [
          nameOf(
            month,
            by.map((name) => group[name]),
          ),
          pick(values),
        ]);
        expect(new Map(found as [string, unknown[]][])).toEqual(
          new Map([...groups].map(([name, ofGroup]) => [name, pick(metricsOf(ofGroup, all))])),
        );
        expect(pick(answer.total)).toEqual(pick(metricsOf(asked, all)));
      }),
      { numRuns: 30 },
    );
  });

  it('cuts months by the calendar of the zone, and puts the dearest first', async () => {
    const hour = 3_600_000;
    const november = Date.UTC(2026, 10, 1);
    await insertRequests(clickhouse, [
      plainCall(1, november - 2 * hour, { cost_usd: '0.1' }),
      plainCall(2, november - hour / 2, { cost_usd: '0.2' }),
      plainCall(3, november + hour, { cost_usd: '0.000000000001', model: 'o3' }),
    ]);
    const { by, rows, total } = await report({ by: ['model'], timeZone: 'Europe/Zurich' });
    expect(by).toEqual(['model']);
    expect(rows.map(({ month, group, values }) => [month, group.model, values.cost_usd])).toEqual([
      ['2026-10', 'm', '0.1'],
      ['2026-11', 'm', '0.2'],
      ['2026-11', 'o3', '0.000000000001'],
    ]);
    expect(total.cost_usd).toBe('0.300000000001');
    expect((await report({ filter: parseLine('model:o3') })).rows).toHaveLength(1);
  });

  it('of nothing has no rows, and zeros for a total', async () => {
    expect(await report({ by: ['user_id'] })).toMatchObject({ rows: [], total: { requests: 0, cost_usd: '0' } });
  });

  it('refuses more groups than it can hold rather than leaving some out', async () => {
    await clickhouse.command(
      `INSERT INTO requests (org_id, created_at, request_id, finish, body_location, user_id)
       SELECT 'acme', fromUnixTimestamp64Milli({from:Int64} + number), generateUUIDv4(), 'complete', 'omitted', toString(number)
       FROM numbers(20001)`,
      { from },
    );
    await expect(report({ by: ['user_id'] })).rejects.toMatchObject({
      code: 'bad_question',
      message: expect.stringContaining('by: makes more than the 20000 rows'),
    });
    expect((await report()).total.requests).toBe(20_001);
  });

  it.each([
    [{ by: ['a', 'b', 'c', 'd'] }, 'by: takes up to 3 fields'],
    [{ by: ['model', 'request_id'] }, 'by[1]: calls cannot be grouped by request_id'],
    [{ by: ['user', 'user_id'] }, 'by[1]: user_id is there already'],
    [{ by: ['nope'] }, 'by[0]: there is no field "nope": takes a field such as'],
    [{ by: ['time'] }, 'by[0]: calls cannot be grouped by created_at: nearly every call has its own'],
    [{ timeZone: 'Zurich' }, 'time_zone: takes the IANA name'],
  ])('refuses what is wrong, and says what: %#', async (question, message) => {
    await expect(report(question)).rejects.toThrow(message);
  });
});
