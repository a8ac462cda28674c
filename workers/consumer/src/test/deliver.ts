import {
  applyD1Migrations,
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  type D1Migration,
  getQueueResult,
  type QueueResult,
  waitOnExecutionContext,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createKey, createOrganisation, type Key, openAccounts } from '@tallystick/accounts';
import { type BodyRow, encodeFrame, type Frame, messageKey, packFrame, type RequestRow } from '@tallystick/log';
import worker, { type Env } from '../index.ts';

/** The bindings of the Worker under test, with what vitest.config.ts adds. */
export const bindings = env as unknown as Env & {
  MIGRATIONS: D1Migration[];
  PROXIES: Record<string, string>;
  LIST_URL: string;
};

/**
 * The Worker's own world, but ClickHouse is reached through a proxy that fails on demand, and each call is one of an isolate that knows nothing
 * of outages.
 */
export function throughProxy(name: string): Env {
  return { ...bindings, CLICKHOUSE_URL: proxyUrl(name) };
}

/** Tells a proxy how to fail; its test/failing-proxy.ts has the modes. Counts inserts from here. */
export async function failProxy(name: string, mode: string): Promise<void> {
  await fetch(`${proxyUrl(name)}/mode`, { method: 'PUT', body: mode });
}

/** How many inserts into `requests` were confirmed through a proxy since it was told how to fail. */
export async function insertsThrough(name: string): Promise<number> {
  return Number(await (await fetch(`${proxyUrl(name)}/inserts`)).text());
}

function proxyUrl(name: string): string {
  const url = bindings.PROXIES[name];
  if (url === undefined) throw new RangeError(`test/global-setup.ts starts no proxy ${name}`);
  return url;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An organisation of its own for a test file, with a write key. */
export async function prepare(name: string): Promise<{ organisation: string; key: Key }> {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS);
  const db = openAccounts(bindings.DB);
  const organisation = `${name}-${crypto.randomUUID().slice(0, 8)}`;
  await createOrganisation(db, { id: organisation, name }, Date.now());
  return { organisation, key: await createKey(db, { organisationId: organisation, kind: 'w', name }, Date.now()) };
}

/** Puts the whole frame into R2 as the edge does and gives the message that points to it. */
export async function pointerTo(frame: Frame, bucket: R2Bucket = bindings.OBJECTS): Promise<Uint8Array> {
  const object_key = messageKey(frame.call);
  await bucket.put(object_key, await packFrame(frame));
  const nothing = new Uint8Array();
  return encodeFrame({ call: { ...frame.call, object_key }, request: nothing, response: nothing });
}

interface Delivery {
  /** Of all messages, or of each. */
  attempts?: number | number[];
  env?: Env;
  ids?: string[];
  /** '' for the queue that the edge sends to. */
  queue?: '' | '-alone' | '-dead';
}

/** Delivers messages to the Worker's queue handler and gives what became of each. */
export async function deliver(
  bodies: unknown[],
  { attempts = 1, env = bindings, ids, queue = '' }: Delivery = {},
): Promise<QueueResult> {
  const batch = createMessageBatch(
    `tallystick-calls${queue}`,
    bodies.map((body, index) => ({
      id: ids?.[index] ?? `m${index}`,
      timestamp: new Date(),
      attempts: typeof attempts === 'number' ? attempts : (attempts[index] ?? 1),
      body,
    })),
  );
  const context = createExecutionContext();
  await worker.queue(batch, env);
  return await getQueueResult(batch, context);
}

/** The final rows of an organisation, oldest first. */
export async function requestsOf(organisation: string): Promise<RequestRow[]> {
  return await query(
    'SELECT * EXCEPT (first_request_id, inserted_at), call_id FROM requests FINAL WHERE org_id = {organisation:String} ORDER BY created_at, request_id',
    organisation,
  );
}

/** The stored bodies of a call as bytes, request and response; `undefined` when ClickHouse has none of them. */
export async function storedBodiesOf({ call }: Frame): Promise<Uint8Array[] | undefined> {
  const [row] = await query<BodyRow>(
    `SELECT * FROM bodies FINAL WHERE org_id = {organisation:String} AND request_id = '${call.request_id}'`,
    call.org_id,
  );
  return (
    row && [bytesOfText(row.request_body, row.request_encoding), bytesOfText(row.response_body, row.response_encoding)]
  );
}

export async function query<T = unknown>(sql: string, organisation: string): Promise<T[]> {
  const url = new URL(bindings.CLICKHOUSE_URL);
  url.searchParams.set('database', bindings.CLICKHOUSE_DATABASE);
  url.searchParams.set('default_format', 'JSONEachRow');
  url.searchParams.set('output_format_json_quote_64bit_integers', '0');
  url.searchParams.set('output_format_json_quote_decimals', '1');
  url.searchParams.set('param_organisation', organisation);
  const answer = await fetch(url, { method: 'POST', body: sql });
  const text = decoder.decode(await answer.arrayBuffer());
  if (!answer.ok) throw new Error(text);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function bytesOfText(text: string, encoding: BodyRow['request_encoding']): Uint8Array {
  return encoding === 'utf8' ? encoder.encode(text) : Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

/** Removes everything from a bucket. */
export async function empty(bucket: R2Bucket): Promise<void> {
  for (let truncated = true; truncated; ) {
    const page = await bucket.list();
    await bucket.delete(page.objects.map(({ key }) => key));
    truncated = page.truncated;
  }
}

/** A queue that keeps what it is sent, for a test to deliver. */
export function keepingQueue(): Queue & { sent: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  return {
    sent,
    send: async (bytes: Uint8Array) => void sent.push(bytes.slice()),
    sendBatch: async (requests: Iterable<MessageSendRequest<Uint8Array>>) => {
      for (const { body } of requests) sent.push(body.slice());
    },
  } as unknown as Queue & { sent: Uint8Array[] };
}

/** Runs the Worker's schedule. @param cron '' for the one of every minute */
export async function runCron(env: Env, cron = ''): Promise<void> {
  const context = createExecutionContext();
  await worker.scheduled(createScheduledController({ cron }), env);
  await waitOnExecutionContext(context);
}

export interface DeadLetter {
  key: string;
  metadata: Record<string, string>;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What lies under `dead/` for an organisation, or for `unknown`. */
export async function deadLettersOf(organisation: string): Promise<DeadLetter[]> {
  const { objects } = await bindings.OBJECTS.list({ prefix: 'dead/' });
  const found: DeadLetter[] = [];
  for (const { key } of objects.filter((object) => object.key.split('/')[2] === organisation)) {
    const object = await bindings.OBJECTS.get(key);
    if (object) {
      found.push({ key, metadata: object.customMetadata ?? {}, bytes: new Uint8Array(await object.arrayBuffer()) });
    }
  }
  return found;
}

/** A binding of which every method fails, as when the service behind it is down. */
export function broken<T extends object>(): T {
  return new Proxy({} as T, {
    get: () => () => {
      throw new Error('the service is unavailable');
    },
  });
}
