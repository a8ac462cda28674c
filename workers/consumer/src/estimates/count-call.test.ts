/// <reference lib="esnext.typedarrays" />
import { framed } from '@tallystick/providers/test/event-stream';
import { describe, expect, it } from 'vitest';
import { countCall, noCounts, type UntoldCall } from './count-call.ts';

const answer = { choices: [{ index: 0, message: { role: 'assistant', content: 'Hello there!' } }] };

function count(request: object, response: object = answer, call: Partial<UntoldCall> = {}) {
  return countCall({
    path: '/v1/chat/completions',
    request: JSON.stringify(request),
    response: JSON.stringify(response),
    responseEncoding: 'utf8',
    isStream: false,
    isCaptureCut: false,
    outputSoFar: null,
    model: 'gpt-4o',
    effort: '',
    hasExtras: false,
    wants: { prompt: true, output: true },
    ...call,
  });
}

const user = (content: unknown) => ({ messages: [{ role: 'user', content }] });

// The two examples with which OpenAI publishes its rule, and what its API counted for them:
// https://developers.openai.com/cookbook/examples/how_to_count_tokens_with_tiktoken
describe('OpenAI’s own examples', () => {
  const jargon = {
    messages: [
      {
        role: 'system',
        content: 'You are a helpful, pattern-following assistant that translates corporate jargon into plain English.',
      },
      { role: 'system', name: 'example_user', content: 'New synergies will help drive top-line growth.' },
      { role: 'system', name: 'example_assistant', content: 'Things working well together will increase revenue.' },
      {
        role: 'system',
        name: 'example_user',
        content: "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
      },
      {
        role: 'system',
        name: 'example_assistant',
        content: "Let's talk later when we're less busy about how to do better.",
      },
      {
        role: 'user',
        content: "This late pivot means we don't have time to boil the ocean for the client deliverable.",
      },
    ],
  };
  const weather = {
    messages: [
      {
        role: 'system',
        content: 'You are a helpful assistant that can answer to questions about the weather.',
      },
      { role: 'user', content: "What's the weather like in San Francisco?" },
    ],
    tools: [
      {
        type: 'function',
        function: {
          name: 'get_current_weather',
          description: 'Get the current weather in a given location',
          parameters: {
            type: 'object',
            properties: {
              location: { type: 'string', description: 'The city and state, e.g. San Francisco, CA' },
              unit: {
                type: 'string',
                description: 'The unit of temperature to return',
                enum: ['celsius', 'fahrenheit'],
              },
            },
            required: ['location'],
          },
        },
      },
    ],
  };

  it.each([
    ['messages', jargon, 'gpt-4o', 124],
    ['messages', jargon, 'gpt-4o-mini', 124],
    ['messages', jargon, 'gpt-4-0613', 129],
    ['messages', jargon, 'gpt-3.5-turbo', 129],
    ['a function', weather, 'gpt-4o', 101],
    ['a function', weather, 'gpt-4', 105],
    ['a function', weather, 'gpt-3.5-turbo', 105],
  ])('%s: as its API counts them', async (_, request, model, prompt) => {
    expect(await count(request, answer, { model })).toMatchObject({ prompt });
  });
});

