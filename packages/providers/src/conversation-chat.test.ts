import { describe, expect, test } from 'vitest';
import { type Part, readConversation } from './read-conversation.ts';

function read(request: unknown, response: unknown = '', path = '/v1/chat/completions') {
  const conversation = readConversation({
    path,
    request_body: JSON.stringify(request),
    request_encoding: 'utf8',
    response_body: typeof response === 'string' ? response : JSON.stringify(response),
    response_encoding: 'utf8',
  });
  if (!conversation) throw new Error('No format.');
  return conversation;
}

/** What one message comes to in a request. */
function asked(message: object): Part[] | undefined {
  return read({ messages: [message] }).input[0]?.parts;
}

/** What one message comes to in an answer. */
function answered(message: object): Part[] | undefined {
  return read({}, { choices: [{ index: 0, message, finish_reason: 'stop' }] }).output[0]?.parts;
}

/** A stream of one choice's deltas. */
function streamed(...deltas: object[]): string {
  const chunks = deltas.map((delta) => ({ choices: [{ index: 0, delta, finish_reason: null }] }));
  return [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
}

const inRequest = (pointer: string) => ({ body: 'request', pointer });

describe('requests', () => {
  test('every role keeps its name, and what it said', () => {
    const { input } = read({
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', name: 'anna', content: [{ type: 'text', text: 'Weather?' }] },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city": "Wien"}' } },
            { id: 'c2', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: '21 °C' },
        { role: 'tool', tool_call_id: 'c2', content: [{ type: 'text', text: '1' }] },
        { role: 'assistant', content: '', refusal: 'No.' },
        { role: 'assistant', function_call: { name: 'weather', arguments: '{}' } },
        { role: 'function', name: 'weather', content: '20 °C' },
        { role: 'assistant', audio: { id: 'audio_1' } },
      ],
    });
    expect(input).toEqual([
      { role: 'developer', parts: [{ type: 'text', content: 'Be brief.' }] },
      { role: 'user', name: 'anna', parts: [{ type: 'text', content: 'Weather?' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'tool_call', id: 'c1', name: 'weather', arguments: '{"city": "Wien"}' },
          { type: 'tool_call', id: 'c2', name: 'sql', arguments: 'SELECT 1' },
        ],
      },
      {
        role: 'tool',
        parts: [{ type: 'tool_call_response', id: 'c1', response: [{ type: 'text', content: '21 °C' }] }],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c2', response: [{ type: 'text', content: '1' }] }] },
      { role: 'assistant', parts: [{ type: 'refusal', content: 'No.' }] },
      { role: 'assistant', parts: [{ type: 'tool_call', name: 'weather', arguments: '{}' }] },
      {
        role: 'function',
        name: 'weather',
        parts: [{ type: 'tool_call_response', response: [{ type: 'text', content: '20 °C' }] }],
      },
      { role: 'assistant', parts: [{ type: 'file', modality: 'audio', file_id: 'audio_1' }] },
    ]);
  });

  test('images, sounds and files are references', () => {
    const png = `data:image/png;base64,${btoa('12345')}`;
    const content = [
      { type: 'image_url', image_url: { url: png, detail: 'low' } },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      { type: 'input_audio', input_audio: { data: btoa('1234'), format: 'wav' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${btoa('123')}` } },
      { type: 'file', file: { file_id: 'file-1' } },
      { type: 'video_url', video_url: { url: 'https://example.com/a.mp4' } },
      { type: 'hologram', beams: 3 },
    ];
    expect(asked({ role: 'user', content })).toEqual([
      {
        type: 'blob',
        modality: 'image',
        mime_type: 'image/png',
        bytes: 5,
        at: inRequest('/messages/0/content/0/image_url/url'),
      },
      { type: 'uri', modality: 'image', uri: 'https://example.com/a.png' },
      {
        type: 'blob',
        modality: 'audio',
        mime_type: 'audio/wav',
        bytes: 4,
        at: inRequest('/messages/0/content/2/input_audio/data'),
      },
      {
        type: 'blob',
        modality: 'document',
        mime_type: 'application/pdf',
        name: 'a.pdf',
        bytes: 3,
        at: inRequest('/messages/0/content/3/file/file_data'),
      },
      { type: 'file', modality: 'document', file_id: 'file-1' },
      { type: 'uri', modality: 'video', uri: 'https://example.com/a.mp4' },
      {
        type: 'unknown',
        name: 'hologram',
        json: '{"type":"hologram","beams":3}',
        at: inRequest('/messages/0/content/6'),
      },
    ]);
  });

  test('data are never given, also where they are not said to be data', () => {
    const url = 'A'.repeat(40_000);
    const parts = asked({ role: 'user', content: [{ type: 'image_url', image_url: { url } }] });
    expect(parts).toEqual([
      { type: 'blob', modality: 'image', bytes: 30_000, at: inRequest('/messages/0/content/0/image_url/url') },
    ]);
  });

  test('tools are functions, custom tools with their grammar, and the functions of old', () => {
    const { tools } = read({
      tools: [
        { type: 'function', function: { name: 'f', description: 'Does.', parameters: { type: 'object' } } },
        { type: 'custom', custom: { name: 'sql', format: { type: 'text' } } },
      ],
      functions: [{ name: 'g', parameters: {} }],
    });
    expect(tools).toEqual([
      { type: 'function', name: 'f', description: 'Does.', parameters: '{"type":"object"}' },
      { type: 'custom', name: 'sql', parameters: '{"type":"text"}' },
      { type: 'function', name: 'g', parameters: '{}' },
    ]);
  });

  test('the prompts of the older completions and of embeddings are messages, tokens what they are', () => {
    const path = '/v1/completions';
    expect(read({ prompt: 'a', suffix: 'z' }, '', path).input).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'a' }] },
      { role: 'user', parts: [{ type: 'unknown', name: 'suffix', json: '"z"', at: inRequest('/suffix') }] },
    ]);
    expect(read({ prompt: ['a', 'b'] }, '', path).input).toHaveLength(2);
    expect(read({ input: [1, 2] }, '', '/v1/embeddings').input).toEqual([
      { role: 'user', parts: [{ type: 'unknown', name: 'tokens', json: '[1,2]', at: inRequest('/input') }] },
    ]);
    expect(read({ input: [[1], [2]] }, '', '/v1/embeddings').input).toHaveLength(2);
  });
});

describe('answers', () => {
  test('refusals, citations, and the reasoning that compatible servers show', () => {
    const url_citation = { url: 'https://example.com/', title: 'Rivers', start_index: 0, end_index: 3 };
    const message = { content: 'The Danube.', reasoning_content: 'Hm.', reasoning: 'Hm.', refusal: 'But no.' };
    expect(answered({ ...message, annotations: [{ type: 'url_citation', url_citation }] })).toEqual([
      { type: 'reasoning', content: 'Hm.' },
      {
        type: 'text',
        content: 'The Danube.',
        citations: [{ type: 'url_citation', uri: 'https://example.com/', title: 'Rivers' }],
      },
      { type: 'refusal', content: 'But no.' },
    ]);
  });

  test('arguments that are an object, as some servers answer, are given as they are written', () => {
    const tool_calls = [{ function: { name: 'f', arguments: { a: 1 } } }, { function: { name: 'g', arguments: {} } }];
    expect(answered({ tool_calls })).toEqual([
      { type: 'tool_call', name: 'f', arguments: '{"a":1}' },
      { type: 'tool_call', name: 'g', arguments: '{}' },
    ]);
  });
});

describe('streams', () => {
  test('tool calls are put together by their index, whatever their order', () => {
    const stream = streamed(
      { role: 'assistant', tool_calls: [{ index: 1, id: 'c2', function: { name: 'g', arguments: '' } }] },
      { tool_calls: [{ index: 0, id: 'c1', function: { name: 'f', arguments: '{"a"' } }] },
      { tool_calls: [{ index: 1, function: { arguments: '[]' } }] },
      { tool_calls: [{ index: 0, function: { arguments: ':1}' } }] },
    );
    expect(read({}, stream).output[0]?.parts).toEqual([
      { type: 'tool_call', id: 'c2', name: 'g', arguments: '[]' },
      { type: 'tool_call', id: 'c1', name: 'f', arguments: '{"a":1}' },
    ]);
  });

  test('tool calls without an index are told apart by their ids, and go on without one', () => {
    const stream = streamed(
      { tool_calls: [{ id: 'c1', function: { name: 'f', arguments: '{' } }] },
      { tool_calls: [{ function: { arguments: '}' } }] },
      { tool_calls: [{ id: 'c2', function: { name: 'g', arguments: '[]' } }] },
    );
    expect(read({}, stream).output[0]?.parts).toEqual([
      { type: 'tool_call', id: 'c1', name: 'f', arguments: '{}' },
      { type: 'tool_call', id: 'c2', name: 'g', arguments: '[]' },
    ]);
  });

  test('reasoning, refusals, custom tools, functions of old and sound come in pieces like text', () => {
    const stream = streamed(
      { role: 'assistant', reasoning: 'H' },
      { reasoning: 'm.' },
      { content: 'No' },
      { refusal: 'I ca' },
      { refusal: 'n not.' },
      { tool_calls: [{ index: 0, id: 'c1', type: 'custom', custom: { name: 'sql', input: 'SELECT' } }] },
      { tool_calls: [{ index: 0, custom: { input: ' 1' } }] },
      { function_call: { name: 'f', arguments: '{' } },
      { function_call: { arguments: '}' } },
      { audio: { id: 'audio_1', transcript: 'No' } },
      { audio: { data: btoa('123') } },
      { audio: { data: btoa('456'), transcript: '.' } },
    );
    expect(read({}, stream).output[0]?.parts).toEqual([
      { type: 'reasoning', content: 'Hm.' },
      { type: 'text', content: 'No' },
      { type: 'refusal', content: 'I can not.' },
      { type: 'blob', modality: 'audio', transcript: 'No.', bytes: 6 },
      { type: 'tool_call', id: 'c1', name: 'sql', arguments: 'SELECT 1' },
      { type: 'tool_call', name: 'f', arguments: '{}' },
    ]);
  });

  test('a choice without an end makes the answer incomplete unless the stream says that it is done', () => {
    const half = 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n';
    const end = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
    expect(read({}, half).complete).toBe(false);
    expect(read({}, half + end).complete).toBe(true);
    expect(read({}, `${half}data: [DONE]\n\n`).complete).toBe(true);
  });
});
