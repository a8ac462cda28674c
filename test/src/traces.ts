import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FrameError, unpackFrame } from '@tallystick/log';
import type { Testbed } from './testbed.ts';

/** Everything that the suite has left behind, by where it lies. */
export async function traces({ stack, logs }: Testbed): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
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
      found.set(`R2 ${key}`, Buffer.from(JSON.stringify([key, object?.customMetadata, object?.httpMetadata])));
      found.set(`R2 ${key} content`, await contentOf(packed));
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

/** What an object says: a frame unpacked, or the bytes of what is none. */
export async function contentOf(packed: Uint8Array<ArrayBuffer>): Promise<Buffer> {
  try {
    const { call, bodies } = await unpackFrame(packed, 64 * 1024 * 1024);
    return Buffer.concat([Buffer.from(JSON.stringify(call)), bodies]);
  } catch (error) {
    if (error instanceof FrameError) return Buffer.from(packed);
    throw error;
  }
}

/** Where a text stands. */
export function placesOf(text: string, found: ReadonlyMap<string, Buffer>): string[] {
  return [...found].filter(([, bytes]) => bytes.includes(text)).map(([place]) => place);
}
