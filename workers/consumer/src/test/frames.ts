import { type Call, type Frame, uuidv7 } from '@tallystick/log';

export const encoder = new TextEncoder();

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
export function frameOf(organisation: string, parts: Parts = {}): Frame {
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

/** Bytes that no compression makes fewer. */
export function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  // The runtime gives at most 65,536 at once.
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

let sequence = 0;

function bytesOf(body: Uint8Array | object): Uint8Array {
  return body instanceof Uint8Array ? body : encoder.encode(JSON.stringify(body));
}
