import { describe, expect, test } from 'vitest';
import { type Part, readConversation } from './read-conversation.ts';

/** The conversation of a request and an answer, which may be a stream's text. */
function read(request: unknown, response: unknown = '') {
  const conversation = readConversation({
    path: '/v1/messages',
    request_body: typeof request === 'string' ? request : JSON.stringify(request),
    request_encoding: 'utf8',
    response_body: typeof response === 'string' ? response : JSON.stringify(response),
    response_encoding: 'utf8',
  });
  if (!conversation) throw new Error('No format.');
  return conversation;
}

/** What one block comes to in a request. */
function asked(...content: unknown[]): Part[] | undefined {
  return read({ messages: [{ role: 'user', content }] }).input[0]?.parts;
}

/** What one block comes to in an answer. */
function answered(...content: unknown[]): Part[] | undefined {
  return read({}, { role: 'assistant', content, stop_reason: 'end_turn' }).output[0]?.parts;
}

function sse(...events: object[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
}

const start = { type: 'message_start', message: { id: 'msg_1', role: 'assistant', content: [], stop_reason: null } };

describe('requests', () => {
  test('the system prompt is a text or blocks, and what only steers the cache is not shown', () => {
    const block = { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } };
    const parts = [{ type: 'text', content: 'Be brief.' }];
    expect(read({ system: 'Be brief.' }).system_instructions).toEqual(parts);
    expect(read({ system: [block] }).system_instructions).toEqual(parts);
  });

  test('images and documents are references, wherever they are', () => {
    const parts = asked(
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.jpg' } },
      { type: 'image', source: { type: 'file', file_id: 'file_1' } },
      { type: 'document', title: 'Terms', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' } },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'plain' } },
      { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'inner' }] } },
      { type: 'container_upload', file_id: 'file_2' },
    );
    expect(parts).toEqual([
      {
        type: 'blob',
        modality: 'image',
        mime_type: 'image/png',
        bytes: 8,
        at: { body: 'request', pointer: '/messages/0/content/0/source/data' },
      },
      { type: 'uri', modality: 'image', uri: 'https://example.com/a.jpg' },
      { type: 'file', modality: 'image', file_id: 'file_1' },
      {
        type: 'blob',
        modality: 'document',
        mime_type: 'application/pdf',
        name: 'Terms',
        bytes: 5,
        at: { body: 'request', pointer: '/messages/0/content/3/source/data' },
      },
      { type: 'text', content: 'plain' },
      { type: 'text', content: 'inner' },
      { type: 'file', modality: 'document', file_id: 'file_2' },
    ]);
  });

  test('a tool result is a text, blocks or nothing, and may be an error', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
    const parts = asked(
      { type: 'tool_result', tool_use_id: 'toolu_1', content: '21 °C' },
      { type: 'tool_result', tool_use_id: 'toolu_2', content: [{ type: 'text', text: 'see' }, image] },
      { type: 'tool_result', tool_use_id: 'toolu_3', is_error: true, content: 'timeout' },
      { type: 'tool_result', tool_use_id: 'toolu_4' },
    );
    expect(parts).toEqual([
      { type: 'tool_call_response', id: 'toolu_1', response: [{ type: 'text', content: '21 °C' }] },
      {
        type: 'tool_call_response',
        id: 'toolu_2',
        response: [
          { type: 'text', content: 'see' },
          {
            type: 'blob',
            modality: 'image',
            mime_type: 'image/png',
            bytes: 3,
            at: { body: 'request', pointer: '/messages/0/content/1/content/1/source/data' },
          },
        ],
      },
      { type: 'tool_call_response', id: 'toolu_3', is_error: true, response: [{ type: 'text', content: 'timeout' }] },
      { type: 'tool_call_response', id: 'toolu_4', response: [] },
    ]);
  });

  test('tools have the schema that was sent, and those of Anthropic their settings', () => {
    const { tools } = read(
      '{"tools":[{"name":"get_weather","description":"The weather.","input_schema":{"type":"object" , "maximum":12345678901234567890}},' +
        '{"type":"web_search_20250305","name":"web_search","max_uses":5},{"type":"mcp_toolset","mcp_server_name":"maps"}]}',
    );
    expect(tools).toEqual([
      {
        type: 'function',
        name: 'get_weather',
        description: 'The weather.',
        parameters: '{"type":"object" , "maximum":12345678901234567890}',
      },
      {
        type: 'web_search_20250305',
        name: 'web_search',
        parameters: '{"type":"web_search_20250305","name":"web_search","max_uses":5}',
      },
      { type: 'mcp_toolset', name: 'maps', parameters: '{"type":"mcp_toolset","mcp_server_name":"maps"}' },
    ]);
  });
});

