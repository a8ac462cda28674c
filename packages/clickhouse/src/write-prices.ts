import { clickhouseTime, completeVersion, type RequestRow } from '@tallystick/log';
import type { ClickHouse } from './client.ts';
import { generationStep } from './edited-calls.ts';
import { placeColumns, placeList } from './place.ts';
import type { Place } from './questions/scope.ts';

type Cost = Pick<RequestRow, 'cost_usd' | 'cost_source'>;

/** What a call that is stored costs by other prices. */
export interface CallPrice extends Place, Cost, Pick<RequestRow, 'cost_breakdown' | 'price_details'> {
  /** Why the cost is what it is, for the row's warnings; '' for none. */
  warning: string;
  /** The cost that the row had when this one was computed. */
  before: Cost;
}

const columns = {
  created_at: "DateTime64(3, 'UTC')",
  request_id: 'UUID',
  isolate_id: 'UUID',
  isolate_seq: 'UInt32',
  cost_usd: 'Nullable(Decimal(18, 12))',
  cost_source: 'String',
  cost_breakdown: 'Map(LowCardinality(String), Decimal(18, 12))',
  price_details: 'Map(LowCardinality(String), LowCardinality(String))',
  warning: 'String',
  usd_before: 'Nullable(Decimal(18, 12))',
  source_before: 'String',
} as const;

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
  const rows = calls.map(({ before, created_at, ...call }) => ({
    ...call,
    created_at: clickhouseTime(Date.parse(created_at)),
    usd_before: before.cost_usd,
    source_before: before.cost_source,
  }));
  const isWarning = warnings.map((_, i) => `startsWith(one, {warning${i}:String})`).join(' OR ');
  await clickhouse.commandOver(
    { name: 'priced', columns, rows },
    `INSERT INTO requests
     SELECT call.* REPLACE (
       priced.cost_usd AS cost_usd,
       priced.cost_source AS cost_source,
       priced.cost_breakdown AS cost_breakdown,
       priced.price_details AS price_details,
       arrayConcat(
         arrayFilter(one -> NOT (${isWarning}), call.warnings),
         if(priced.warning = '', [], [priced.warning])
       ) AS warnings,
       -- 1 is a complete row of a consumer before edits.
       if(call.version = 1, ${completeVersion}, call.version) + ${generationStep} AS version
     )
     FROM
     (
       SELECT * FROM requests FINAL
       WHERE org_id = {organisation:String} AND (${placeList}) IN (SELECT ${placeList} FROM priced)
     ) AS call
     INNER JOIN priced ON ${placeColumns.map((column) => `call.${column} = priced.${column}`).join(' AND ')}
     WHERE toString(call.cost_source) = source_before AND isNotDistinctFrom(call.cost_usd, usd_before)`,
    { organisation, ...Object.fromEntries(warnings.map((beginning, i) => [`warning${i}`, beginning])) },
    // Calls of many months may stand side by side.
    { max_partitions_per_insert_block: '0', do_not_merge_across_partitions_select_final: 1 },
  );
}
