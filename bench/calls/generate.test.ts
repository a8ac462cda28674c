import { createClickHouse } from '@tallystick/clickhouse';
import { migrate } from '@tallystick/clickhouse/migrate';
import { type EmbeddedClickHouse, startClickHouse } from '@tallystick/clickhouse-embedded';
import { requestRowSchema } from '@tallystick/log';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { largestOrganisation, type Traffic } from './call-sql.ts';
import { generateCalls } from './generate.ts';

const traffic: Traffic = { seed: 3, calls: 9_000, from: Date.UTC(2026, 9, 17), days: 30 };

let server: EmbeddedClickHouse;
beforeAll(async () => {
  server = await startClickHouse();
  for (const database of ['tally', 'again']) {
    await migrate({ url: server.url, database });
    await generateCalls(`${server.url}/${database}`, traffic, () => {});
  }
}, 120_000);
afterAll(() => server.stop());

function query<Row extends z.ZodRawShape>(row: Row, sql: string) {
  return createClickHouse({ url: server.url }).query(z.object(row), sql);
}

describe('generated calls', () => {
  it('are rows as the consumer writes them, each once, and the same for the same seed', async () => {
    const rows = await createClickHouse({ url: server.url }).query(
      requestRowSchema,
      'SELECT *, call_id FROM requests FINAL ORDER BY created_at, isolate_id, isolate_seq',
    );
    expect(rows.length).toBe(traffic.calls);
    expect(new Set(rows.map(({ isolate_id, isolate_seq }) => `${isolate_id} ${isolate_seq}`)).size).toBe(traffic.calls);
    expect(new Set(rows.map(({ request_id }) => request_id)).size).toBe(traffic.calls);
    // When a row was inserted is of the run.
    for (const [table, columns] of [
      ['requests', '* EXCEPT inserted_at'],
      ['request_ids', '*'],
      ['bodies', '*'],
    ]) {
      const [difference] = await query(
        { rows: z.int() },
        `SELECT count() AS rows FROM (SELECT ${columns} FROM tally.${table} EXCEPT ALL SELECT ${columns} FROM again.${table})`,
      );
      expect(difference).toEqual({ rows: 0 });
    }
  });

  it('cost what their lines say, and are found by their ids', async () => {
    const [sums] = await query(
      { unequal: z.int(), costed: z.int(), chosen: z.int(), timeless: z.int() },
      `SELECT
         countIf(cost_usd != arraySum(mapValues(cost_breakdown))) AS unequal,
         countIf(cost_usd > 0) AS costed,
         countIf(substring(toString(request_id), 15, 1) != '7') AS chosen,
         countIf(substring(toString(request_id), 15, 1) = '7' AND UUIDv7ToDateTime(request_id) != created_at) AS timeless
       FROM requests FINAL`,
    );
    expect(sums).toMatchObject({ unequal: 0, timeless: 0 });
    expect(sums?.costed).toBeGreaterThan(traffic.calls * 0.95);
    const [named] = await query(
      { ids: z.int(), met: z.int() },
      `SELECT count() AS ids, countIf((org_id, created_at, request_id) IN (SELECT org_id, created_at, request_id FROM requests)) AS met
       FROM request_ids FINAL`,
    );
    expect(named).toEqual({ ids: sums?.chosen, met: sums?.chosen });
    expect(sums?.chosen).toBeGreaterThan(traffic.calls / 100);
  });

  it('are retried by who made them, after a failure', async () => {
    const [retries] = await query(
      { retries: z.int(), after_failure: z.int() },
      `SELECT count() AS retries, countIf(first.status >= 429 AND first.user_id = retry.user_id AND first.created_at <= retry.created_at) AS after_failure
       FROM (SELECT *, call_id FROM requests FINAL WHERE attempt = 2) AS retry
       LEFT JOIN (SELECT * FROM requests FINAL) AS first ON first.org_id = retry.org_id AND first.request_id = retry.call_id`,
    );
    expect(retries?.retries).toBeGreaterThan(20);
    expect(retries?.after_failure).toBe(retries?.retries);
  });

  it('are mostly one organisation, and of few models and users mostly', async () => {
    const [shares] = await query(
      { largest: z.number(), organisations: z.int(), models: z.int(), first_model: z.number(), users: z.int() },
      `SELECT countIf(org_id = '${largestOrganisation}') / count() AS largest, uniqExact(org_id) AS organisations, uniqExact(model) AS models,
         countIf(model = 'gpt-4o-mini-2024-07-18') / count() AS first_model, uniqExact(user_id) AS users
       FROM requests FINAL`,
    );
    expect(shares?.largest).toBeCloseTo(0.7, 1);
    expect(shares?.organisations).toBeGreaterThan(30);
    expect(shares?.models).toBeGreaterThan(10);
    expect(shares?.first_model).toBeGreaterThan(0.2);
    expect(shares?.users).toBeGreaterThan(1_000);
  });

  it("have the last day's bodies, as OpenAI writes them", async () => {
    const rows = await query(
      { request_body: z.string(), response_body: z.string(), status: z.int(), streamed: z.boolean() },
      `SELECT request_body, response_body, status, streamed FROM bodies
       INNER JOIN requests USING (org_id, created_at, request_id, isolate_id, isolate_seq)`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(traffic.calls / traffic.days);
    for (const { request_body, response_body, status, streamed } of rows) {
      expect(JSON.parse(request_body).messages).toHaveLength(2);
      const events = response_body.split('\n\n').map((event) => event.replace(/^data: /, ''));
      const chunks = streamed ? events.slice(0, -2).map((event) => JSON.parse(event)) : [JSON.parse(response_body)];
      if (streamed) expect(events.slice(-2)).toEqual(['[DONE]', '']);
      expect(chunks.at(-1)).toHaveProperty(status === 200 ? 'usage.total_tokens' : 'error.message');
    }
    expect(rows.filter(({ streamed }) => streamed).length).toBeGreaterThan(rows.length / 5);
  });
});
