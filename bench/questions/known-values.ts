import type { Asker } from '@tallystick/clickhouse';
import * as z from 'zod';
import { Parameters } from '../../packages/clickhouse/src/questions/parameters.ts';
import { type Scope, scopeSql } from '../../packages/clickhouse/src/questions/scope.ts';

/** Values to ask for, as they stand in the calls of a time. */
export interface KnownValues {
  /** From the most used to the least, ten at even distances. */
  models: string[];
  users: string[];
  customers: string[];
  /** Each of one call. */
  traces: string[];
  sessions: string[];
  /** Made by the edge. */
  ids: string[];
  chosenIds: string[];
  /** Each named by one body. */
  orders: string[];
}

/** @throws Error when the time has none of a kind: too few calls were generated */
export async function knownValues(asker: Asker, scope: Scope): Promise<KnownValues> {
  const values = async (table: string, value: string, condition: string) => {
    const parameters = new Parameters();
    const rows = await asker.ask(
      z.object({ value: z.string() }),
      `SELECT ${value} AS value FROM ${table}
       WHERE ${scopeSql(scope, parameters)} AND ${condition}
       GROUP BY value ORDER BY count() DESC, cityHash64(value)`,
      parameters,
      { rowsAnswered: 1_000_000 },
    );
    if (rows.length === 0) throw new Error(`no call has what is asked for: ${value}`);
    return Array.from({ length: 10 }, (_, i) => rows[Math.floor((rows.length * i) / 10)]?.value ?? '');
  };
  return {
    models: await values('requests', 'model', 'true'),
    users: await values('requests', 'user_id', "user_id != ''"),
    customers: await values('requests', "properties['customer']", "mapContains(properties, 'customer')"),
    traces: await values('requests', "properties['trace']", "mapContains(properties, 'trace')"),
    sessions: await values('requests', 'session_id', "session_id != ''"),
    ids: await values('requests', 'toString(request_id)', "substring(toString(request_id), 15, 1) = '7'"),
    chosenIds: await values('request_ids', 'toString(request_id)', 'true'),
    orders: await values('bodies', "extract(request_body, 'Order #([0-9A-F]+)')", "request_body LIKE '%Order #%'"),
  };
}