describe('the prompt', () => {
  it.each<[string, string, object, number]>([
    ['one text', '/v1/completions', { prompt: 'Say this is a test' }, 5],
    ['texts to embed', '/v1/embeddings', { input: ['one river', 'two'] }, 3],
    ['tokens to embed', '/v1/embeddings', { input: [[1, 2, 3], [4]] }, 4],
    [
      'more tokens to embed than are shown',
      '/v1/embeddings',
      { input: Array.from({ length: 8_000 }, () => 100) },
      8_000,
    ],
  ])('%s has no frame', async (_, path, request, prompt) => {
    const response = path.endsWith('embeddings') ? { data: [] } : { choices: [{ text: 'yes' }] };
    expect(await count(request, response, { path })).toMatchObject({ prompt });
  });

  it('counts instructions, calls of tools and what these answered', async () => {
    const { prompt } = await count(user('Hi'));
    const withTools = await count({
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'now', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: 'c', content: 'late' },
      ],
    });
    // Two frames of 3, the names of the two senders, `now`, `{}` and `late`.
    expect(withTools.prompt).toBe(Number(prompt) + 11);
    const request = { system: 'Be brief.', messages: [{ role: 'user', content: 'Hi' }] };
    const response = { content: [{ type: 'text', text: 'Yes.' }] };
    expect(await count(request, response, { path: '/v1/messages' })).toMatchObject({ prompt: Number(prompt) + 7 });
  });

  it('counts schemas within schemas', async () => {
    const offering = (parameters: object) => ({
      ...user('Hi'),
      tools: [{ type: 'function', function: { name: 'f', parameters } }],
    });
    const place = { type: 'object', properties: { city: { type: 'string', description: 'Of the place' } } };
    const plain = await count(offering({ type: 'object', properties: { place: { type: 'object' } } }));
    const nested = await count(offering({ type: 'object', properties: { place } }));
    const listed = await count(offering({ type: 'object', properties: { place: { type: 'object', items: place } } }));
    const defined = await count(offering({ properties: { place: { type: 'object' } }, $defs: { place } }));
    expect(nested.prompt).toBeGreaterThan(Number(plain.prompt) + 10);
    expect([listed.prompt, defined.prompt]).toEqual([nested.prompt, nested.prompt]);
    expect((await count(offering(JSON.parse(`${'{"properties":'.repeat(500)}{}${'}'.repeat(500)}`)))).prompt).not.toBe(
      null,
    );
  });

  const media = 'it has images, files or other parts that are no text';

  it.each<[string, object, string]>([
    ['an image', user([{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }]), media],
    ['a sound', user([{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }]), media],
    ['a file', user([{ type: 'file', file: { file_id: 'file-1' } }]), media],
    [
      'an image that a tool answered',
      {
        messages: [{ role: 'tool', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }],
      },
      media,
    ],
    [
      'a provider’s own tool',
      { ...user('Hi'), tools: [{ type: 'web_search_preview' }] },
      'it offers tools of the provider’s own',
    ],
    ['no messages', { messages: [] }, 'the request shows none'],
  ])('with %s is unknown, and the output is not', async (_, request, prompt) => {
    expect(await count(request)).toEqual({ prompt, output: 3 });
  });

  it.each([
    ['is not there', '', 'the log does not hold the request'],
    ['is cut', '{"messages":[{"role":"user","content":"Hel', 'the request is cut'],
    ['is no JSON', '--boundary', 'the request is not a JSON object'],
  ])('is unknown when the request %s', async (_, request, prompt) => {
    expect(await count({}, answer, { request })).toEqual({ prompt, output: 3 });
  });

  it('is unknown when the provider holds a part of it', async () => {
    const response = {
      status: 'completed',
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello there!' }] }],
    };
    const path = '/v1/responses';
    expect(await count({ input: 'Hi' }, response, { path })).toEqual({ prompt: 8, output: 3 });
    expect(await count({ input: 'Hi', previous_response_id: 'resp_1' }, response, { path })).toEqual({
      prompt: 'the provider holds a part of it',
      output: 3,
    });
  });
});

