import { type ClickHouse, createClickHouse } from '@tallystick/clickhouse';
import { type Call, clickhouseTime, packFrame, uuidv7 } from '@tallystick/log';
import { app } from '../app.ts';
import type { Env } from '../env.ts';
import { type Answer, answerOf, bindings, operator } from './api.ts';

export const clickhouse: ClickHouse = createClickHouse({ url: bindings.CLICKHOUSE_URL });

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

let sequence = 0;

/** A call as the edge would log it. */
export function callOf(parts: Partial<Call> = {}): Call {
  sequence += 1;
  const created_at = parts.created_at ?? Date.now() - 1000;
  const request_id = uuidv7(created_at);
  const body = { bytes: 2, captured: 2, whole: true, type: 'application/json', encoding: '', omit: false };
  return {
    v: 1,
    isolate_id: '01890a5d-ac96-4b2f-9c5e-b302099a8057',
    isolate_seq: sequence,
    org_id: 'acme',
    key_id: '',
    request_id,
    call_id: request_id,
    attempt: 1,
    created_at,
    responded_at: created_at + 500,
    latency_ms: 500,
    ttft_ms: null,
    provider: 'openai',
    wire: 'openai',
    method: 'POST',
    path: '/v1/chat/completions',
    target_host: 'api.openai.com',
    status: 200,
    streamed: false,
    finish: 'complete',
    error: '',
    country: '',
    user_id: '',
    session_id: '',
    session_path: '',
    session_name: '',
    prompt_id: '',
    model_override: '',
    properties: {},
    warnings: [],
    request: body,
    response: body,
    ...parts,
  };
}

const nothingSaid = new TextEncoder().encode('{}');

/** The message of a call, with bodies that say `{}`, or a request of one's own. */
export function messageOf(call: Call, request: Uint8Array = nothingSaid): Promise<Uint8Array<ArrayBuffer>> {
  return packFrame({ call, request, response: nothingSaid });
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
