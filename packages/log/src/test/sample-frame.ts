import { type Call, type CallBody, type Frame, uuidv7 } from '../index.ts';

/** What a test says of a frame. */
export interface FrameParts {
  call?: Partial<Call>;
  request?: Uint8Array;
  response?: Uint8Array;
  requestBody?: Partial<CallBody>;
  responseBody?: Partial<CallBody>;
}

const emptyObject = new TextEncoder().encode('{}');
let sequence = 0;

/** A frame as the edge would send it, of a call two seconds ago, but for what the test says. */
export function sampleFrame(parts: FrameParts = {}): Frame {
  const { request = emptyObject, response = emptyObject } = parts;
  const created_at = parts.call?.created_at ?? Date.now() - 2000;
  const request_id = parts.call?.request_id ?? uuidv7(created_at);
  const body = { whole: true, type: 'application/json', encoding: '', omit: false };
  sequence += 1;
  const call: Call = {
    v: 1,
    isolate_id: '0190a5a0-0000-4000-8000-000000000001',
    isolate_seq: sequence,
    org_id: 'acme',
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
