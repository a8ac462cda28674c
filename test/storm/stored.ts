import { callSchema, FrameError, unpackFrame } from '@tallystick/log';
import * as z from 'zod';
import type { StormTestbed } from './testbed.ts';

const rowSchema = z.object({
  storm: z.coerce.number(),
  org_id: z.string(),
  key_id: z.string(),
  created_at: z.string(),
  request_id: z.string(),
  isolate_id: z.string(),
  isolate_seq: z.number(),
  version: z.number(),
  provider: z.string(),
  status: z.number(),
  streamed: z.boolean(),
  finish: z.string(),
  error: z.string(),
  warnings: z.array(z.string()),
  prompt_tokens: z.number().nullable(),
  completion_tokens: z.number().nullable(),
  cost_source: z.string(),
  body_location: z.string(),
  request_bytes: z.number().nullable(),
});
export type StoredRow = z.infer<typeof rowSchema>;

const bodiesSchema = z.object({
  isolate_id: z.string(),
  isolate_seq: z.number(),
  request: z.string(),
  response: z.string(),
});

/** The SHA-256 of what stands in `bodies`, in hex. */
type StoredBodies = z.infer<typeof bodiesSchema>;

/** A dead letter of a call. */
export interface Letter {
  code: string;
  /** Whether it says which message it is, without being read. */
  named: boolean;
  isolate_id: string;
  isolate_seq: number;
}

/** Where a message stands in the sequence of its isolate. */
export type Place = Pick<StoredRow, 'isolate_id' | 'isolate_seq'>;

/** All that is stored of a storm; rows and dead letters by the number of their call. */
export interface Stored {
  rows: ReadonlyMap<number, readonly StoredRow[]>;
  letters: ReadonlyMap<number, Letter>;
  /** By place in their isolate. */
  bodies: ReadonlyMap<string, StoredBodies>;
  /** What the edge says it could not hand over, by request id. */
  lost: ReadonlyMap<string, Place>;
  /** The calls whose bodies the edge says it could not put into the bucket. */
  bodiesInDoubt: ReadonlySet<string>;
}

export async function readStored(testbed: StormTestbed): Promise<Stored> {
  const { clickhouse, logs } = testbed;
  const rows = await clickhouse.query(
    rowSchema,
    `SELECT ${Object.keys(rowSchema.shape).join(', ').replace('storm', `properties['storm'] AS storm`)} FROM requests FINAL`,
  );
  const text = (name: string) => `if(${name}_encoding = 'base64', base64Decode(${name}_body), ${name}_body)`;
  const bodies = await clickhouse.query(
    bodiesSchema,
    `SELECT isolate_id, isolate_seq, lower(hex(SHA256(${text('request')}))) AS request,
            lower(hex(SHA256(${text('response')}))) AS response
     FROM bodies FINAL`,
  );
  const lost = new Map<string, Place>();
  const bodiesInDoubt = new Set<string>();
  for (const line of logs) {
    const [, id, seq, isolate] = /The log of call (\S+) is lost, message (\d+) of isolate (\S+):/.exec(line) ?? [];
    if (id && seq && isolate) lost.set(id, { isolate_id: isolate, isolate_seq: Number(seq) });
    const doubtful = /The bodies of call (\S+) may be lost/.exec(line)?.[1];
    if (doubtful) bodiesInDoubt.add(doubtful);
  }
  return {
    rows: Map.groupBy(rows, ({ storm }) => storm),
    letters: await readLetters(testbed),
    bodies: new Map(bodies.map((body) => [placeOf(body), body])),
    lost,
    bodiesInDoubt,
  };
}

export function placeOf({ isolate_id, isolate_seq }: Place): string {
  return `${isolate_id}-${isolate_seq}`;
}

/** Every object of the bucket under a prefix: its key, and what is wanted of it. */
export async function* objectsUnder(
  { stack }: StormTestbed,
  prefix: string,
): AsyncGenerator<{ key: string; metadata: Record<string, string>; bytes: Uint8Array<ArrayBuffer> }> {
  const objects = await stack.miniflare.getR2Bucket('OBJECTS', 'tallystick-consumer');
  let cursor: string | undefined;
  do {
    const page = await objects.list({ prefix, include: ['customMetadata'], ...(cursor !== undefined && { cursor }) });
    for (const { key, customMetadata } of page.objects) {
      const object = await objects.get(key);
      if (!object) continue;
      yield { key, metadata: customMetadata ?? {}, bytes: new Uint8Array(await object.arrayBuffer()) };
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
}

/** More than any frame of a storm. Bytes. */
export const frameLimit = 64 * 1024 * 1024;

async function readLetters(testbed: StormTestbed): Promise<Map<number, Letter>> {
  const letters = new Map<number, Letter>();
  for await (const { metadata, bytes } of objectsUnder(testbed, 'dead/')) {
    const { code = '', isolate_id } = metadata;
    const named = isolate_id !== undefined;
    try {
      const call = callSchema.parse((await unpackFrame(bytes, frameLimit)).call);
      const index = Number(call.properties.storm);
      // A message that was sent twice may have two letters: of one kind, though.
      const before = letters.get(index);
      letters.set(index, {
        isolate_id: call.isolate_id,
        isolate_seq: call.isolate_seq,
        code: before === undefined || before.code === code ? code : `${before.code} and ${code}`,
        named: named || (before?.named ?? false),
      });
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      letters.set(Number.NaN, { code, named, isolate_id: '', isolate_seq: 0 });
    }
  }
  return letters;
}
