import { demoOrganisation } from '@tallystick/accounts';
import { type ClickHouse, createClickHouse } from '@tallystick/clickhouse';
import * as z from 'zod';
import { formatTable } from '../table.ts';
import type { RunningDev } from './running-dev.ts';

const organisation = { organisation: demoOrganisation.id };

/** A few lines on what the demo's calls were, as ClickHouse has them: models, users, errors, and the day that cost most. */
export async function report({ clickhouse: access }: RunningDev): Promise<string> {
  const clickhouse = createClickHouse(access);
  const [models, users, errors, days] = await Promise.all([
    byModel(clickhouse),
    heaviestUsers(clickhouse),
    worstHour(clickhouse),
    dearestDay(clickhouse),
  ]);
  return [models, users, ...errors, ...days].join('\n\n');
}

async function byModel(clickhouse: ClickHouse): Promise<string> {
  const rows = await clickhouse.query(
    z.object({ model: z.string(), calls: z.int(), input: z.int(), output: z.int(), cost: z.number() }),
    `SELECT
       model,
       count() AS calls,
       toInt64(sum(ifNull(prompt_tokens, 0))) AS input,
       toInt64(sum(ifNull(completion_tokens, 0))) AS output,
       toFloat64(sum(ifNull(cost_usd, 0))) AS cost
     FROM requests FINAL
     WHERE org_id = {organisation:String} AND status < 400
     GROUP BY model ORDER BY cost DESC LIMIT 10`,
    organisation,
  );
  const cells = rows.map(({ model, calls, input, output, cost }) => [
    model || '–',
    whole(calls),
    whole(input),
    whole(output),
    dollars(cost),
  ]);
  return formatTable(['MODEL', 'CALLS', 'TOKENS IN', 'OUT', 'COST'], cells);
}

async function heaviestUsers(clickhouse: ClickHouse): Promise<string> {
  const rows = await clickhouse.query(
    z.object({ user_id: z.string(), calls: z.int(), cost: z.number() }),
    `SELECT user_id, count() AS calls, toFloat64(sum(ifNull(cost_usd, 0))) AS cost
     FROM requests FINAL
     WHERE org_id = {organisation:String} AND user_id != ''
     GROUP BY user_id ORDER BY cost DESC LIMIT 5`,
    organisation,
  );
  return formatTable(
    ['USER', 'CALLS', 'COST'],
    rows.map(({ user_id, calls, cost }) => [user_id, whole(calls), dollars(cost)]),
  );
}

/** Where nothing failed there is nothing to tell. */
async function worstHour(clickhouse: ClickHouse): Promise<string[]> {
  const rows = await clickhouse.query(
    z.object({ hour: z.string(), provider: z.string(), errors: z.int(), calls: z.int(), said: z.string() }),
    `SELECT
       formatDateTime(toStartOfHour(created_at), '%a %d %b %H:%i') AS hour,
       provider,
       countIf(status >= 400) AS errors,
       count() AS calls,
       topKIf(1)(error, error != '')[1] AS said
     FROM requests FINAL
     WHERE org_id = {organisation:String}
     GROUP BY toStartOfHour(created_at), provider HAVING errors > 0
     ORDER BY errors DESC LIMIT 1`,
    organisation,
  );
  return rows.map(
    ({ hour, provider, errors, calls, said }) =>
      `The hour with most errors: ${hour} UTC, ${errors} of ${calls} calls to ${provider} failed, mostly with “${said}”.`,
  );
}

async function dearestDay(clickhouse: ClickHouse): Promise<string[]> {
  const rows = await clickhouse.query(
    z.object({ day: z.string(), cost: z.number(), usual: z.number(), prompt_id: z.string(), prompt_cost: z.number() }),
    `WITH days AS (
       SELECT toDate(created_at) AS date, prompt_id, sum(ifNull(cost_usd, 0)) AS prompt_cost
       FROM requests FINAL
       WHERE org_id = {organisation:String}
       GROUP BY date, prompt_id
     ), sums AS (
       SELECT date, sum(prompt_cost) AS day_cost, argMax(prompt_id, prompt_cost) AS dearest, max(prompt_cost) AS dearest_cost
       FROM days GROUP BY date
     )
     SELECT
       formatDateTime(argMax(date, day_cost), '%a %d %b') AS day,
       toFloat64(max(day_cost)) AS cost,
       toFloat64(quantileExact(0.5)(day_cost)) AS usual,
       argMax(dearest, day_cost) AS prompt_id,
       toFloat64(argMax(dearest_cost, day_cost)) AS prompt_cost
     FROM sums HAVING count() > 1`,
    organisation,
  );
  return rows.map(
    ({ day, cost, usual, prompt_id, prompt_cost }) =>
      `The day that cost most: ${day}, ${dollars(cost)} where ${dollars(usual)} is usual; ${dollars(prompt_cost)} of it for the prompt ${prompt_id}.`,
  );
}

function whole(count: number): string {
  return count.toLocaleString('en-US');
}

function dollars(amount: number): string {
  return amount.toLocaleString('en-US', { style: 'currency', currency: 'USD' });
}
