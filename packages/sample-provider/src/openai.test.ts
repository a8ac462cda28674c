import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleProvider, startSampleProvider } from './index.ts';
import { countTokens } from './tokens.ts';

let provider: SampleProvider;
let openai: OpenAI;

beforeAll(async () => {
  provider = await startSampleProvider();
  openai = new OpenAI({ apiKey: 'sk-sample', baseURL: `${provider.url}/openai/v1` });
});
afterAll(() => provider.stop());

const question = 'When does my parcel arrive?';
const messages = [{ role: 'user' as const, content: question }];
const weather = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
  required: ['city', 'days'],
  additionalProperties: false,
};
const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters: weather } }];

describe('chat completions', () => {
  test('the same question gets the same answer, and its tokens are four characters each', async () => {
    const [first, second] = await Promise.all([
      openai.chat.completions.create({ model: 'gpt-4o-mini', messages }),
      openai.chat.completions.create({ model: 'gpt-4o-mini', messages }),
    ]);
    const text = first.choices[0]?.message.content ?? '';
    expect(text).not.toBe('');
    expect(second.choices[0]?.message.content).toBe(text);
    expect(first.model).toBe('gpt-4o-mini-2024-07-18');
    expect(first.usage?.prompt_tokens).toBe(countTokens(question));
    expect(first.usage?.completion_tokens).toBe(countTokens(text));
  });

  test('a stream carries the same answer, and its usage only when asked for', async () => {
    const whole = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages });
    const stream = openai.chat.completions.stream({
      model: 'gpt-4o-mini',
      messages,
      stream_options: { include_usage: true },
    });
    const streamed = await stream.finalChatCompletion();
    expect(streamed.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
    expect(streamed.usage).toEqual(whole.usage);
    const usages: unknown[] = [];
    for await (const chunk of await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true })) {
      usages.push(chunk.usage);
    }
    expect(new Set(usages)).toEqual(new Set([undefined]));
  });

  test('a tool is called with arguments that fit its schema, streamed in pieces', async () => {
    const stream = openai.chat.completions.stream({ model: 'gpt-4o', messages, tools });
    const { choices } = await stream.finalChatCompletion();
    const call = choices[0]?.message.tool_calls?.[0];
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({
      city: expect.any(String),
      days: expect.any(Number),
    });
  });

  test('structured output satisfies its schema', async () => {
    const answer = await openai.chat.completions.create({
      model: 'gpt-4o',
      messages,
      response_format: { type: 'json_schema', json_schema: { name: 'weather', strict: true, schema: weather } },
    });
    const value = JSON.parse(answer.choices[0]?.message.content ?? '');
    expect(Object.keys(value)).toEqual(['city', 'days']);
    expect(value.days).toBeGreaterThanOrEqual(1);
    expect(value.days).toBeLessThanOrEqual(7);
  });

  test('a reasoning model reports hidden tokens inside its completion tokens', async () => {
    const { usage, choices } = await openai.chat.completions.create({ model: 'o4-mini', messages });
    const visible = countTokens(choices[0]?.message.content ?? '');
    const reasoning = usage?.completion_tokens_details?.reasoning_tokens ?? 0;
    expect(reasoning).toBe(Math.ceil(visible / 64) * 64);
    expect(usage?.completion_tokens).toBe(visible + reasoning);
  });

  test('the instructions of a long prompt are reported as cached, in steps of 128', async () => {
    const { usage } = await openai.chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'system', content: 'x'.repeat(5000) }, ...messages],
    });
    expect(usage?.prompt_tokens_details?.cached_tokens).toBe(1152);
  });

  test('several choices differ, and a token limit cuts them', async () => {
    const { choices, usage } = await openai.chat.completions.create({ model: 'gpt-4o', messages, n: 3, max_tokens: 5 });
    expect(new Set(choices.map(({ message }) => message.content)).size).toBe(3);
    expect(choices.map(({ finish_reason }) => finish_reason)).toEqual(['length', 'length', 'length']);
    expect(usage?.completion_tokens).toBe(15);
  });
});

