import { packFrame } from '@tallystick/log';
import { beforeAll, describe, expect, it } from 'vitest';
import { deliver, prepare, requestsOf } from './test/deliver.ts';
import { encoder, frameOf, type Parts } from './test/frames.ts';

let organisation: string;

beforeAll(async () => {
  organisation = (await prepare('estimates')).organisation;
});

/** The row of a call, the same however often it is delivered. */
async function rowOf(parts: Parts) {
  const frame = frameOf(organisation, parts);
  await deliver([await packFrame(frame)]);
  const find = async () => (await requestsOf(organisation)).find((row) => row.request_id === frame.call.request_id);
  const row = await find();
  await deliver([await packFrame(frame)]);
  expect(await find()).toEqual(row);
  return row;
}

const unknown = {
  prompt_tokens: null,
  completion_tokens: null,
  tokens_source: 'unknown',
  cost_usd: null,
  cost_source: 'unknown',
};

const event = (data: object) => `data: ${JSON.stringify({ id: 'c', model: 'gpt-4o-mini-2024-07-18', ...data })}\n\n`;
const delta = (content: string) => event({ choices: [{ index: 0, delta: { content } }] });
const said = delta('A notched') + delta(' stick.');
const end = `${event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}data: [DONE]\n\n`;

const request = { model: 'gpt-4o-mini', stream: true, messages: [{ role: 'user', content: 'What is a tally stick?' }] };
const streamed = (response: string, parts: Parts = {}): Parts => ({
  request,
  response: encoder.encode(response),
  responseBody: { type: 'text/event-stream' },
  ...parts,
  call: { streamed: true, ...parts.call },
});

describe('a stream without usage', () => {
  const counted = { prompt_tokens: 13, completion_tokens: 5, tokens_source: 'estimated', warnings: [] };

  it('is counted, and priced as an estimate', async () => {
    expect(await rowOf(streamed(said + end))).toMatchObject({
      ...counted,
      finish_reason: 'stop',
      cost_usd: '0.00000495',
      cost_breakdown: { input: '0.00000195', output: '0.000003' },
      cost_source: 'estimated',
      cache_read_tokens: null,
      reasoning_tokens: null,
    });
  });

  it('is counted as far as it came when its client left, or its provider broke off', async () => {
    expect(await rowOf(streamed(said, { call: { finish: 'client_closed' } }))).toMatchObject(counted);
    const cut = streamed(`${said}data: {"choices":[{"index":0,"delta":{"cont`, { call: { finish: 'upstream_error' } });
    expect(await rowOf(cut)).toMatchObject(counted);
  });

  it('is counted within a character too', async () => {
    const bytes = encoder.encode(said + delta('ü'));
    const cut = bytes.subarray(0, bytes.indexOf(0xc3) + 1);
    expect(await rowOf(streamed('', { response: cut, call: { finish: 'upstream_error' } }))).toMatchObject(counted);
  });

  it('is counted although its bodies are not kept', async () => {
    const omit = { requestBody: { omit: true }, responseBody: { type: 'text/event-stream', omit: true } };
    expect(await rowOf(streamed(said + end, omit))).toMatchObject({ ...counted, body_location: 'omitted' });
  });

  it('has an unknown output, and so cost, where the log holds only its beginning', async () => {
    const cut = streamed(said, { call: { finish: 'truncated' } });
    expect(await rowOf(cut)).toMatchObject({
      ...counted,
      completion_tokens: null,
      cost_source: 'unknown',
      warnings: [
        'the output is not estimated: the log holds only its beginning',
        'the cost is unknown: the output tokens are not known',
      ],
    });
  });

  it('is unknown before it has begun', async () => {
    expect(await rowOf(streamed('', { call: { finish: 'client_closed' } }))).toMatchObject(unknown);
  });
});

describe('what the provider tells', () => {
  it('is kept, and only the rest is counted', async () => {
    const message = {
      id: 'm',
      model: 'claude-sonnet-4-5',
      role: 'assistant',
      content: [],
      usage: { input_tokens: 25, cache_read_input_tokens: 10, output_tokens: 1 },
    };
    const events = [
      { type: 'message_start', message },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'A notched stick.' } },
    ];
    const response = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    const call = { provider: 'anthropic', path: '/v1/messages', finish: 'client_closed' as const };
    expect(await rowOf(streamed(response, { call }))).toMatchObject({
      prompt_tokens: 35,
      cache_read_tokens: 10,
      completion_tokens: 5,
      tokens_source: 'estimated',
      cost_source: 'estimated',
    });
  });

  it('is not counted again: numbers, and errors', async () => {
    const usage = event({ choices: [], usage: { prompt_tokens: 900, completion_tokens: 80 } });
    expect(await rowOf(streamed(said + usage))).toMatchObject({
      prompt_tokens: 900,
      completion_tokens: 80,
      tokens_source: 'provider',
      cost_source: 'priced',
    });
    const refused = { request, response: { error: { message: 'Too many requests' } }, call: { status: 429 } };
    expect(await rowOf(refused)).toMatchObject(unknown);
    const embedded = {
      response: { data: [{ embedding: [1, 2] }], usage: { prompt_tokens: 6 } },
      call: { path: '/v1/embeddings' },
    };
    expect(await rowOf(embedded)).toMatchObject({
      prompt_tokens: 6,
      completion_tokens: null,
      tokens_source: 'provider',
    });
  });

  it('is a cost without tokens at times: then that is the cost', async () => {
    const response = { choices: [{ message: { content: 'A notched stick.' } }], usage: { cost: 0.01 } };
    expect(await rowOf({ request, response, call: { provider: 'openrouter' } })).toMatchObject({
      tokens_source: 'estimated',
      cost_usd: '0.01',
      cost_source: 'provider',
    });
  });

  it('may be zeros, which no call takes', async () => {
    const response = {
      choices: [{ message: { content: 'A notched stick.' } }],
      usage: { prompt_tokens: 0, completion_tokens: 0 },
    };
    expect(await rowOf({ request, response })).toMatchObject({
      prompt_tokens: 13,
      completion_tokens: 5,
      tokens_source: 'estimated',
    });
  });
});

describe('what cannot be counted', () => {
  it('is a prompt with an image, or one that the log does not hold', async () => {
    const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    const shown = { ...request, messages: [{ role: 'user', content: [image] }] };
    const half = { prompt_tokens: null, completion_tokens: 5, tokens_source: 'estimated', cost_source: 'unknown' };
    expect(await rowOf(streamed(said + end, { request: shown }))).toMatchObject({
      ...half,
      warnings: [
        'the prompt is not estimated: it has images, files or other parts that are no text',
        'the cost is unknown: the input tokens are not known',
      ],
    });
    const streamedUp = { request: new Uint8Array(), requestBody: { bytes: null, whole: false } };
    expect(await rowOf(streamed(said + end, streamedUp))).toMatchObject(half);
  });

  it('is a call in which the provider ran tools, or one of another kind', async () => {
    const ran = event({ choices: [{ index: 0, delta: { executed_tools: [{ index: 0, type: 'search' }] } }] });
    expect(await rowOf(streamed(said + ran + end, { call: { provider: 'groq' } }))).toMatchObject({
      ...unknown,
      warnings: [
        expect.stringMatching(/^the prompt is not estimated: the provider did more/),
        expect.stringMatching(/^the output is not estimated: the provider did more/),
      ],
    });
    expect(await rowOf({ response: { object: 'list', data: [] }, call: { method: 'GET' } })).toMatchObject(unknown);
    expect(await rowOf({ response: { id: 'file-1' }, call: { path: '/v1/files' } })).toMatchObject(unknown);
  });
});
