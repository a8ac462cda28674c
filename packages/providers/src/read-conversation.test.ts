import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConversation, readReference, type StoredConversation } from './read-conversation.ts';

const formats = ['/v1/messages', '/v1/chat/completions', '/v1/completions', '/v1/responses', '/v1/embeddings'];

function call(texts: Partial<StoredConversation>): StoredConversation {
  return {
    path: '/v1/chat/completions',
    request_body: '',
    request_encoding: 'utf8',
    response_body: '',
    response_encoding: 'utf8',
    ...texts,
  };
}

/** A chat completion whose user says a text. */
function saying(text: string): Partial<StoredConversation> {
  return { request_body: JSON.stringify({ messages: [{ role: 'user', content: text }] }) };
}

test('a path that belongs to no wire format has no conversation', () => {
  expect(readConversation(call({ path: '/v1/files', request_body: '{}', response_body: '{}' }))).toBeUndefined();
});

describe('bodies that are not what they should be', () => {
  const nothing = { system_instructions: [], input: [], tools: [], output: [] };

  test.each([
    ['nothing at all', '', '', []],
    [
      'bytes',
      '\u0000\u0001',
      '\u0000\u0001',
      ['the request is not a JSON object', 'the response is neither JSON nor a stream of events'],
    ],
    ['lists', '[1]', '[1]', ['the request is not a JSON object', 'the response is not a JSON object']],
    [
      'words',
      'true',
      'null',
      ['the request is not a JSON object', 'the response is neither JSON nor a stream of events'],
    ],
    [
      'a page',
      'a=b',
      '<html>Bad gateway</html>',
      ['the request is not a JSON object', 'the response is neither JSON nor a stream of events'],
    ],
    ['events that say nothing', '{}', 'data: 1\n\ndata: hello\n\n: ok\n\n', ['an event of the response is not JSON']],
    ['half an event', '{}', 'event: message\ndata: {"choices":[{"delta":{"content":"a', ['the response is cut']],
  ])('%s: an empty conversation that says what is wrong', (_, request_body, response_body, warnings) => {
    for (const path of formats)
      expect(readConversation(call({ path, request_body, response_body }))).toMatchObject({
        ...nothing,
        complete: false,
        warnings,
      });
  });

  test('base64 that is none is read as nothing', () => {
    const broken = call({
      request_body: '%',
      request_encoding: 'base64',
      response_body: '%',
      response_encoding: 'base64',
    });
    expect(readConversation(broken)).toMatchObject({ ...nothing, complete: false });
  });

  test('base64 that is text but for its last character is read up to there', () => {
    const cut = new TextEncoder().encode('{"choices":[{"message":{"content":"Donau 🌊').subarray(0, -2);
    const response_body = btoa(Array.from(cut, (byte) => String.fromCharCode(byte)).join(''));
    expect(readConversation(call({ response_body, response_encoding: 'base64' }))).toMatchObject({
      output: [{ parts: [{ type: 'text', content: 'Donau ' }] }],
      complete: false,
      warnings: ['the response is cut'],
    });
  });
});

describe('errors', () => {
  test.each([
    ['{"error":{"message":"No.","type":"invalid_request_error","code":"bad"}}', 'invalid_request_error', 'No.'],
    ['{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', 'overloaded_error', 'Overloaded'],
    ['{"error":{"message":"No.","type":null,"code":"bad"}}', 'bad', 'No.'],
    ['{"error":"model not loaded"}', '', 'model not loaded'],
    ['{"detail":"Not Found"}', '', 'Not Found'],
    ['{"error":{"message":"No', '', 'No'],
  ])('%s', (response_body, type, message) => {
    for (const path of formats)
      expect(readConversation(call({ path, response_body }))).toMatchObject({ output: [], error: { type, message } });
  });

  test.each(['null', '""', '0', 'false', '[]'])('an error that is %s is none', (error) => {
    const response_body = `{"error":${error},"choices":[{"message":{"content":"a"}}]}`;
    expect(readConversation(call({ response_body }))).not.toHaveProperty('error');
  });
});