describe('answers', () => {
  test("a tool call's input is given as the answer has it, digit by digit", () => {
    const response =
      '{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"b": 1.0,"2":1,"1":90071992547409931}}]}';
    expect(read({}, response).output[0]?.parts).toEqual([
      { type: 'tool_call', id: 't', name: 'f', arguments: '{"b": 1.0,"2":1,"1":90071992547409931}' },
    ]);
  });

  test('thinking that is redacted or left out says so', () => {
    const parts = answered(
      { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
      { type: 'thinking', thinking: '', signature: 'c2ln' },
      { type: 'redacted_thinking', data: 'ZW5jcnlwdGVk' },
    );
    expect(parts).toEqual([
      { type: 'reasoning', content: 'Hm.' },
      { type: 'reasoning', content: '', redacted: true },
      { type: 'reasoning', content: '', redacted: true },
    ]);
  });

  test("the provider's own tools are calls and results: searches, pages, programs, servers of others", () => {
    const page = {
      type: 'document',
      title: 'Danube',
      source: { type: 'text', media_type: 'text/plain', data: 'A river.' },
    };
    const run = { type: 'code_execution_result', stdout: '4\n', stderr: '', return_code: 0 };
    const parts = answered(
      { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'Danube' } },
      {
        type: 'web_search_tool_result',
        tool_use_id: 's1',
        content: [
          { type: 'web_search_result', url: 'https://example.com/', title: 'Rivers', encrypted_content: 'xyz' },
        ],
      },
      {
        type: 'web_search_tool_result',
        tool_use_id: 's2',
        content: { type: 'web_search_tool_result_error', error_code: 'max_uses_exceeded' },
      },
      {
        type: 'web_fetch_tool_result',
        tool_use_id: 's3',
        content: { type: 'web_fetch_result', url: 'https://example.com/danube', content: page },
      },
      {
        type: 'code_execution_tool_result',
        tool_use_id: 's4',
        content: { ...run, content: [{ type: 'code_execution_output', file_id: 'file_9' }] },
      },
      { type: 'mcp_tool_use', id: 'm1', name: 'find', server_name: 'maps', input: {} },
      { type: 'mcp_tool_result', tool_use_id: 'm1', is_error: true, content: [{ type: 'text', text: 'no map' }] },
    );
    const call = (id: string, name: string, type: string, text: string) => ({
      type: 'server_tool_call',
      id,
      name,
      server_tool_call: { type, arguments: text },
    });
    const response = (id: string, type: string, parts: object[], failed = {}) => ({
      type: 'server_tool_call_response',
      id,
      server_tool_call_response: { type, ...failed, parts },
    });
    const text = (content: string) => ({ type: 'text', content });
    const uri = { type: 'uri', modality: 'document' };
    expect(parts).toEqual([
      call('s1', 'web_search', 'server_tool_use', '{"query":"Danube"}'),
      response('s1', 'web_search_tool_result', [{ ...uri, name: 'Rivers', uri: 'https://example.com/' }]),
      response('s2', 'web_search_tool_result', [text('max_uses_exceeded')], { is_error: true }),
      response('s3', 'web_fetch_tool_result', [{ ...uri, uri: 'https://example.com/danube' }, text('A river.')]),
      response('s4', 'code_execution_tool_result', [
        text('4\n'),
        { type: 'file', modality: 'document', file_id: 'file_9' },
      ]),
      call('m1', 'find', 'mcp_tool_use', '{}'),
      response('m1', 'mcp_tool_result', [text('no map')], { is_error: true }),
    ]);
  });

  test('citations stand with the text that they are for', () => {
    const citations = [
      { type: 'web_search_result_location', url: 'https://example.com/', title: 'Rivers', cited_text: 'The Danube' },
      { type: 'char_location', document_title: 'Terms', cited_text: 'applies', start_char_index: 0 },
    ];
    expect(answered({ type: 'text', text: 'The Danube.', citations })).toEqual([
      {
        type: 'text',
        content: 'The Danube.',
        citations: [
          {
            type: 'web_search_result_location',
            uri: 'https://example.com/',
            title: 'Rivers',
            cited_text: 'The Danube',
          },
          { type: 'char_location', title: 'Terms', cited_text: 'applies' },
        ],
      },
    ]);
  });

  test('what is not understood stays as it was sent', () => {
    const block = { type: 'hologram', beams: [1, 2] };
    expect(answered(block, { type: 'compaction', content: 'So far: rivers.' })).toEqual([
      {
        type: 'unknown',
        name: 'hologram',
        json: '{"type":"hologram","beams":[1,2]}',
        at: { body: 'response', pointer: '/content/0' },
      },
      { type: 'compaction', content: 'So far: rivers.' },
    ]);
  });

  test('a refusal says what it is for', () => {
    const stop_details = { type: 'refusal', category: 'cyber', explanation: 'This may harm.' };
    const { output } = read({}, { role: 'assistant', content: [], stop_reason: 'refusal', stop_details });
    expect(output).toEqual([
      { role: 'assistant', parts: [{ type: 'refusal', content: 'This may harm.' }], finish_reason: 'refusal' },
    ]);
  });
});

