import { type Call, packFrame } from '@tallystick/log';
import { framed } from '@tallystick/providers/test/event-stream';
import { beforeAll, expect, it } from 'vitest';
import { deliver, prepare, requestsOf, storedBodiesOf } from './test/deliver.ts';
import { frameOf, type Parts } from './test/frames.ts';

let organisation: string;

beforeAll(async () => {
  organisation = (await prepare('bedrock')).organisation;
});

/** The row that a call to Bedrock becomes. */
async function delivered(call: Partial<Call>, parts: Parts) {
  const target = { provider: 'bedrock', wire: 'bedrock', target_host: 'bedrock-runtime.eu-central-1.amazonaws.com' };
  const frame = frameOf(organisation, { request: {}, ...parts, call: { ...target, ...call } });
  await deliver([await packFrame(frame)]);
  const rows = await requestsOf(organisation);
  return { frame, row: rows.find(({ request_id }) => request_id === frame.call.request_id) };
}

it('a stream in binary framing is counted and priced by its profile, and kept byte for byte', async () => {
  const path = '/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream';
  const response = framed([
    { event: 'messageStart', payload: { role: 'assistant' } },
    { event: 'messageStop', payload: { stopReason: 'end_turn' } },
    { event: 'metadata', payload: { usage: { inputTokens: 1000, cacheReadInputTokens: 1000, outputTokens: 100 } } },
  ]);
  const responseBody = { type: 'application/vnd.amazon.eventstream' };
  const { frame, row } = await delivered({ path, streamed: true }, { response, responseBody });
  expect(row).toMatchObject({
    model: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
    prompt_tokens: 2000,
    completion_tokens: 100,
    cache_read_tokens: 1000,
    finish_reason: 'end_turn',
    cost_usd: '0.00528',
    warnings: [],
  });
  expect((await storedBodiesOf(frame))?.[1]).toEqual(response);
});

it('an answer whose headers alone count its tokens is counted by them', async () => {
  const counted = { 'x-amzn-bedrock-input-token-count': '1000', 'x-amzn-bedrock-output-token-count': '100' };
  const call = {
    path: '/model/mistral.mistral-7b-instruct-v0%3A2/invoke',
    target_host: 'bedrock-runtime.us-west-2.amazonaws.com',
    answer_headers: counted,
  };
  const { row } = await delivered(call, { response: { outputs: [{ text: 'The Danube.', stop_reason: 'stop' }] } });
  expect(row).toMatchObject({ prompt_tokens: 1000, completion_tokens: 100, cost_usd: '0.00017' });
});

it('a model whose price depends on the region has an estimate outside those of the list', async () => {
  const response = { output: {}, stopReason: 'end_turn', usage: { inputTokens: 1000, outputTokens: 100 } };
  const { row } = await delivered({ path: '/model/eu.amazon.nova-lite-v1%3A0/converse' }, { response });
  expect(row).toMatchObject({ prompt_tokens: 1000, cost_usd: '0.000084', cost_source: 'estimated' });
  expect(row?.warnings).toEqual([expect.stringContaining('eu-central-1')]);
});

it('an answer in another format that names the model alone is priced by the profile that was asked for', async () => {
  const model = 'global.anthropic.claude-sonnet-5';
  const response = { type: 'message', model: 'claude-sonnet-5', usage: { input_tokens: 1000, output_tokens: 100 } };
  const { row } = await delivered({ path: '/anthropic/v1/messages' }, { request: { model }, response });
  expect(row).toMatchObject({ model, cost_usd: '0.003' });
});
