import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createKey, openAccounts } from '@tallystick/accounts';
import { completeVersion, type Frame, packFrame } from '@tallystick/log';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bindings, deliver, prepare, query, requestsOf, storedBodiesOf } from './test/deliver.ts';
import { encoder, frameOf, type Parts } from './test/frames.ts';

/** Bytes of every kind: noise, text, JSON, and text that is hard to keep. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 100 }).map((text) => encoder.encode(text)),
  fc.json().map((text) => encoder.encode(text)),
  fc.constantFrom(
    new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
    new Uint8Array([0, 0, 0]),
    new Uint8Array([0xff, 0xfe, 0x00]),
    new Uint8Array([0xed, 0xa0, 0x80]),
    encoder.encode('\u2028 "\\" \r\n\t \u0000 \u007f'),
  ),
);

let organisation: string;
let keyId: string;

beforeAll(async () => {
  const made = await prepare('queue');
  organisation = made.organisation;
  keyId = made.key.id;
});

async function rowOf(frame: Frame) {
  const rows = await requestsOf(organisation);
  return rows.find((row) => row.request_id === frame.call.request_id);
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
    expect(await rowOf(frame)).toEqual({
      org_id: organisation,
      created_at: time,
      request_id: frame.call.request_id,
      call_id: frame.call.call_id,
      attempt: 1,
      response_id: 'chatcmpl-1',
      key_id: keyId,
      isolate_id: frame.call.isolate_id,
      isolate_seq: frame.call.isolate_seq,
      version: completeVersion,
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
      usage_details: {},
      cost_usd: '0.00036',
      cost_breakdown: expect.anything(),
      cost_source: 'priced',
      cost_saved_usd: null,
      price_details: {},
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
    expect(await storedBodiesOf(frame)).toEqual([frame.request, frame.response]);
  });
});

describe('who made a call', () => {
  it('is the header’s user before the body’s, and the properties are the call’s before its key’s', async () => {
    const db = openAccounts(bindings.DB);
    const defaults = { team: 'shop', environment: 'live' };
    const key = await createKey(
      db,
      { organisationId: organisation, kind: 'w', name: 'd', defaultProperties: defaults },
      1,
    );
    const request = { model: 'gpt-4o-mini', messages: [], user: 'from-body' };
    const named = frameOf(organisation, {
      request,
      call: { key_id: key.id, user_id: 'from-header', properties: { environment: 'test' } },
    });
    const unnamed = frameOf(organisation, { request });
    await deliver([await packFrame(named), await packFrame(unnamed)]);
    expect(await rowOf(named)).toMatchObject({
      user_id: 'from-header',
      properties: { team: 'shop', environment: 'test' },
    });
    expect(await rowOf(unnamed)).toMatchObject({ user_id: 'from-body', properties: {} });
  });

  it('may have named a model to price the call by, and an id to find it by', async () => {
    const request_id = crypto.randomUUID();
    const overridden = frameOf(organisation, { call: { model_override: 'gpt-4o', request_id } });
    const plain = frameOf(organisation);
    await deliver([await packFrame(overridden), await packFrame(plain)]);
    const row = await rowOf(overridden);
    expect(row).toMatchObject({ model: 'gpt-4o-mini-2024-07-18', cost_usd: '0.006' });
    expect(
      await query('SELECT request_id, created_at FROM request_ids WHERE org_id = {organisation:String}', organisation),
    ).toEqual([{ request_id, created_at: row?.created_at }]);
  });
});

it('keeps what the price follows from beside the columns, so that the call can be priced again', async () => {
  const cache_creation = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 40 };
  const usage = {
    ...{ input_tokens: 10, output_tokens: 5, cache_creation_input_tokens: 40, cache_creation },
    ...{ service_tier: 'standard', inference_geo: 'us', server_tool_use: { web_search_requests: 2 } },
  };
  const frame = frameOf(organisation, {
    call: { provider: 'anthropic', path: '/v1/messages', model_override: 'claude-opus-4-5' },
    request: { model: 'claude-sonnet-4-5', messages: [] },
    response: { id: 'm1', type: 'message', model: 'claude-sonnet-4-5', content: [], stop_reason: 'end_turn', usage },
  });
  await deliver([await packFrame(frame)]);
  expect(await rowOf(frame)).toMatchObject({
    model: 'claude-sonnet-4-5',
    cost_source: 'priced',
    usage_details: { cache_write_1h: 40, web_searches: 2 },
    price_details: { inference_geo: 'us', priced_as: 'claude-opus-4-5' },
  });
});

describe('the cost that a provider reports', () => {
  const usage = { prompt_tokens: 1200, completion_tokens: 300, total_tokens: 1500, cost_in_usd_ticks: 37_756_000 };
  const response = { id: 'c1', model: 'grok-3', choices: [{ index: 0, finish_reason: 'stop' }], usage };

  it('is the cost of the call', async () => {
    const frame = frameOf(organisation, { call: { provider: 'xai' }, response });
    await deliver([await packFrame(frame)]);
    expect(await rowOf(frame)).toMatchObject({
      cost_usd: '0.0037756',
      cost_breakdown: { reported: '0.0037756' },
      cost_source: 'provider',
    });
  });

  it('is not what a caller asks for who names a model to price the call by', async () => {
    const frame = frameOf(organisation, { call: { provider: 'xai', model_override: 'grok-3' }, response });
    await deliver([await packFrame(frame)]);
    expect(await rowOf(frame)).toMatchObject({ cost_usd: '0.0081', cost_source: 'priced' });
  });
});

describe('bodies', () => {
  it('come back byte for byte, whatever they hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyBytes, anyBytes), { minLength: 1, maxLength: 8 }), async (bodies) => {
        const frames = bodies.map(([request, response]) => frameOf(organisation, { request, response }));
        const result = await deliver(await Promise.all(frames.map(packFrame)));
        expect(result.explicitAcks.length).toBe(frames.length);
        for (const frame of frames) expect(await storedBodiesOf(frame)).toEqual([frame.request, frame.response]);
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    ['gzip', (bytes: Uint8Array) => gzipSync(bytes)],
    ['br', (bytes: Uint8Array) => brotliCompressSync(bytes)],
    ['zstd', (bytes: Uint8Array) => zstdCompressSync(bytes)],
    ['gzip, br', (bytes: Uint8Array) => brotliCompressSync(gzipSync(bytes))],
  ])('that came as %s are stored and counted as what they say', async (encoding, encode) => {
    const plain = frameOf(organisation);
    const frame = frameOf(organisation, {
      response: new Uint8Array(encode(plain.response)),
      responseBody: { encoding },
    });
    await deliver([await packFrame(frame)]);
    expect(await rowOf(frame)).toMatchObject({ prompt_tokens: 1200, completion_tokens: 300, warnings: [] });
    expect(await storedBodiesOf(frame)).toEqual([plain.request, plain.response]);
  });

  it('that are bombs cost no more than their beginning', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(30_000_000)));
    const bombs = [0, 1, 2].map(() =>
      frameOf(organisation, { response: bomb, responseBody: { encoding: 'gzip' }, call: { created_at: Date.now() } }),
    );
    const good = frameOf(organisation);
    const result = await deliver(await Promise.all([...bombs, good].map(packFrame)));
    expect(result.explicitAcks.sort()).toEqual(['m0', 'm1', 'm2', 'm3']);
    const [first] = bombs;
    expect((first && (await rowOf(first)))?.warnings).toContainEqual(expect.stringContaining('in part only'));
    expect(await rowOf(good)).toMatchObject({ cost_source: 'priced' });
  });

  it('that the caller asked to omit are counted and not kept', async () => {
    const both = frameOf(organisation, { requestBody: { omit: true }, responseBody: { omit: true } });
    const one = frameOf(organisation, { responseBody: { omit: true } });
    await deliver([await packFrame(both), await packFrame(one)]);
    expect(await rowOf(both)).toMatchObject({ body_location: 'omitted', prompt_tokens: 1200 });
    expect(await storedBodiesOf(both)).toBeUndefined();
    expect(await rowOf(one)).toMatchObject({ body_location: 'clickhouse', prompt_tokens: 1200 });
    expect(await storedBodiesOf(one)).toEqual([one.request, new Uint8Array()]);
  });
});

describe('an answer that the caller asked to omit', () => {
  it('is quoted nowhere in the row: of an error only its code is told', async () => {
    const error = { message: 'you wrote SECRET', type: 'invalid_request_error', code: 'context_length_exceeded' };
    const parts: Parts = { response: { error, usage: { prompt_tokens: 'SECRET' } }, call: { status: 400 } };
    const omitted = frameOf(organisation, { ...parts, responseBody: { omit: true } });
    const kept = frameOf(organisation, parts);
    await deliver([await packFrame(omitted), await packFrame(kept)]);
    expect(await rowOf(omitted)).toMatchObject({ error: 'context_length_exceeded' });
    expect(JSON.stringify(await rowOf(omitted))).not.toContain('SECRET');
    expect(await rowOf(kept)).toMatchObject({ error: 'you wrote SECRET' });
  });
});

describe('a call with tokens and no cost', () => {
  it('has a warning that says why', async () => {
    const frame = frameOf(organisation, { call: { provider: 'groq' } });
    await deliver([await packFrame(frame)]);
    expect(await rowOf(frame)).toMatchObject({
      cost_source: 'unknown',
      warnings: ['the cost is unknown: there is no price for the model gpt-4o-mini-2024-07-18 of groq'],
    });
  });
});

describe('a call whose bill may differ from the price list', () => {
  const response = {
    ...{ id: 'c1', model: 'gpt-4o-2024-08-06', choices: [{ index: 0, finish_reason: 'stop' }] },
    usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
  };

  it('has an estimated cost, and a warning that says why', async () => {
    const frame = frameOf(organisation, { call: { provider: 'azure' }, response });
    await deliver([await packFrame(frame)]);
    expect(await rowOf(frame)).toMatchObject({
      cost_usd: '0.0035',
      cost_breakdown: { input: '0.0025', output: '0.001' },
      cost_source: 'estimated',
      warnings: ['the cost is estimated: a deployment in a region or a data zone costs more'],
    });
  });

  it('is priced by the place that its host names', async () => {
    const call = { provider: 'openai', target_host: 'eu.api.openai.com' };
    const frame = frameOf(organisation, { call, response: { ...response, model: 'gpt-5.4' } });
    await deliver([await packFrame(frame)]);
    expect(await rowOf(frame)).toMatchObject({ cost_usd: '0.0044', cost_source: 'priced' });
  });

  it('is priced by the model that was asked for where its answer names another: Hugging Face', async () => {
    const request = { model: 'meta-llama/Llama-3.3-70B-Instruct:groq', messages: [] };
    const answer = { ...response, model: 'llama-3.3-70b-versatile' };
    const frame = frameOf(organisation, { call: { provider: 'huggingface' }, request, response: answer });
    await deliver([await packFrame(frame)]);
    expect(await rowOf(frame)).toMatchObject({ cost_usd: '0.000669', cost_source: 'estimated' });
  });

  it('is priced as a decision by the path of one, under its own name', async () => {
    const usage = { input_tokens: 387, output_tokens: 3, input_tokens_details: { cached_tokens: 0 } };
    const answer = { model: 'gpt-6-luna', answers: [], usage };
    const call = { provider: 'openai', path: '/v1/decisions' };
    const frame = frameOf(organisation, { call, request: { model: 'gpt-6-luna' }, response: answer });
    await deliver([await packFrame(frame)]);
    const row = { model: 'gpt-6-luna', prompt_tokens: 387, cost_usd: '0.0000387', cost_source: 'estimated' };
    expect(await rowOf(frame)).toMatchObject(row);
  });

  it('is priced by who the path says runs its model: Hugging Face', async () => {
    const call = { provider: 'huggingface', path: '/groq/openai/v1/chat/completions' };
    const model = 'meta-llama/Llama-3.3-70B-Instruct';
    const frame = frameOf(organisation, { call, request: { model, messages: [] }, response: { ...response, model } });
    await deliver([await packFrame(frame)]);
    expect(await rowOf(frame)).toMatchObject({ model, cost_usd: '0.000669', cost_source: 'estimated' });
  });
});
