import { type ClickHouse, createClickHouse, insertBodies, insertRequests } from '@tallystick/clickhouse';
import { requestRow } from '@tallystick/clickhouse/test/rows';
import { type Call, clickhouseTime, packFrame, uuidv7 } from '@tallystick/log';
import { sampleFrame } from '@tallystick/log/test/sample-frame';
import { app } from '../app.ts';
import type { Env } from '../env.ts';
import { type Answer, answerOf, bindings, operator } from './api.ts';

export const clickhouse: ClickHouse = createClickHouse({
  url: bindings.CLICKHOUSE_URL,
  database: bindings.CLICKHOUSE_DATABASE,
});

/** A queue that keeps what it is sent, and says what it is told to say of its backlog. */
export function queue(backlog: Partial<QueueMetrics> = {}): Queue & { sent: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  return {
    sent,
    send: async (bytes: Uint8Array) => void sent.push(bytes.slice()),
    metrics: async () => ({ backlogCount: 0, backlogBytes: 0, ...backlog }),
  } as unknown as Queue & { sent: Uint8Array[] };
}

/** Asks a console that has just started, with some of its bindings replaced. */
export async function ask(
  path: string,
  { env = {}, token = operator, body }: { env?: Partial<Env>; token?: string | undefined; body?: object } = {},
): Promise<Answer> {
  const headers = { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) };
  const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
  return answerOf(await app.request(path, init, { ...bindings, ...env }));
}

/** The facts of a call that the edge logged. */
export function callOf(call: Partial<Call> = {}): Call {
  return sampleFrame({ call }).call;
}

/** The message of a call, with a request of one's own. */
export function messageOf(call: Call, request?: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return packFrame(sampleFrame({ call, ...(request && { request }) }));
}

/** Stores rows of an isolate, as much of them as the questions of these tests look at. */
export async function storeRows(
  rows: { isolate_id: string; isolate_seq: number; ended: number; [column: string]: unknown }[],
): Promise<void> {
  const columns = ['org_id', 'created_at', 'responded_at', 'request_id', 'provider', 'model', 'status'] as const;
  await clickhouse.insert(
    'requests',
    [...columns, 'isolate_id', 'isolate_seq', 'latency_ms', 'cost_usd', 'cost_source', 'prompt_tokens'],
    rows.map(({ ended, ...row }) => ({
      org_id: 'acme',
      created_at: clickhouseTime(ended - 500),
      responded_at: clickhouseTime(ended),
      request_id: uuidv7(ended - 500),
      provider: 'openai',
      model: 'gpt-4o-mini',
      status: 200,
      latency_ms: 500,
      cost_usd: null,
      cost_source: 'unknown',
      prompt_tokens: null,
      ...row,
    })),
  );
}

/** Stores a call of a minute ago, of the organisation acme, with its bodies in ClickHouse. @returns its id */
export async function storeCall(request: string, response: string): Promise<string> {
  const at = Date.now() - 60_000;
  const request_id = uuidv7(at);
  const row = requestRow({
    org_id: 'acme',
    created_at: clickhouseTime(at),
    request_id,
    call_id: request_id,
    path: '/v1/chat/completions',
    body_location: 'clickhouse',
  });
  const { org_id, created_at, isolate_id, isolate_seq } = row;
  const encoder = new TextEncoder();
  await insertBodies(clickhouse, [
    {
      ...{ org_id, created_at, request_id, isolate_id, isolate_seq, version: 1, is_deleted: 0 },
      request_body: encoder.encode(request),
      request_encoding: 'utf8',
      response_body: encoder.encode(response),
      response_encoding: 'utf8',
    },
  ]);
  await insertRequests(clickhouse, [row]);
  return request_id;
}
