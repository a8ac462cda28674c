import {
  applyD1Migrations,
  createExecutionContext,
  createMessageBatch,
  type D1Migration,
  getQueueResult,
  type QueueResult,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createKey, createOrganisation, type Key, openAccounts } from '@tallystick/accounts';
import { type BodyRow, type Call, encodeFrame, messageKey, packFrame, type RequestRow, uuidv7 } from '@tallystick/log';
import worker, { type Env } from '../index.ts';

/** The bindings of the Worker under test, with what vitest.config.ts adds. */
export const bindings = env as unknown as Env & { MIGRATIONS: D1Migration[]; PROXY_URL: string };

export const encoder = new TextEncoder();
export const decoder = new TextDecoder();

/** An organisation of its own for a test file, with a write key. */
export async function prepare(name: string): Promise<{ organisation: string; key: Key }> {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS);
  const db = openAccounts(bindings.DB);
  const organisation = `${name}-${crypto.randomUUID().slice(0, 8)}`;
  await createOrganisation(db, { id: organisation, name }, Date.now());
  return { organisation, key: await createKey(db, { organisationId: organisation, kind: 'w', name }, Date.now()) };
}

export interface Parts {
  call?: Partial<Call>;
  request?: Uint8Array | object;
  response?: Uint8Array | object;
  requestBody?: Partial<Call['request']>;
  responseBody?: Partial<Call['response']>;
}

const chatRequest = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'What is a tally stick?' }] };
const chatResponse = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, message: { role: 'assistant', content: 'A record of a debt.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1200, completion_tokens: 300, total_tokens: 1500 },
};

/** A frame as the edge would send it: an OpenAI chat completion, but for what the test says. */
export function frameOf(organisation: string, parts: Parts = {}) {
  const created_at = parts.call?.created_at ?? Date.now() - 2000;
  const request_id = uuidv7(created_at);
  const request = bytesOf(parts.request ?? chatRequest);
  const response = bytesOf(parts.response ?? chatResponse);
  const body = { whole: true, type: 'application/json', encoding: '', omit: false };
  const call: Call = {
    v: 1,
    isolate_id: '0190a5a0-0000-7000-8000-000000000001',
    isolate_seq: ++sequence,
    org_id: organisation,
    key_id: '',
    request_id,
    call_id: request_id,
    attempt: 1,
    created_at,
    responded_at: created_at + 1240,
    latency_ms: 1240,
    ttft_ms: 300,
    provider: 'openai',
    wire: 'openai',
    method: 'POST',
    path: '/v1/chat/completions',
    target_host: 'api.openai.com',
    status: 200,
    streamed: false,
    finish: 'complete',
    error: '',
    country: 'DE',
    user_id: '',
    session_id: '',
    session_path: '',
    session_name: '',
    prompt_id: '',
    model_override: '',
    properties: {},
    warnings: [],
    ...parts.call,
    request: { bytes: request.length, captured: request.length, ...body, ...parts.requestBody },
    response: { bytes: response.length, captured: response.length, ...body, ...parts.responseBody },
  };
  return { call, request, response };
}

let sequence = 0;

function bytesOf(body: Uint8Array | object): Uint8Array {
  return body instanceof Uint8Array ? body : encoder.encode(JSON.stringify(body));
}

export type TestFrame = ReturnType<typeof frameOf>;

/** Puts the whole frame into R2 as the edge does and gives the message that points to it. */
export async function pointerTo(frame: TestFrame, bucket: R2Bucket = bindings.OBJECTS): Promise<Uint8Array> {
  const object_key = messageKey(frame.call);
  await bucket.put(object_key, await packFrame(frame));
  const nothing = new Uint8Array();
  return encodeFrame({ call: { ...frame.call, object_key }, request: nothing, response: nothing });
}

/** Delivers messages to the Worker's queue handler and gives what became of each. */
export async function deliver(
  bodies: unknown[],
  { attempts = 1, env = bindings, ids }: { attempts?: number; env?: Env; ids?: string[] } = {},
): Promise<QueueResult> {
  const batch = createMessageBatch(
    'tallystick-calls',
    bodies.map((body, index) => ({ id: ids?.[index] ?? `m${index}`, timestamp: new Date(), attempts, body })),
  );
  const context = createExecutionContext();
  await worker.queue(batch, env);
  return await getQueueResult(batch, context);
}

/** The final rows of an organisation, oldest first. */
export async function requestsOf(organisation: string): Promise<RequestRow[]> {
  return await query(
    'SELECT * FROM requests FINAL WHERE org_id = {organisation:String} ORDER BY created_at, request_id',
    organisation,
  );
}

/** The stored bodies of a call as bytes, request and response; `undefined` when ClickHouse has none of them. */
export async function storedBodiesOf({ call }: TestFrame): Promise<Uint8Array[] | undefined> {
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
