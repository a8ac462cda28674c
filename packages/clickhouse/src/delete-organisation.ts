import * as z from 'zod';
import type { ClickHouse } from './client.ts';

const countSchema = z.object({ rows: z.int() });

/** Every table that holds rows of organisations. */
const tables = ['requests', 'bodies', 'request_ids'] as const;

/** How many rows went, by table. Versions of one row count as one. */
export type DeletedRows = Record<(typeof tables)[number], number>;

/**
 * Deletes all rows of an organisation, without tombstones: whoever does this sees to it that the consumer takes none of its
 * messages any more. Resolves when nobody can find them; their parts are rewritten after that.
 */
export async function deleteOrganisation(clickhouse: ClickHouse, organisation: string): Promise<DeletedRows> {
  const deleted: DeletedRows = { requests: 0, bodies: 0, request_ids: 0 };
  for (const table of tables) {
    const [count] = await clickhouse.query(
      countSchema,
      'SELECT count() AS rows FROM {table:Identifier} FINAL WHERE org_id = {organisation:String}',
      { table, organisation },
    );
    await clickhouse.command(
      'DELETE FROM {table:Identifier} WHERE org_id = {organisation:String}',
      { table, organisation },
      { settings: { lightweight_deletes_sync: '2' } },
    );
    deleted[table] = count?.rows ?? 0;
  }
  return deleted;
}
