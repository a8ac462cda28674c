import { serviceTokenOf } from '@tallystick/clickhouse';
import type { MigrateOptions } from '@tallystick/clickhouse/migrate';
import { publishedListUrl } from '@tallystick/pricing';
import { CommandError } from '../command-error.ts';
import type { ClickHouseAccess, StackOptions } from '../stack.ts';

/**
 * The environment variables of `dev`, as options of the stack.
 *
 * @throws CommandError naming the variable that makes no sense
 */
export function stackOptions(environment: NodeJS.ProcessEnv): StackOptions & { dataDir: string; upstreams: string } {
  const port = (name: string, standard: number): number => {
    const text = environment[name];
    if (text === undefined || text === '') return standard;
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0 || value > 65_535) {
      throw new CommandError(`${name} is ${JSON.stringify(text)}: set it to a port from 0 (any free one) to 65535`);
    }
    return value;
  };
  const upstreams = environment.TALLY_UPSTREAMS || '{}';
  try {
    JSON.parse(upstreams);
  } catch {
    throw new CommandError(
      `TALLY_UPSTREAMS is not JSON: write {"openai":"http://127.0.0.1:9101"}, in single quotes in a shell`,
    );
  }
  const clickhouse = clickhouseAccess(environment);
  return {
    dataDir: environment.TALLY_DATA_DIR || '.tally',
    edgePort: port('TALLY_EDGE_PORT', 8787),
    consolePort: port('TALLY_CONSOLE_PORT', 8788),
    clickhousePort: port('TALLY_CLICKHOUSE_PORT', 8123),
    upstreams,
    retention: retention(environment),
    consumerVariables: { PRICE_LIST_URL: environment.TALLY_PRICE_LIST_URL ?? publishedListUrl },
    ...(clickhouse ? { clickhouse } : {}),
  };
}

/** The ClickHouse server that the environment names, if it names one. */
export function clickhouseAccess(environment: NodeJS.ProcessEnv): ClickHouseAccess | undefined {
  const url = environment.CLICKHOUSE_URL;
  if (!url) return undefined;
  if (!URL.canParse(url)) throw new CommandError(`CLICKHOUSE_URL is not a URL: write http://host:8123`);
  return {
    url,
    user: environment.CLICKHOUSE_USER || 'default',
    password: environment.CLICKHOUSE_PASSWORD ?? '',
    database: environment.CLICKHOUSE_DATABASE || 'tally',
    serviceToken: serviceTokenOf(environment),
  };
}

/**
 * For how many days rows are kept, in `requests` and in `bodies`; as before where the environment says nothing.
 *
 * @throws CommandError naming the variable that is not a number of days
 */
export function retention(environment: NodeJS.ProcessEnv): NonNullable<MigrateOptions['retention']> {
  const days = (name: string): number | undefined => {
    if (!environment[name]) return undefined;
    const value = Number(environment[name]);
    if (!Number.isInteger(value) || value < 0 || value > 36_500) {
      throw new CommandError(
        `${name} is ${JSON.stringify(environment[name])}: set it to a whole number of days, 0 for good`,
      );
    }
    return value;
  };
  return { requestsDays: days('REQUESTS_TTL_DAYS'), bodiesDays: days('BODIES_TTL_DAYS') };
}
