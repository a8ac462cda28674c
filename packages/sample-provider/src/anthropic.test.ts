import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachmentTokens, type SampleProvider, startSampleProvider } from './index.ts';
import { countTokens } from './tokens.ts';

let provider: SampleProvider;
let anthropic: Anthropic;

beforeAll(async () => {
  provider = await startSampleProvider();
  anthropic = new Anthropic({ apiKey: 'sk-ant-sample', baseURL: `${provider.url}/anthropic` });
});
afterAll(() => provider.stop());

const question = 'Is the café open on Sunday?';
const request = {
  model: 'claude-haiku-4-5',
  max_tokens: 4000,
  messages: [{ role: 'user' as const, content: question }],
};

test('a message is counted, and its stream adds up to the same message', async () => {
  const plain = await anthropic.messages.create(request);
  const streamed = await anthropic.messages.stream(request).finalMessage();
  const text = plain.content[0]?.type === 'text' ? plain.content[0].text : '';
  expect(text).not.toBe('');
  expect(streamed.content).toEqual(plain.content);
  expect(plain.usage).toMatchObject({ input_tokens: countTokens(question), output_tokens: countTokens(text) });
  expect(streamed.usage).toMatchObject({ input_tokens: countTokens(question), output_tokens: countTokens(text) });
  expect(plain.stop_reason).toBe('end_turn');
});

test('thinking comes before the text, signed, and is counted', async () => {
  const thinking = { type: 'enabled' as const, budget_tokens: 1024 };
  const streamed = await anthropic.messages.stream({ ...request, thinking }).finalMessage();
  const [first, second] = streamed.content;
  expect(first).toMatchObject({ type: 'thinking', signature: expect.stringMatching(/^[\w+/=]{100,}$/) });
  const lengths = [first?.type === 'thinking' && first.thinking, second?.type === 'text' && second.text];
  const tokens = lengths.reduce((sum, text) => sum + countTokens(text || ''), 0);
  expect(streamed.usage.output_tokens).toBe(tokens);
});

test('a tool is used with input that fits its schema, and its result is answered in words', async () => {
  const tools = [
    {
      name: 'opening_hours',
      input_schema: { type: 'object' as const, properties: { day: { enum: ['sunday', 'monday'] } }, required: ['day'] },
    },
  ];
  const streamed = await anthropic.messages.stream({ ...request, tools }).finalMessage();
  const use = streamed.content.find(({ type }) => type === 'tool_use');
  expect(streamed.stop_reason).toBe('tool_use');
  expect(use).toMatchObject({ name: 'opening_hours', input: { day: expect.stringMatching(/^(sun|mon)day$/) } });
  const result = { type: 'tool_result' as const, tool_use_id: use?.type === 'tool_use' ? use.id : '', content: '9–17' };
  const answer = await anthropic.messages.create({
    ...request,
    tools,
    messages: [
      ...request.messages,
      { role: 'assistant', content: streamed.content },
      { role: 'user', content: [result] },
    ],
  });
  expect(answer.content[0]?.type).toBe('text');
});

test('a marked prompt is written to the cache once, by its lifetime, and read from then on', async () => {
  const cached = {
    ...request,
    system: [
      {
        type: 'text' as const,
        text: 'a'.repeat(8000),
        cache_control: { type: 'ephemeral' as const, ttl: '1h' as const },
      },
      { type: 'text' as const, text: 'b'.repeat(4000), cache_control: { type: 'ephemeral' as const } },
    ],
  };
  const first = await anthropic.messages.create(cached);
  expect(first.usage).toMatchObject({
    input_tokens: countTokens(question),
    cache_creation_input_tokens: 3000,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_1h_input_tokens: 2000, ephemeral_5m_input_tokens: 1000 },
  });
  const second = await anthropic.messages.create(cached);
  expect(second.usage).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: 3000 });
});

test('tokens are counted ahead as they are counted in the answer, images included', async () => {
  const source = { type: 'base64' as const, media_type: 'image/png' as const, data: 'iVBORw0KGgo=' };
  const messages = [
    {
      role: 'user' as const,
      content: [
        { type: 'image' as const, source },
        { type: 'text' as const, text: question },
      ],
    },
  ];
  const counted = await anthropic.messages.countTokens({ model: request.model, messages });
  const { usage } = await anthropic.messages.create({ ...request, messages });
  expect(counted.input_tokens).toBe(attachmentTokens + countTokens(question));
  expect(usage.input_tokens).toBe(counted.input_tokens);
});

test('usage is exactly what the caller asked for, in a stream too', async () => {
  const headers = { 'x-sample-usage': '{"input_tokens":1200,"output_tokens":300,"cache_read_input_tokens":64}' };
  const streamed = await anthropic.messages.stream(request, { headers }).finalMessage();
  expect(streamed.usage).toMatchObject({ input_tokens: 1200, output_tokens: 300, cache_read_input_tokens: 64 });
});

test('batches give a result for each request, and models are listed', async () => {
  const { max_tokens, messages, model } = request;
  const batch = await anthropic.messages.batches.create({
    requests: [{ custom_id: 'one', params: { max_tokens, messages, model } }],
  });
  expect((await anthropic.messages.batches.retrieve(batch.id)).processing_status).toBe('ended');
  const results = [];
  for await (const line of await anthropic.messages.batches.results(batch.id)) results.push(line);
  expect(results).toMatchObject([{ custom_id: 'one', result: { type: 'succeeded' } }]);
  const models = await anthropic.models.list();
  expect((await anthropic.models.retrieve(models.data[0]?.id ?? '')).type).toBe('model');
});

test.each([
  [400, Anthropic.BadRequestError, 'invalid_request_error'],
  [401, Anthropic.AuthenticationError, 'authentication_error'],
  [403, Anthropic.PermissionDeniedError, 'permission_error'],
  [404, Anthropic.NotFoundError, 'not_found_error'],
  [413, Anthropic.APIError, 'request_too_large'],
  [429, Anthropic.RateLimitError, 'rate_limit_error'],
  [500, Anthropic.InternalServerError, 'api_error'],
  [529, Anthropic.InternalServerError, 'overloaded_error'],
])('status %i is the error that the SDK documents for it', async (status, errorClass, type) => {
  const headers = { 'x-sample-status': String(status) };
  const error: unknown = await anthropic.messages.create(request, { headers, maxRetries: 0 }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(errorClass);
  expect(error).toMatchObject({ status, type, requestID: expect.stringMatching(/^req_/) });
});

test('an error inside a stream is an overload', async () => {
  const headers = { 'x-sample-error-after-chunks': '4' };
  const failed = anthropic.messages.stream(request, { headers, maxRetries: 0 }).finalMessage();
  await expect(failed).rejects.toMatchObject({ type: 'overloaded_error' });
});

test('a call without anthropic-version is refused', async () => {
  const response = await fetch(`${provider.url}/anthropic/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'sk-ant-sample' },
    body: '{}',
  });
  expect([response.status, await response.json()]).toMatchObject([400, { error: { type: 'invalid_request_error' } }]);
});
