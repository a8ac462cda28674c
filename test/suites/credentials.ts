import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackFrame } from '@tallystick/log';
import { describe, expect, test } from 'vitest';
import { keyIdOf, providerKeys, type Testbed } from '../src/testbed.ts';

/** Found by the same search in every place where a call leaves a trace, so that a search that finds nothing is believed. */
const trace = 'lighthouse keeper';

/** Everything that the suite has left behind, by where it lies. */
async function traces(testbed: Testbed): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const { stack, logs } = testbed;
  for (const table of ['requests', 'bodies', 'request_ids']) {
    const url = new URL(stack.clickhouse.url);
    url.searchParams.set('database', stack.clickhouse.database);
    url.searchParams.set('query', `SELECT * FROM ${table} FORMAT JSONEachRow`);
    const response = await fetch(url);
    found.set(`ClickHouse ${table}`, Buffer.from(await response.arrayBuffer()));
  }
  const objects = await stack.miniflare.getR2Bucket('OBJECTS', 'tallystick-consumer');
  let cursor: string | undefined;
  do {
    const page = await objects.list({ ...(cursor !== undefined && { cursor }) });
    for (const { key } of page.objects) {
      const object = await objects.get(key);
      const packed = new Uint8Array((await object?.arrayBuffer()) ?? []);
      found.set(`R2 ${key}`, Buffer.from(key));
      const { call, bodies } = await unpackFrame(packed, 64 * 1024 * 1024);
      found.set(`R2 ${key} call`, Buffer.from(JSON.stringify(call)));
      found.set(`R2 ${key} bodies`, Buffer.from(bodies));
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  const workers = join(stack.dataDir, 'workers');
  for (const entry of await readdir(workers, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(path, await readFile(path));
  }
  found.set('the Workers’ console', Buffer.from(logs.join('\n')));
  return found;
}

export function credentialsSuite(testbed: () => Testbed): void {
  describe('after the whole suite', () => {
    test('no key that it used is in any row, object, dead letter, database file or log line', async () => {
      const { writeKey, readKey, adminKey } = testbed().stack;
      const secrets = [writeKey, readKey, adminKey, ...Object.values(providerKeys)];
      const found = await traces(testbed());
      const holding = (text: string) => [...found].filter(([, bytes]) => bytes.includes(text)).map(([place]) => place);
      expect(holding(trace)).toEqual(
        expect.arrayContaining(['ClickHouse bodies', expect.stringMatching(/^R2 messages\/.* bodies$/)]),
      );
      expect(holding(keyIdOf(writeKey))).toContain('ClickHouse requests');
      for (const secret of secrets) {
        expect(holding(secret), secret).toEqual([]);
        // A signature alone would do for whoever knows the rest, which is no secret.
        expect(holding(secret.slice(-22)), 'the end of a key').toEqual([]);
      }
    });
  });
}
