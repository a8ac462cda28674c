import { StartError } from '../stack/ports.ts';
import type { ClickHouseAccess, StackOptions } from '../stack.ts';

/**
 * The environment variables of `dev`, as options of the stack.
 *
 * @throws StartError naming the variable that makes no sense
 */
export function stackOptions(environment: NodeJS.ProcessEnv): StackOptions & { dataDir: string } {
  const port = (name: string, standard: number): number => {
    const text = environment[name];
    if (text === undefined || text === '') return standard;
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0 || value > 65_535) {
      throw new StartError(`${name} is ${JSON.stringify(text)}: set it to a port from 0 (any free one) to 65535`);
    }
    return value;
  };
  const upstreams = environment.TALLY_UPSTREAMS || '{}';
  try {
    JSON.parse(upstreams);
  } catch {
    throw new StartError(`TALLY_UPSTREAMS is not JSON: write {"openai":"http://127.0.0.1:9101"}, in single quotes in a shell`);
  }
  const clickhouse = clickhouseAccess(environment);
  return {
    dataDir: environment.TALLY_DATA_DIR || '.tally',
    edgePort: port('TALLY_EDGE_PORT', 8787),
    consolePort: port('TALLY_CONSOLE_PORT', 8788),
    clickhousePort: port('TALLY_CLICKHOUSE_PORT', 8123),
    upstreams,
    ...(clickhouse ? { clickhouse } : {}),
  };
}

/** The ClickHouse server that the environment names, if it names one. */
function clickhouseAccess(environment: NodeJS.ProcessEnv): ClickHouseAccess | undefined {
  const url = environment.CLICKHOUSE_URL;
  if (!url) return undefined;
  if (!URL.canParse(url)) throw new StartError(`CLICKHOUSE_URL is not a URL: write http://host:8123`);
  return {
    url,
    user: environment.CLICKHOUSE_USER || 'default',
    password: environment.CLICKHOUSE_PASSWORD ?? '',
    database: environment.CLICKHOUSE_DATABASE || 'tally',
  };
}
