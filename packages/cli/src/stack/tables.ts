import { ClickHouseError, type ClickHouseErrorCode } from '@tallystick/clickhouse';
import { type MigrateOptions, migrate } from '@tallystick/clickhouse/migrate';
import { CommandError } from '../command-error.ts';

const advice: Partial<Record<ClickHouseErrorCode, string>> = {
  network: 'nobody answers there: check CLICKHOUSE_URL, or start "npx pnpm@12 dev"',
  timeout: 'no answer in time: run it again, it goes on where it stopped',
  auth: 'refused: check CLICKHOUSE_USER, CLICKHOUSE_PASSWORD and the rights of that user',
};

/**
 * Brings the tables up to date.
 *
 * @throws CommandError when ClickHouse cannot be reached or refuses, MigrationError when files and database do not match
 */
export async function migrateTables(options: MigrateOptions): Promise<void> {
  try {
    await migrate(options);
  } catch (error) {
    if (!(error instanceof ClickHouseError)) throw error;
    const { code, message, detail } = error;
    // Migrations hold no rows, so ClickHouse's own words may be shown here.
    const what = advice[code] ?? (detail.split('\n')[0] || message);
    throw new CommandError(`ClickHouse at ${new URL(options.url).origin}: ${what}`, { cause: error });
  }
}
