import { ClickHouseError, type ClickHouseErrorCode } from '@tallystick/clickhouse';
import { type MigrateOptions, migrate } from '@tallystick/clickhouse/migrate';
import { CommandError } from '../command-error.ts';

const advice: Partial<Record<ClickHouseErrorCode, string>> = {
  network:
    'nobody answers there: check CLICKHOUSE_URL and its server; without one, start "npx pnpm@12 dev", or look at what the running one prints',
  timeout: 'no answer in time: run it again, it goes on where it stopped',
  auth: 'refused: check CLICKHOUSE_USER, CLICKHOUSE_PASSWORD and the rights of that user',
};

/**
 * Brings the tables up to date.
 *
 * @throws CommandError when ClickHouse cannot be reached or refuses, MigrationError when files and database do not match
 */
export async function migrateTables(options: MigrateOptions): Promise<void> {
  await inClickHouse(options.url, () => migrate(options));
}

/**
 * Does something in ClickHouse, where no rows are sent: its own words may be shown then.
 *
 * @throws CommandError with what to do where ClickHouse cannot be reached or refuses
 */
export async function inClickHouse<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ClickHouseError)) throw error;
    const { code, message, detail } = error;
    const what = advice[code] ?? (detail.split('\n')[0] || message);
    throw new CommandError(`ClickHouse at ${new URL(url).origin}: ${what}`, { cause: error });
  }
}
