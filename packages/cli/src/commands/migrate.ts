import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate as applyMigrations } from '@tallystick/clickhouse/migrate';
import { Command } from 'commander';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { readDataFile } from '../console/access.ts';

const dir = fileURLToPath(new URL('../../../../clickhouse/migrations', import.meta.url));
const devSchema = z.object({ clickhouseUrl: z.url() });

export const migrate = new Command('migrate')
  .addHelpText(
    'after',
    '\nThe server is that of CLICKHOUSE_URL, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD and CLICKHOUSE_DATABASE, or else the one that dev runs here.',
  )
  .action(async () => {
    const applied = await applyMigrations({ ...(await clickhouseAccess(process.env)), dir });
    console.log(applied.length === 0 ? 'up to date' : applied.map((name) => `applied ${name}`).join('\n'));
  });

async function clickhouseAccess(environment: NodeJS.ProcessEnv) {
  const { CLICKHOUSE_URL, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_DATABASE, TALLY_DATA_DIR } = environment;
  const url =
    CLICKHOUSE_URL || (await readDataFile(join(TALLY_DATA_DIR || '.tally', 'dev.json'), devSchema)).clickhouseUrl;
  if (!URL.canParse(url)) throw new CommandError('CLICKHOUSE_URL is not a URL: write http://host:8123');
  return {
    url,
    user: CLICKHOUSE_USER || 'default',
    password: CLICKHOUSE_PASSWORD ?? '',
    database: CLICKHOUSE_DATABASE || 'tally',
  };
}
