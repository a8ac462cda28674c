import { describe, expect, test } from 'vitest';
import { type Part, readConversation } from './read-conversation.ts';

function read(request: unknown, response: unknown = '') {
  const conversation = readConversation({
    path: '/v1/responses',
    request_body: JSON.stringify(request),
    request_encoding: 'utf8',
    response_body: typeof response === 'string' ? response : JSON.stringify(response),
    response_encoding: 'utf8',
  });
  if (!conversation) throw new Error('No format.');
  return conversation;
}

/** What items come to in an answer. */
function answered(...output: object[]): Part[] | undefined {
  return read({}, { status: 'completed', output }).output[0]?.parts;
}

function sse(...events: object[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
}

const created = { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } };

describe('requests', () => {
  test('instructions, what the provider holds, and the input as a text', () => {
    const prompt = { id: 'pmpt_1', variables: { city: 'Wien' } };
    const request = { instructions: 'Be brief.', input: 'Hi', previous_response_id: 'resp_0', prompt };
    expect(read({ ...request, conversation: { id: 'conv_1' } })).toMatchObject({
      system_instructions: [
        { type: 'text', content: 'Be brief.' },
        { type: 'unknown', name: 'prompt', json: JSON.stringify(prompt), at: { body: 'request', pointer: '/prompt' } },
      ],
      input: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
      previous_response_id: 'resp_0',
      conversation_id: 'conv_1',
    });
  });

  test('what the model said in one turn is one message, and tools answer in their own', () => {
    const { input } = read({
      input: [
        { role: 'developer', content: 'Be brief.' },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Weather?' }] },
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Ask.' }], encrypted_content: 'gAAA' },
        { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"city": "Wien"}' },
        { type: 'custom_tool_call', call_id: 'c2', name: 'sql', input: 'SELECT 1' },
        { type: 'function_call_output', call_id: 'c1', output: '21 °C' },
        { type: 'custom_tool_call_output', call_id: 'c2', output: [{ type: 'input_text', text: '1' }] },
        { role: 'assistant', content: [{ type: 'output_text', text: '21 °C.' }] },
        { type: 'item_reference', id: 'msg_1' },
      ],
    });
    expect(input).toEqual([
      { role: 'developer', parts: [{ type: 'text', content: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'Weather?' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Ask.', summary: true },
          { type: 'tool_call', id: 'c1', name: 'weather', arguments: '{"city": "Wien"}' },
          { type: 'tool_call', id: 'c2', name: 'sql', arguments: 'SELECT 1' },
        ],
      },
      {
        role: 'tool',
        parts: [{ type: 'tool_call_response', id: 'c1', response: [{ type: 'text', content: '21 °C' }] }],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c2', response: [{ type: 'text', content: '1' }] }] },
      { role: 'assistant', parts: [{ type: 'text', content: '21 °C.' }] },
      {
        role: '',
        parts: [
          {
            type: 'unknown',
            name: 'item_reference',
            json: '{"type":"item_reference","id":"msg_1"}',
            at: { body: 'request', pointer: '/input/8' },
          },
        ],
      },
    ]);
  });

  test('images and files are references', () => {
    const image_url = `data:image/webp;base64,${btoa('12345')}`;
    const content = [
      { type: 'input_image', image_url },
      { type: 'input_image', file_id: 'file-1' },
      { type: 'input_file', file_url: 'https://example.com/a.pdf', filename: 'a.pdf' },
      { type: 'input_file', file_data: btoa('1234'), filename: 'b.pdf' },
    ];
    const screenshot = { type: 'computer_screenshot', image_url };
    const { input } = read({
      input: [
        { role: 'user', content },
        { type: 'computer_call_output', call_id: 'c1', output: screenshot },
      ],
    });
    expect(input[0]?.parts).toMatchObject([
      { type: 'blob', mime_type: 'image/webp', bytes: 5, at: { pointer: '/input/0/content/0/image_url' } },
      { type: 'file', modality: 'image', file_id: 'file-1' },
      { type: 'uri', modality: 'document', uri: 'https://example.com/a.pdf', name: 'a.pdf' },
      { type: 'blob', modality: 'document', name: 'b.pdf', bytes: 4, at: { pointer: '/input/0/content/3/file_data' } },
    ]);
    expect(input[1]?.parts).toMatchObject([
      {
        type: 'tool_call_response',
        id: 'c1',
        response: [{ type: 'blob', at: { pointer: '/input/1/output/image_url' } }],
      },
    ]);
  });
});

describe('answers', () => {
  test("OpenAI's own tools are a call and what came of it", () => {
    const logs = { type: 'logs', logs: '4\n' };
    const results = [{ file_id: 'file-1', filename: 'a.md', text: 'A river.' }];
    const mcp = { type: 'mcp_call', id: 'm1', name: 'find', server_label: 'maps', arguments: '{}' };
    const parts = answered(
      { type: 'web_search_call', id: 'ws1', status: 'completed', action: { type: 'search', query: 'Danube' } },
      { type: 'file_search_call', id: 'fs1', queries: ['river'], results },
      { type: 'code_interpreter_call', id: 'ci1', code: 'print(2+2)', outputs: [logs] },
      { type: 'image_generation_call', id: 'ig1', result: btoa('1234567'), output_format: 'png' },
      { ...mcp, error: { type: 'http_error', message: 'gone' } },
    );
    const call = (id: string, name: string, type: string, text?: string) => ({
      type: 'server_tool_call',
      id,
      name,
      server_tool_call: { type, ...(text && { arguments: text }) },
    });
    const response = (id: string, type: string, parts: object[], failed = {}) => ({
      type: 'server_tool_call_response',
      id,
      server_tool_call_response: { type, ...failed, parts },
    });
    expect(parts).toEqual([
      call('ws1', 'web_search', 'web_search_call', '{"type":"search","query":"Danube"}'),
      call('fs1', 'file_search', 'file_search_call', '["river"]'),
      response('fs1', 'file_search_call', [
        { type: 'file', modality: 'document', name: 'a.md', file_id: 'file-1' },
        { type: 'text', content: 'A river.' },
      ]),
      call('ci1', 'code_interpreter', 'code_interpreter_call', 'print(2+2)'),
      response('ci1', 'code_interpreter_call', [{ type: 'text', content: '4\n' }]),
      call('ig1', 'image_generation', 'image_generation_call'),
      response('ig1', 'image_generation_call', [
        {
          type: 'blob',
          modality: 'image',
          mime_type: 'image/png',
          bytes: 7,
          at: { body: 'response', pointer: '/output/3/result' },
        },
      ]),
      call('m1', 'find', 'mcp_call', '{}'),
      response('m1', 'mcp_call', [{ type: 'text', content: 'gone' }], { is_error: true }),
    ]);
  });

  test('tools that the caller runs are calls, whatever their item is called', () => {
    const parts = answered(
      { type: 'shell_call', call_id: 'c1', action: { commands: ['ls'] } },
      { type: 'apply_patch_call', call_id: 'c2', operation: { type: 'delete_file', path: 'a' } },
      { type: 'computer_call', call_id: 'c3', action: { type: 'screenshot' } },
    );
    expect(parts).toEqual([
      { type: 'tool_call', id: 'c1', name: 'shell', arguments: '{"commands":["ls"]}' },
      { type: 'tool_call', id: 'c2', name: 'apply_patch', arguments: '{"type":"delete_file","path":"a"}' },
      { type: 'tool_call', id: 'c3', name: 'computer', arguments: '{"type":"screenshot"}' },
    ]);
  });

  test('reasoning is its summaries, itself, or hidden; refusals, citations and compactions are what they are', () => {
    const annotations = [{ type: 'file_citation', file_id: 'file-1', filename: 'a.md', index: 3 }];
    const parts = answered(
      {
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: 'One.' }],
        content: [{ type: 'reasoning_text', text: 'Two.' }],
      },
      { type: 'reasoning', summary: [], encrypted_content: 'gAAA' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'The Danube.', annotations }] },
      { type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      { type: 'compaction', id: 'cmp_1', encrypted_content: 'gAAA' },
    );
    expect(parts).toEqual([
      { type: 'reasoning', content: 'One.', summary: true },
      { type: 'reasoning', content: 'Two.' },
      { type: 'reasoning', content: '', redacted: true },
      {
        type: 'text',
        content: 'The Danube.',
        citations: [{ type: 'file_citation', file_id: 'file-1', title: 'a.md' }],
      },
      { type: 'refusal', content: 'No.' },
      { type: 'compaction', id: 'cmp_1' },
    ]);
  });
});

