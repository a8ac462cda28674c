import { completeVersion, type RequestRow } from '@tallystick/log';
import type { ClickHouse } from './client.ts';
import { generationStep } from './edited-calls.ts';
import { placeColumns } from './place.ts';
import { Parameters } from './questions/parameters.ts';
import { type Place, placesSql } from './questions/scope.ts';

type Cost = Pick<RequestRow, 'cost_usd' | 'cost_source'>;

/** What a call that is stored costs by other prices. */
export interface CallPrice extends Place, Cost, Pick<RequestRow, 'cost_breakdown' | 'price_details'> {
  /** Why the cost is what it is, for the row's warnings; '' for none. */
  warning: string;
  /** The cost that the row had when this one was computed. */
  before: Cost;
}

/**
 * Writes other prices into the rows of calls, under the next generation, as one statement on the server (docs/decisions/0107). All else is as the newest row
 * has it now: edits that were folded meanwhile stay, and those whose fold comes later are swept up again. A call that is deleted, or has
 * another cost than the one that was looked at, is left as it is; so this may be repeated, and be late.
 *
 * @param warnings how warnings begin that say why a cost is what it is: those of before go
 * @throws ClickHouseError
 */
export async function writePrices(
  clickhouse: ClickHouse,
  organisation: string,
  calls: readonly CallPrice[],
  warnings: readonly string[],
): Promise<void> {
  if (calls.length === 0) return;
  const parameters = new Parameters();
  const here = placesSql(organisation, calls, parameters);
  const list = (type: string, of: (call: CallPrice) => unknown) => parameters.bind(`Array(${type})`, calls.map(of));
  const prices = {
    created_at: list("DateTime64(3, 'UTC')", (call) => call.created_at.replace('T', ' ').replace('Z', '')),
    request_id: list('UUID', (call) => call.request_id),
    isolate_id: list('UUID', (call) => call.isolate_id),
    isolate_seq: list('UInt32', (call) => call.isolate_seq),
    // Amounts as text: in a list, ClickHouse reads decimals without quotes only.
    cost_usd: list('Nullable(String)', (call) => call.cost_usd),
    cost_source: list('String', (call) => call.cost_source),
    cost_breakdown: list('Map(String, String)', (call) => call.cost_breakdown),
    price_details: list('Map(String, String)', (call) => call.price_details),
    warning: list('String', (call) => call.warning),
    usd_before: list('Nullable(String)', (call) => call.before.cost_usd),
    source_before: list('String', (call) => call.before.cost_source),
  };
  const names = Object.keys(prices);
  await clickhouse.command(
    `INSERT INTO requests
     SELECT call.* REPLACE (
       CAST(priced.cost_usd, 'Nullable(Decimal(18, 12))') AS cost_usd,
       priced.cost_source AS cost_source,
       CAST(priced.cost_breakdown, 'Map(LowCardinality(String), Decimal(18, 12))') AS cost_breakdown,
       priced.price_details AS price_details,
       arrayConcat(
         arrayFilter(one -> NOT arrayExists(beginning -> startsWith(one, beginning), ${parameters.bind('Array(String)', warnings)}), call.warnings),
         if(priced.warning = '', [], [priced.warning])
       ) AS warnings,
       -- 1 is a complete row of a consumer before edits.
       if(call.version = 1, ${completeVersion}, call.version) + ${generationStep} AS version
     )
     FROM (SELECT * FROM requests FINAL WHERE ${here}) AS call
     INNER JOIN
     (
       SELECT ${names.map((name, i) => `price.${i + 1} AS ${name}`).join(', ')}
       FROM (SELECT arrayJoin(arrayZip(${Object.values(prices).join(', ')})) AS price)
     ) AS priced
     ON ${placeColumns.map((column) => `call.${column} = priced.${column}`).join(' AND ')}
     WHERE toString(call.cost_source) = source_before AND isNotDistinctFrom(call.cost_usd, CAST(usd_before, 'Nullable(Decimal(18, 12))'))`,
    parameters.values,
    // Calls of many months may stand side by side.
    { settings: { max_partitions_per_insert_block: '0', do_not_merge_across_partitions_select_final: 1 } },
  );
}