describe('the output', () => {
  const events = (...deltas: object[]) =>
    deltas.map((delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`).join('');
  const stream = (response: string, call: Partial<UntoldCall> = {}) =>
    count(user('Hi'), {}, { response, isStream: true, ...call });

  it('is what came of a stream, however that was cut', async () => {
    const said = events({ role: 'assistant', content: '' }, { content: 'Hello' }, { content: ' there!' });
    expect(await stream(said)).toEqual({ prompt: 8, output: 3 });
    expect(await stream(said.slice(0, -12))).toEqual({ prompt: 8, output: 1 });
    expect(await stream(events({ role: 'assistant' }))).toEqual({ prompt: 8, output: null });
    expect(await stream(': waiting\n\n')).toEqual({ prompt: null, output: null });
  });

  it('is what came of a stream in a binary framing', async () => {
    const path = '/model/amazon.nova-lite-v1%3A0/converse-stream';
    const said = framed([
      { event: 'messageStart', payload: { role: 'assistant' } },
      { event: 'contentBlockDelta', payload: { contentBlockIndex: 0, delta: { text: 'Hello there!' } } },
    ]);
    const binary = { path, model: 'amazon.nova-lite-v1:0', responseEncoding: 'base64' } as const;
    expect(await stream(said.toBase64(), binary)).toMatchObject({ output: 3 });
  });

  it('is not counted of what is billed by its length', async () => {
    const path = '/v1/audio/transcriptions';
    expect(await count({}, { text: 'Hello there!' }, { path, model: 'whisper-1' })).toEqual(noCounts);
  });

  it('counts reasoning that is shown, calls of tools and all choices', async () => {
    expect(await stream(events({ reasoning_content: 'Hello there!' }, { content: 'Hello' }))).toMatchObject({
      output: 4,
    });
    const call = { tool_calls: [{ index: 0, id: 'c', function: { name: 'now', arguments: '{}' } }] };
    expect(await stream(events(call))).toMatchObject({ output: 2 });
    const choices = [0, 1].map((index) => ({ index, message: { content: 'Hello there!' } }));
    expect(await count(user('Hi'), { choices })).toMatchObject({ output: 6 });
  });

  it('is unknown where some of it is not shown', async () => {
    expect(await stream(events({ content: 'Hello' }), { model: 'o3' })).toEqual({
      prompt: 8,
      output: 'the model may have reasoned, and the answer does not show it',
    });
    expect(await stream(events({ content: 'Hello' }), { model: 'gpt-5.4', effort: 'none' })).toMatchObject({
      output: 1,
    });
    const reasoned = {
      status: 'completed',
      output: [
        { type: 'reasoning', summary: [] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] },
      ],
    };
    expect(await count({ input: 'Hi' }, reasoned, { path: '/v1/responses' })).toEqual({
      prompt: 8,
      output: 'its reasoning is not shown',
    });
    const image = {
      choices: [
        { index: 0, message: { images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] } },
      ],
    };
    expect(await count(user('Hi'), image)).toMatchObject({ output: expect.stringMatching(/^it has images/) });
  });

  it('is unknown where more was written than was kept', async () => {
    const cut = '{"choices":[{"message":{"content":"Hello';
    expect(await count(user('Hi'), {}, { response: cut })).toEqual({
      prompt: 8,
      output: 'the answer is cut, and not streamed as it was written',
    });
    expect(await stream(events({ content: 'Hello' }), { isCaptureCut: true })).toEqual({
      prompt: 8,
      output: 'the log holds only its beginning',
    });
    expect(await stream(`${events({ content: 'Hello' })}data: oops\n\n${events({ content: '!' })}`)).toMatchObject({
      output: expect.stringMatching(/./),
    });
  });

  it('is never less than what the provider had told of it', async () => {
    const said = events({ content: 'Hello' });
    expect(await stream(said, { outputSoFar: 40 })).toMatchObject({ output: 40 });
    expect(await stream(said, { outputSoFar: 40, model: 'gemini-2.5-flash' })).toMatchObject({ output: 40 });
    expect(await stream(said, { outputSoFar: 0 })).toMatchObject({ output: 1 });
  });
});

describe('nothing is counted', () => {
  it.each<[string, object, string]>([
    ['of an answer that is an error', { error: { message: 'No such model' } }, '/v1/chat/completions'],
    ['of one that is only begun in the background', { status: 'queued', output: [] }, '/v1/responses'],
    ['of another path', { data: [] }, '/v1/files'],
  ])('%s', async (_, response, path) => {
    expect(await count(user('Hi'), response, { path })).toEqual({ prompt: null, output: null });
  });
});

it.each<[string, Partial<UntoldCall>, object]>([
  [
    'shows',
    { path: '/v1/messages' },
    {
      content: [
        { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
        { type: 'text', text: 'Hello' },
      ],
    },
  ],
  ['only charges for', { hasExtras: true }, answer],
])(
  'what the provider did beside the answer, which the answer %s, leaves each side that is wanted unknown',
  async (_, call, response) => {
    const reason = 'the provider did more than answer, and what the model read and wrote then is not shown';
    expect(await count(user('Hi'), response, call)).toEqual({ prompt: reason, output: reason });
    const wants = { prompt: false, output: true };
    expect(await count(user('Hi'), response, { ...call, wants })).toEqual({ prompt: null, output: reason });
  },
);

it('takes bounded time for a prompt of 10 MB, and comes near', async () => {
  const line = 'The tally stick was split lengthwise, and each side kept one half of it.\n';
  const content = line.repeat(7_000);
  const few = await count(user(content.slice(0, line.length * 1_000)));
  const begun = performance.now();
  const many = await count({ messages: Array.from({ length: 20 }, () => ({ role: 'user', content })) });
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(Math.abs(Number(many.prompt) / (Number(few.prompt) * 140) - 1)).toBeLessThan(0.01);
});

describe('a request made to be too much', () => {
  const withSchema = (parameters: string) =>
    `{"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f","parameters":${parameters}}}]}`;

  // List by list it does not end within the time of a test.
  it('of megabytes of tokens in many lists takes one pass', async () => {
    const request = { input: Array.from({ length: 1_000 }, () => Array.from({ length: 3_000 }, () => 123)) };
    expect(await count(request, { data: [] }, { path: '/v1/embeddings' })).toMatchObject({ prompt: 3_000_000 });
  });

  it('nested too deep to be written again is no reason to fail', async () => {
    const deep = '['.repeat(2_000_000) + ']'.repeat(2_000_000);
    const request = withSchema(`{"properties":{"a":{"type":${deep},"description":"b"}}}`);
    expect(await count({}, answer, { request })).toMatchObject({ output: 3 });
  });

  it('of more schemas than memory is for counts as the text that it is', async () => {
    const request = withSchema(`{"allOf":[${'{},'.repeat(1_000_000)}{}]}`);
    const { prompt } = await count({}, answer, { request });
    expect(prompt).toBeGreaterThan(100_000);
  });
});