describe('streams', () => {
  const broken = sse(
    created,
    { type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning', id: 'rs_1', summary: [] } },
    { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'Th' },
    { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'ink.' },
    { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 1, delta: 'More.' },
    { type: 'response.output_item.added', output_index: 1, item: { type: 'message', role: 'assistant', content: [] } },
    { type: 'response.output_text.delta', output_index: 1, content_index: 0, delta: 'draft' },
    {
      type: 'response.output_item.done',
      output_index: 1,
      item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Done.' }] },
    },
    { type: 'response.output_item.added', output_index: 2, item: { type: 'function_call', call_id: 'c1', name: 'f' } },
    { type: 'response.function_call_arguments.delta', output_index: 2, delta: '{"a"' },
    { type: 'response.function_call_arguments.delta', output_index: 2, delta: ':' },
    { type: 'response.output_item.added', output_index: 3, item: { type: 'code_interpreter_call', id: 'ci1' } },
    { type: 'response.code_interpreter_call_code.delta', output_index: 3, delta: 'print(' },
    { type: 'response.output_item.added', output_index: 4, item: { type: 'message', role: 'assistant', content: [] } },
    { type: 'response.output_text.delta', output_index: 4, content_index: 0, delta: 'Hal' },
    { type: 'response.refusal.delta', output_index: 4, content_index: 1, delta: 'I can' },
  );

  test('one that breaks off shows what is done, and of the rest what came', () => {
    expect(read({}, broken)).toMatchObject({
      complete: false,
      output: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Think.', summary: true },
            { type: 'reasoning', content: 'More.', summary: true },
            { type: 'text', content: 'Done.' },
            { type: 'tool_call', id: 'c1', name: 'f', arguments: '{"a":' },
            { type: 'server_tool_call', id: 'ci1', server_tool_call: { arguments: 'print(' } },
            { type: 'text', content: 'Hal' },
            { type: 'refusal', content: 'I can' },
          ],
        },
      ],
    });
  });

  test('one that ends is what its end says', () => {
    const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'All.' }] }];
    const end = sse({ type: 'response.completed', response: { status: 'completed', output } });
    expect(read({}, broken + end)).toMatchObject({
      complete: true,
      output: [{ parts: [{ type: 'text', content: 'All.' }], finish_reason: 'completed' }],
    });
  });

  test('an end that leaves out the output does not take away what was streamed', () => {
    const end = sse({ type: 'response.completed', response: { status: 'completed', output: [] } });
    const { complete, output } = read({}, broken + end);
    expect(complete).toBe(true);
    expect(output[0]?.parts).toHaveLength(7);
  });

  test('data in a stream are referred to by their event', () => {
    const output = [{ type: 'image_generation_call', id: 'ig1', result: btoa('123') }];
    const stream = sse(created, { type: 'response.completed', response: { status: 'completed', output } });
    expect(read({}, stream).output[0]?.parts[1]).toMatchObject({
      server_tool_call_response: {
        parts: [{ type: 'blob', bytes: 3, at: { body: 'response', event: 1, pointer: '/response/output/0/result' } }],
      },
    });
  });
});