/** JSON made of the words that the wire formats are made of, in places where they do not belong. */
const words = [
  ...[
    'messages',
    'role',
    'content',
    'type',
    'text',
    'input',
    'output',
    'choices',
    'delta',
    'message',
    'index',
    'error',
  ],
  ...['tool_calls', 'function', 'arguments', 'name', 'id', 'image_url', 'url', 'source', 'data', 'summary', 'item'],
  ...['tool_result', 'tool_use', 'reasoning', 'function_call', 'content_block', 'response', 'code', 'system', 'tools'],
  ...['__proto__', 'constructor', 'toString', 'content_block_delta', 'content_block_start', 'message_start', 'base64'],
  ...['response.output_item.added', 'response.output_text.delta', 'response.completed', 'web_search_tool_result'],
  ...[
    'output_index',
    'audio',
    'annotations',
    'citations',
    'finish_reason',
    'stop_reason',
    'prompt',
    'thinking',
    'document',
  ],
];
const { misplaced } = fc.letrec<{ misplaced: unknown }>((tie) => ({
  misplaced: fc.oneof(
    { maxDepth: 8, withCrossShrink: true },
    fc.constantFrom<unknown>(...words, 0, 1, -1, 1e300, 2.5, null, true, false, '', 'data:image/png;base64,AAAA'),
    fc.array(tie('misplaced'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.constantFrom(...words), tie('misplaced')), { maxLength: 6 }).map(Object.fromEntries),
  ),
}));

