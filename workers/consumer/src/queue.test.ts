import { messageKey, packFrame, uuidv7 } from '@tallystick/log';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bindings,
  bodiesOf,
  deadLettersOf,
  deliver,
  encoder,
  frameOf,
  pointerTo,
  prepare,
  query,
  requestsOf,
} from './test/deliver.ts';

let organisation: string;
let keyId: string;

beforeAll(async () => {
  const made = await prepare('queue');
  organisation = made.organisation;
  keyId = made.key.id;
});

async function rowOf(requestId: string) {
  const rows = await requestsOf(organisation);
  return rows.find((row) => row.request_id === requestId);
}

describe('a delivered call', () => {
  it('becomes a priced row, with its bodies beside it', async () => {
    const frame = frameOf(organisation, {
      call: { key_id: keyId, properties: { feature: 'help' }, session_id: 's1', warnings: ['from the edge'] },
    });
    const result = await deliver([await packFrame(frame)]);
    expect(result.explicitAcks).toEqual(['m0']);
    expect(result.retryMessages).toEqual([]);

    const time = new Date(frame.call.created_at).toISOString().replace('T', ' ').slice(0, 23);
    const responded = new Date(frame.call.responded_at).toISOString().replace('T', ' ').slice(0, 23);
    expect(await rowOf(frame.call.request_id)).toEqual({
      org_id: organisation,
      created_at: time,
      request_id: frame.call.request_id,
      call_id: frame.call.call_id,
      attempt: 1,
      response_id: 'chatcmpl-1',
      key_id: keyId,
      isolate_id: frame.call.isolate_id,
      isolate_seq: frame.call.isolate_seq,
      version: 1,
      is_deleted: 0,
      provider: 'openai',
      model: 'gpt-4o-mini-2024-07-18',
      requested_model: 'gpt-4o-mini',
      path: '/v1/chat/completions',
      target_host: 'api.openai.com',
      status: 200,
      streamed: false,
      finish: 'complete',
      finish_reason: 'stop',
      service_tier: '',
      error: '',
      warnings: ['from the edge'],
      responded_at: responded,
      latency_ms: 1240,
      ttft_ms: 300,
      prompt_tokens: 1200,
      completion_tokens: 300,
      cache_read_tokens: null,
      cache_write_tokens: null,
      prompt_audio_tokens: null,
      completion_audio_tokens: null,
      reasoning_tokens: null,
      tokens_source: 'provider',
      cost_usd: '0.00036',
      cost_breakdown: expect.anything(),
      cost_source: 'priced',
      cost_saved_usd: null,
      user_id: '',
      session_id: 's1',
      session_path: '',
      session_name: '',
      prompt_id: '',
      country: 'DE',
      properties: { feature: 'help' },
      scores: {},
      threat: null,
      threat_rules: [],
      cached: false,
      cache_reference_id: '',
      passthrough_billing: false,
      body_location: 'clickhouse',
      request_bytes: frame.request.length,
      response_bytes: frame.response.length,
    });
    const body = (await bodiesOf(organisation)).find((row) => row.request_id === frame.call.request_id);
    expect(encoder.encode(body?.request_body)).toEqual(frame.request);
    expect(encoder.encode(body?.response_body)).toEqual(frame.response);
  });
});