describe('responses', () => {
  test('a stream ends with the response that a plain call gets', async () => {
    const plain = await openai.responses.create({ model: 'gpt-5', input: question });
    const streamed = await openai.responses.stream({ model: 'gpt-5', input: question }).finalResponse();
    expect(plain.output_text).not.toBe('');
    expect(streamed.output_text).toBe(plain.output_text);
    expect(streamed.usage).toEqual(plain.usage);
    expect(plain.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    expect(plain.usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
  });

  test('a function call is streamed in pieces and answered in words once it has its result', async () => {
    const request = {
      model: 'gpt-4o',
      tools: [{ type: 'function' as const, name: 'get_weather', parameters: weather, strict: true }],
    };
    const first = await openai.responses.stream({ ...request, input: question }).finalResponse();
    const call = first.output.find((item) => item.type === 'function_call');
    expect(call?.name).toBe('get_weather');
    const second = await openai.responses.create({
      ...request,
      input: [
        { role: 'user', content: question },
        { type: 'function_call', call_id: call?.call_id ?? '', name: 'get_weather', arguments: call?.arguments ?? '' },
        { type: 'function_call_output', call_id: call?.call_id ?? '', output: 'sunny' },
      ],
    });
    expect(second.output_text).not.toBe('');
  });

  test('a token limit leaves the response incomplete', async () => {
    const response = await openai.responses.create({ model: 'gpt-4o', input: question, max_output_tokens: 16 });
    expect(response.status).toBe('incomplete');
    expect(response.usage?.output_tokens).toBe(16);
  });
});

describe('the other endpoints', () => {
  test('legacy completions answer plainly and as a stream', async () => {
    const request = { model: 'gpt-3.5-turbo-instruct', prompt: question, max_tokens: 200 };
    const plain = await openai.completions.create(request);
    let text = '';
    for await (const chunk of await openai.completions.create({ ...request, stream: true })) {
      text += chunk.choices[0]?.text ?? '';
    }
    expect(text).toBe(plain.choices[0]?.text);
  });

  test('embeddings are the same numbers as floats and as base64', async () => {
    const request = { model: 'text-embedding-3-small', input: ['one', 'two'], dimensions: 8 };
    const floats = await openai.embeddings.create({ ...request, encoding_format: 'float' });
    const decoded = await openai.embeddings.create(request);
    expect(floats.data.map(({ embedding }) => embedding)).toEqual(
      decoded.data.map(({ embedding }) => Array.from(embedding)),
    );
    expect(floats.data[0]?.embedding).toHaveLength(8);
    expect(floats.usage.prompt_tokens).toBe(2);
  });

  test('an uploaded file is listed, read back whole and in part, and deleted', async () => {
    const content = '{"a":1}\n{"b":"é"}\n';
    const file = await openai.files.create({ file: await toFile(Buffer.from(content), 'é.jsonl'), purpose: 'batch' });
    expect(file).toMatchObject({ filename: 'é.jsonl', bytes: Buffer.byteLength(content), purpose: 'batch' });
    const listed = await openai.files.list();
    expect(listed.data.map(({ id }) => id)).toContain(file.id);
    expect(await (await openai.files.content(file.id)).text()).toBe(content);
    const part = await openai.files.content(file.id, { headers: { range: 'bytes=2-4' } });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, 'a":', 'bytes 2-4/19']);
    const batch = await openai.batches.create({
      input_file_id: file.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    expect((await openai.batches.retrieve(batch.id)).request_counts?.total).toBe(2);
    expect((await openai.files.delete(file.id)).deleted).toBe(true);
    await expect(openai.files.retrieve(file.id)).rejects.toThrow('No such File object');
  });

  test('speech is a binary stream, and a transcription reports what it is billed by', async () => {
    const speech = await openai.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Good morning.' });
    expect(speech.headers.get('content-type')).toBe('audio/mpeg');
    const sound = await speech.arrayBuffer();
    expect(sound.byteLength).toBe(4000);
    const heard = await openai.audio.transcriptions.create({
      model: 'gpt-4o-transcribe',
      file: await toFile(Buffer.alloc(32_000), 'sound.wav'),
    });
    expect(heard.usage).toMatchObject({ type: 'tokens', input_tokens: 20, output_tokens: countTokens(heard.text) });
  });

  test('images, moderations and models answer in their shapes', async () => {
    const image = await openai.images.generate({ model: 'gpt-image-1', prompt: 'a lighthouse', n: 2 });
    expect(image.data).toHaveLength(2);
    const judged = await openai.moderations.create({ input: ['a calm day', 'pure violence'] });
    expect(judged.results.map(({ flagged }) => flagged)).toEqual([false, true]);
    const listed = await openai.models.list();
    expect(listed.data.map(({ id }) => id)).toContain('gpt-4o-mini');
    expect((await openai.models.retrieve('gpt-4o')).id).toBe('gpt-4o');
    await expect(openai.models.retrieve('none')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });
});

describe('errors', () => {
  test.each([
    [400, OpenAI.BadRequestError, null],
    [401, OpenAI.AuthenticationError, 'invalid_api_key'],
    [403, OpenAI.PermissionDeniedError, 'unsupported_country_region_territory'],
    [404, OpenAI.NotFoundError, 'model_not_found'],
    [429, OpenAI.RateLimitError, 'rate_limit_exceeded'],
    [500, OpenAI.InternalServerError, null],
    [503, OpenAI.InternalServerError, null],
  ])('status %i is the error that the SDK documents for it', async (status, type, code) => {
    const headers = { 'x-sample-status': String(status) };
    const failed = openai.chat.completions.create({ model: 'gpt-4o', messages }, { headers, maxRetries: 0 });
    const error: unknown = await failed.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ status, code, requestID: expect.stringMatching(/^req_/) });
  });

  test('the SDK’s retries succeed once the first calls have failed', async () => {
    const headers = {
      'x-sample-id': 'openai-retries',
      'x-sample-fail-first': '2',
      'x-sample-status': '429',
      'x-sample-retry-after': '0',
    };
    const answer = await openai.chat.completions.create({ model: 'gpt-4o', messages }, { headers, maxRetries: 2 });
    expect(answer.choices[0]?.message.content).not.toBe('');
  });

  test('an error inside a stream reaches the reader after what came before it', async () => {
    const headers = { 'x-sample-error-after-chunks': '3' };
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true }, { headers });
    let chunks = 0;
    const reading = (async () => {
      for await (const chunk of stream) chunks += chunk.choices.length;
    })();
    await expect(reading).rejects.toThrow('The server had an error');
    expect(chunks).toBe(3);
  });
});