test('known words in any places never make it throw, and what it says is plain JSON', () => {
  const events = fc.array(misplaced, { maxLength: 5 });
  fc.assert(
    fc.property(fc.constantFrom(...formats), misplaced, misplaced, events, (path, request, response, streamed) => {
      const request_body = JSON.stringify(request);
      const bodies = [JSON.stringify(response), streamed.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')];
      for (const response_body of bodies) {
        const conversation = readConversation(call({ path, request_body, response_body }));
        expect(JSON.parse(JSON.stringify(conversation))).toEqual(conversation);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a stream that begins with a blank line, as a sign of life, is a stream', () => {
  const response_body = '\r\n\r\ndata: {"choices":[{"delta":{"content":"a"}}]}\n\n';
  expect(readConversation(call({ response_body }))).toMatchObject({ output: [{ parts: [{ content: 'a' }] }] });
});

/** A request of so many messages with one content. */
function asking(content: string, messages: number): Partial<StoredConversation> {
  return { request_body: `{"messages":[${Array(messages).fill(`{"role":"user","content":${content}}`).join()}]}` };
}

/** A stream that begins so many blocks. */
function blocks(count: number): string {
  const start = (index: number) => `data: {"type":"content_block_start","index":${index},"content_block":{}}\n\n`;
  return Array.from({ length: count }, (_, index) => start(index)).join('');
}

describe('bodies that are too much', () => {
  test('a hundred thousand deltas are put together', () => {
    const chunk = 'data: {"choices":[{"index":0,"delta":{"content":"ab "}}]}\n\n';
    const conversation = readConversation(call({ response_body: `${chunk.repeat(100_000)}data: [DONE]\n\n` }));
    expect(conversation).toMatchObject({ complete: true, output: [{ parts: [{ content: 'ab '.repeat(100_000) }] }] });
  });

  test('ten megabytes of text, of image and of what is not understood', () => {
    const text = '🌊"\\'.repeat(1_500_000);
    expect(readConversation(call(saying(text)))?.input[0]?.parts).toEqual([{ type: 'text', content: text }]);
    const url = `data:image/png;base64,${'A'.repeat(10_000_000)}`;
    const content = [
      { type: 'image_url', image_url: { url } },
      { type: 'hologram', url },
    ];
    const bodies = call({ request_body: JSON.stringify({ messages: [{ role: 'user', content }] }) });
    const conversation = readConversation(bodies);
    expect(conversation?.input[0]?.parts).toMatchObject([
      { type: 'blob', bytes: 7_500_000, at: { pointer: '/messages/0/content/0/image_url/url' } },
      { type: 'unknown', name: 'hologram' },
    ]);
    expect(JSON.stringify(conversation).length).toBeLessThan(20_000);
    const at = { body: 'request', pointer: '/messages/0/content/0/image_url/url' } as const;
    expect(readReference(bodies, at)).toBe(url);
  });

  test.each([
    ['tool results', '/v1/messages', '{"type":"tool_result","content":[', ']}'],
    ['documents', '/v1/messages', '{"type":"document","source":{"type":"content","content":[', ']}}'],
    ['pages', '/v1/messages', '{"type":"web_fetch_tool_result","content":{"type":"web_fetch_result","content":', '}}'],
    ['lists', '/v1/chat/completions', '[', ']'],
  ])('%s within one another, a hundred thousand deep', (_, path, open, close) => {
    const nested = open.repeat(100_000) + close.repeat(100_000);
    const request_body = `{"messages":[{"role":"user","content":[${nested}]}]}`;
    const conversation = readConversation(call({ path, request_body }));
    expect(JSON.stringify(conversation).length).toBeLessThan(100_000);
    expect(conversation?.input[0]?.role).toBe('user');
  });

  test.each([
    [
      'lists',
      '/v1/chat/completions',
      asking(`[${'{},'.repeat(9_999)}{}]`, 30),
      'there are more entries of lists than are shown',
    ],
    [
      'blocks',
      '/v1/messages',
      { response_body: blocks(10_001) },
      'only the first 10,000 blocks of the answer are shown',
    ],
  ])('more %s than memory is for are left out, and a warning says so', (_, path, bodies, warning) => {
    expect(readConversation(call({ path, ...bodies }))?.warnings).toContain(warning);
  });

  test('an event of ten megabytes among others', () => {
    const content = 'a'.repeat(10_000_000);
    const response_body = [content, 'b']
      .map((text) => `data: {"choices":[{"delta":{"content":"${text}"}}]}\n\n`)
      .join('');
    expect(readConversation(call({ response_body }))?.output[0]?.parts).toEqual([
      { type: 'text', content: `${content}b` },
    ]);
  });
});

describe('references', () => {
  const response_body = 'data: {"a":{"b/c":["x",{"d":1}]}}\n\n: ok\n\ndata: {"a":"second"}\n\n';

  test('lead to a value of an event, whatever its key', () => {
    const bodies = call({ response_body });
    expect(readReference(bodies, { body: 'response', event: 0, pointer: '/a/b~1c/0' })).toBe('x');
    expect(readReference(bodies, { body: 'response', event: 0, pointer: '/a/b~1c/1' })).toBe('{"d":1}');
    expect(readReference(bodies, { body: 'response', event: 1, pointer: '/a' })).toBe('second');
  });

  test('lead nowhere when the body has no such value', () => {
    const bodies = call({ response_body, request_body: '[]' });
    for (const pointer of ['/b', '/a/b~1c/2', '/a/b~1c/x', '/a/b~1c/0/0', 'a'])
      expect(readReference(bodies, { body: 'response', event: 0, pointer: `${pointer}/z` })).toBeUndefined();
    expect(readReference(bodies, { body: 'response', event: 7, pointer: '/a' })).toBeUndefined();
    expect(readReference(bodies, { body: 'request', pointer: '/a' })).toBeUndefined();
  });
});

describe('bodies of data', () => {
  const stored = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

  test('sound is told of, and found again', () => {
    const response_body = stored(Uint8Array.of(0x49, 0x44, 0x33, 0x00, 0xff));
    const bodies = call({ path: '/v1/audio/speech', response_body, response_encoding: 'base64' });
    const at = { body: 'response', pointer: '' } as const;
    expect(readConversation(bodies)).toMatchObject({
      output: [{ parts: [{ type: 'blob', modality: 'audio', bytes: 5, at }] }],
      complete: true,
      warnings: [],
    });
    expect(readReference(bodies, at)).toBe(response_body);
  });

  test('a page in the place of sound is none', () => {
    const bodies = call({ path: '/v1/audio/speech', response_body: '<html>Bad gateway</html>' });
    expect(readConversation(bodies)).toMatchObject({ output: [], complete: false });
  });

  test('a file of a form is named, its data are found again, and a cut is said', () => {
    const file = Uint8Array.of(0xff, 0xfb, 0x90, 0x00);
    const head =
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n';
    const tail = '\r\n--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nRivers\r\n--b--\r\n';
    const encoder = new TextEncoder();
    const bytes = Uint8Array.of(...encoder.encode(head), ...file, ...encoder.encode(tail));
    const asked = (length: number) =>
      call({
        path: '/v1/audio/transcriptions',
        request_body: stored(bytes.subarray(0, length)),
        request_encoding: 'base64',
        response_body: '{"text":"…"}',
      });
    const at = { body: 'request', pointer: '/file' } as const;
    const blob = { type: 'blob', modality: 'audio', mime_type: 'audio/mpeg', name: 'a.mp3', at };
    const whole = asked(bytes.length);
    expect(readConversation(whole)).toMatchObject({
      input: [
        {
          parts: [
            { type: 'text', content: 'Rivers' },
            { ...blob, bytes: 4 },
          ],
        },
      ],
      warnings: [],
    });
    expect(readReference(whole, at)).toBe(stored(file));
    expect(readConversation(asked(head.length + 2))).toMatchObject({
      input: [{ parts: [{ ...blob, bytes: 2 }] }],
      warnings: ['the request is cut'],
    });
  });
});