describe('streams', () => {
  test('blocks are put together from all kinds of deltas, in the order of their index', () => {
    const citation = { type: 'char_location', cited_text: 'water' };
    const stream = sse(
      start,
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'A ' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: '.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'citations_delta', citation } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'river.' } },
      {
        type: 'content_block_start',
        index: 2,
        content_block: { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} },
      },
      { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"query": "D' } },
      { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: 'anube"}' } },
      { type: 'content_block_start', index: 3, content_block: { type: 'compaction', content: null } },
      { type: 'content_block_delta', index: 3, delta: { type: 'compaction_delta', content: 'So far.' } },
      { type: 'content_block_start', index: 4, content_block: { type: 'tool_use', id: 't1', name: 'now', input: {} } },
      { type: 'content_block_delta', index: 4, delta: { type: 'input_json_delta', partial_json: '' } },
      { type: 'content_block_stop', index: 4 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
      { type: 'message_stop' },
    );
    expect(read({}, stream)).toMatchObject({
      complete: true,
      output: [
        {
          role: 'assistant',
          finish_reason: 'tool_use',
          parts: [
            { type: 'reasoning', content: 'Hm.' },
            { type: 'text', content: 'A river.', citations: [citation] },
            { type: 'server_tool_call', id: 's1', server_tool_call: { arguments: '{"query": "Danube"}' } },
            { type: 'compaction', content: 'So far.' },
            { type: 'tool_call', id: 't1', name: 'now', arguments: '{}' },
          ],
        },
      ],
    });
  });

  test('a tool call whose arguments were cut shows them as far as they came, never an empty object in their place', () => {
    const block = {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'tool_use', id: 't', name: 'f', input: {} },
    };
    const delta = { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"a":' } };
    expect(read({}, sse(start, block)).output[0]?.parts).toEqual([{ type: 'tool_call', id: 't', name: 'f' }]);
    expect(read({}, sse(start, block, delta))).toMatchObject({
      complete: false,
      output: [{ parts: [{ arguments: '{"a":' }] }],
    });
  });

  test('a character whose halves come in two deltas is whole', () => {
    const stream =
      sse(start, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }) +
      ['\\ud83c', '\\udf0a']
        .map(
          (half) => `data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${half}"}}\n\n`,
        )
        .join('');
    expect(read({}, stream).output[0]?.parts).toEqual([{ type: 'text', content: '🌊' }]);
  });
});
