import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clickhouseTime } from '@tallystick/log';
import * as z from 'zod';
import { type ClickHouse, type ClickHouseOptions, createClickHouse } from './client.ts';
import { type Migration, parseMigration } from './migration-files.ts';
import { withLock } from './migration-lock.ts';
import { applyRetention, type Retention } from './retention.ts';

export interface MigrateOptions extends Omit<ClickHouseOptions, 'timeout' | 'gzip' | 'fetch'> {
  /** Default: clickhouse/migrations of this repository. */
  directory?: string;
  /** Default: as before; rows of a new database are kept for good. */
  retention?: Retention;
  /** Takes a line for each step. */
  onProgress?: (line: string) => void;
}

/** Files and database do not belong together. The message says what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError';
  readonly code: 'changed' | 'missing' | 'out_of_order' | 'bad_files';

  constructor(code: MigrationError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const ownDirectory = fileURLToPath(new URL('../../../clickhouse/migrations', import.meta.url));
/** A migration of a large table takes its time. ms. */
const timeout = 3_600_000;

const createHistory = `
  CREATE TABLE IF NOT EXISTS schema_migrations
  (
    number UInt32 COMMENT 'The four digits of the file',
    name String COMMENT 'The file',
    checksum FixedString(64) COMMENT 'SHA-256 of its text',
    applied_at DateTime64(3, 'UTC') COMMENT 'When it had been applied'
  )
  ENGINE = ReplacingMergeTree ORDER BY number
  COMMENT 'The migrations that this database has'`;

/**
 * Brings a database up to date: makes it if it is missing, applies the files it does not have yet in their order, and sets the
 * retention. Any number of processes may do so at once. A file that fails is not recorded and is run again from its start the
 * next time, which is why each of its statements must be idempotent.
 *
 * @returns the files that were applied
 * @throws MigrationError when a file that was applied has changed or is missing, before anything is done
 * @throws ClickHouseError what the server refuses
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { directory = ownDirectory, retention = {}, onProgress = () => {}, database = 'tally', ...server } = options;
  const files = await readMigrations(directory);
  await createDatabase(createClickHouse({ ...server, database: '', timeout }), database);
  const clickhouse = createClickHouse({ ...server, database, timeout });
  return withLock(clickhouse, `migrate ${database}`, async () => {
    await clickhouse.command(createHistory);
    const pending = pendingMigrations(files, await readHistory(clickhouse));
    for (const file of pending) {
      onProgress(`applying ${file.name}`);
      for (const statement of file.statements) await clickhouse.command(statement);
      await record(clickhouse, file);
    }
    for (const table of await applyRetention(clickhouse, retention)) onProgress(`changed the retention of ${table}`);
    return pending.map((file) => file.name);
  });
}

/** The files of a directory, in their order. */
async function readMigrations(directory: string): Promise<Migration[]> {
  const files: Migration[] = [];
  for (const name of (await readdir(directory)).filter((file) => file.endsWith('.sql')).sort()) {
    files.push(await parseMigration(name, await readFile(join(directory, name), 'utf8')));
  }
  const twice = files.find((file, i) => files[i - 1]?.number === file.number);
  if (twice) throw new MigrationError('bad_files', `two migrations have the number of ${twice.name}: renumber one`);
  return files;
}

/** Looks first: a user that may not create databases can still migrate one that is there. */
async function createDatabase(clickhouse: ClickHouse, database: string): Promise<void> {
  const found = await clickhouse.query(
    z.object({ name: z.string() }),
    'SELECT name FROM system.databases WHERE name = {database:String}',
    { database },
  );
  if (found.length === 0) await clickhouse.command('CREATE DATABASE IF NOT EXISTS {database:Identifier}', { database });
}

const appliedSchema = z.object({ number: z.int(), name: z.string(), checksum: z.string() });
type Applied = z.infer<typeof appliedSchema>;

function readHistory(clickhouse: ClickHouse): Promise<Applied[]> {
  return clickhouse.query(appliedSchema, 'SELECT number, name, checksum FROM schema_migrations FINAL ORDER BY number');
}

async function record(clickhouse: ClickHouse, { number, name, checksum }: Migration): Promise<void> {
  const row = { number, name, checksum, applied_at: clickhouseTime(Date.now()) };
  await clickhouse.insert('schema_migrations', ['number', 'name', 'checksum', 'applied_at'], [row]);
}

/**
 * The files that are still to be applied.
 *
 * @throws MigrationError when what was applied is not what the files say
 */
function pendingMigrations(files: readonly Migration[], history: readonly Applied[]): Migration[] {
  for (const applied of history) {
    const file = files.find(({ number }) => number === applied.number);
    if (!file) {
      throw new MigrationError(
        'missing',
        `the database has ${applied.name}, which is not among the files: use the version of Tallystick that made it, or a later one`,
      );
    }
    if (file.checksum !== applied.checksum) {
      throw new MigrationError(
        'changed',
        `${file.name} has changed since it was applied: restore it, and write a further migration for the change`,
      );
    }
  }
  const last = history.at(-1)?.number ?? 0;
  const known = new Set(history.map(({ number }) => number));
  const pending = files.filter(({ number }) => !known.has(number));
  const late = pending.find(({ number }) => number < last);
  if (late) {
    throw new MigrationError(
      'out_of_order',
      `${late.name} comes before one that was applied: give it the next free number`,
    );
  }
  return pending;
}
