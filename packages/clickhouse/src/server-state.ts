import * as z from 'zod';
import type { ClickHouse } from './client.ts';
import { ClickHouseError } from './errors.ts';

/** The number of the last file of clickhouse/migrations: the schema that this code reads and writes. */
export const schemaVersion = 9;

/** What a server says of itself and of our database. */
export interface ServerState {
  /** ClickHouse's own version. */
  version: string;
  /** The number of the last migration that was applied, 0 for none. Compare with `schemaVersion`. */
  schema: number;
  /** When the latest call that is a row was made. Unix ms; null while there is none. */
  lastRow: number | null;
}

/** Asks a server how it is: three questions that no table's size makes slow. @throws ClickHouseError when it does not answer */
export async function readServerState(clickhouse: ClickHouse): Promise<ServerState> {
  const [server, schema, rows] = await Promise.all([
    clickhouse.query(z.object({ version: z.string() }), 'SELECT version() AS version'),
    ifMade(clickhouse.query(z.object({ number: z.int() }), 'SELECT max(number) AS number FROM schema_migrations')),
    // Answered from the parts' own ranges of created_at, which their partitions keep.
    ifMade(
      clickhouse.query(
        z.object({ latest: z.int() }),
        'SELECT toUnixTimestamp64Milli(max(created_at)) AS latest FROM requests',
      ),
    ),
  ]);
  return { version: server[0]?.version ?? '', schema: schema[0]?.number ?? 0, lastRow: rows[0]?.latest || null };
}

/** What a query answers, or nothing where a table of it has not been made yet. */
async function ifMade<Row>(query: Promise<Row[]>): Promise<Row[]> {
  try {
    return await query;
  } catch (error) {
    if (error instanceof ClickHouseError && error.code === 'schema') return [];
    throw error;
  }
}
