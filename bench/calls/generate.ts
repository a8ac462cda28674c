import { type ClickHouse, createClickHouse } from '@tallystick/clickhouse';
import * as z from 'zod';
import { bodiesSql, bodyParameters } from './body-sql.ts';
import {
  callColumns,
  callsSql,
  edited,
  editedColumns,
  named,
  redelivered,
  type Traffic,
  trafficParameters,
} from './call-sql.ts';

/** A part of calls in one insert. */
const slice = 250_000;
/** Bodies are long. */
const bodySlice = 20_000;

export interface Generated {
  calls: number;
  /** Calls that have bodies: those of the last day. */
  bodies: number;
}

/**
 * Fills the tables with generated calls, made by ClickHouse itself, in the order of their time as they would arrive; the last day's with bodies.
 *
 * @param url of a server whose database `tally` is migrated
 * @param progress is told how many calls are in
 */
export async function generateCalls(
  url: string,
  traffic: Traffic,
  progress: (calls: number) => void,
): Promise<Generated> {
  const clickhouse = createClickHouse({ url, timeout: 600_000 });
  const { calls, days } = traffic;
  const parameters = trafficParameters(traffic);
  const insert = (table: string, columns: string, sql: string, first: number, count: number, block: number) =>
    clickhouse.command(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM (${sql})`,
      { ...parameters, ...(table === 'bodies' ? bodyParameters : {}), first, count },
      {
        settings: { max_block_size: String(block), min_insert_block_size_rows: String(slice), max_insert_threads: '1' },
      },
    );
  const facts = callColumns.join(', ');
  for (let first = 0; first < calls; first += slice) {
    const count = Math.min(slice, calls - first);
    await insert('requests', facts, callsSql('true'), first, count, 65_536);
    await insert('requests', facts, callsSql(redelivered), first, count, 65_536);
    await insert('requests', facts, callsSql(edited, editedColumns), first, count, 65_536);
    await insert('request_ids', 'org_id, request_id, created_at', callsSql(named), first, count, 65_536);
    progress(first + count);
  }
  const bodies = Math.floor(calls / days);
  for (let first = calls - bodies; first < calls; first += bodySlice) {
    const count = Math.min(bodySlice, calls - first);
    await insert('bodies', bodyColumns, bodiesSql(), first, count, 2_048);
  }
  return { calls: await countOf(clickhouse, 'requests'), bodies: await countOf(clickhouse, 'bodies') };
}

const bodyColumns =
  'org_id, created_at, request_id, isolate_id, isolate_seq, version, request_body, request_encoding, response_body, response_encoding';

/** Rows, each version of a call by itself. */
async function countOf(clickhouse: ClickHouse, table: string): Promise<number> {
  const [row] = await clickhouse.query(z.object({ rows: z.int() }), `SELECT count() AS rows FROM ${table}`);
  return row?.rows ?? 0;
}
