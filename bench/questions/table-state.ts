import { setTimeout as sleep } from 'node:timers/promises';
import { createClickHouse } from '@tallystick/clickhouse';
import * as z from 'zod';

const tableNames = ['requests', 'bodies', 'request_ids'];

/** Parts of each table that are read. */
export async function activeParts(url: string): Promise<Record<string, number>> {
  return perTable(url, 'count()');
}

/** Of each table, per row that is in it, the index included. */
export async function bytesOnDisk(url: string): Promise<Record<string, number>> {
  return perTable(url, 'sum(bytes_on_disk) / sum(rows)');
}

async function perTable(url: string, value: string): Promise<Record<string, number>> {
  const rows = await createClickHouse({ url }).query(
    z.object({ table: z.string(), value: z.number() }),
    `SELECT table, ${value} AS value FROM system.parts
     WHERE active AND database = 'tally' AND table IN {tables:Array(String)} GROUP BY table`,
    { tables: tableNames },
  );
  return Object.fromEntries(rows.map(({ table, value }) => [table, value]));
}

/** Waits until ClickHouse has not merged for ten seconds. @param patience ms @returns whether it came to rest */
export async function settle(url: string, patience: number): Promise<boolean> {
  const clickhouse = createClickHouse({ url });
  const deadline = Date.now() + patience;
  for (let quiet = 0; quiet < 10; quiet++) {
    const [row] = await clickhouse.query(z.object({ merges: z.int() }), 'SELECT count() AS merges FROM system.merges');
    if (row && row.merges > 0) quiet = 0;
    if (Date.now() > deadline) return false;
    await sleep(1_000);
  }
  return true;
}
