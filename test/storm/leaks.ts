import * as z from 'zod';
import { providerKeys } from '../src/testbed.ts';
import { contentOf } from '../src/traces.ts';
import { objectsUnder } from './stored.ts';
import type { StormTestbed } from './testbed.ts';

/** Where a credential of the storm's clients stands: nowhere, when all is well. */
export async function leaks(testbed: StormTestbed): Promise<string[]> {
  const { clickhouse, keys, logs } = testbed;
  // The signature of a key is its secret; the rest is no more than ids.
  const secrets = [...keys.map((key) => key.slice(-22)), ...Object.values(providerKeys)];
  const holds = (text: Buffer | string) => secrets.some((secret) => text.includes(secret));
  const found: string[] = [];
  for (const table of ['requests', 'bodies', 'request_ids']) {
    const [{ count } = { count: 0 }] = await clickhouse.query(
      z.object({ count: z.number() }),
      `SELECT count() AS count FROM {table:Identifier} WHERE multiSearchAny(formatRow('TSV', *), {secrets:Array(String)})`,
      { table, secrets },
    );
    if (count > 0) found.push(`a credential stands in ${count} rows of ${table}`);
  }
  for await (const { key, bytes } of objectsUnder(testbed, '')) {
    if (holds(key) || holds(await contentOf(bytes))) found.push(`a credential stands in the object ${key}`);
  }
  if (holds(logs.join('\n'))) found.push('a credential stands on the console of the Workers');
  return found;
}
