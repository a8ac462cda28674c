import { describe, expect, test } from 'vitest';
import { readCall } from './read-call.ts';
import { body, read } from './test/read.ts';

describe('tools that OpenAI runs', () => {
  const read = (fields: object) => {
    const { usage, extras, billedApart } = readCall({
      ...{ method: 'POST', path: '/v1/responses', status: 200, complete: true, responseType: 'application/json' },
      request: body(''),
      response: body(JSON.stringify({ usage: { input_tokens: 1, output_tokens: 1 }, ...fields })),
    });
    return { webSearches: usage.webSearches, extras, billedApart };
  };
  const nothing = { webSearches: null, extras: {}, billedApart: [] };
  const call = (type: string) => ({ output: [{ type: 'message' }, { type }, { type }] });

  test('searches of the web are counted as the usage does, else by those that the model made', () => {
    const counted = { ...call('web_search_call'), tool_usage: { web_search: { num_requests: 3 } } };
    expect(read(counted)).toEqual({ ...nothing, webSearches: 3 });
    const actions = ['search', 'open_page', 'search', 'find_in_page'];
    const output = actions.map((type) => ({ type: 'web_search_call', action: { type } }));
    expect(read({ output })).toEqual({ ...nothing, webSearches: 2 });
    expect(read(call('web_search_call'))).toEqual({ ...nothing, webSearches: 2 });
  });

  test('those of the older tool are counted apart', () => {
    const tools = [{ type: 'web_search_preview_2025_03_11' }];
    expect(read({ ...call('web_search_call'), tools })).toEqual({ ...nothing, extras: { web_search_preview: 2 } });
  });

  test('searches of files are counted', () => {
    expect(read(call('file_search_call'))).toEqual({ ...nothing, extras: { file_search: 2 } });
  });

  test('a container is counted once, by the memory that was asked for', () => {
    const run = (container_id: string) => ({ type: 'code_interpreter_call', container_id });
    const output = [run('cntr_1'), run('cntr_1'), run('cntr_2')];
    expect(read({ output })).toEqual({ ...nothing, extras: { container_1g: 2 } });
    const tools = [{ type: 'code_interpreter', container: { type: 'auto', memory_limit: '4g' } }];
    expect(read({ output, tools })).toEqual({ ...nothing, extras: { container_4g: 2 } });
  });

  test.each([
    ['a container that OpenAI hosts', { type: 'container_reference', container_id: 'cntr_1' }, { container_1g: 1 }],
    ['a place that the answer does not name', null, { container_1g: 1 }],
    ['the caller’s own machine', { type: 'local' }, {}],
  ])('a shell in %s', (_, environment, extras) => {
    expect(read({ output: [{ type: 'shell_call', environment }] })).toEqual({ ...nothing, extras });
  });

  test('images have tokens of another model, which nothing prices', () => {
    const billedApart = ['image_generation_call'];
    expect(read(call('image_generation_call'))).toEqual({ ...nothing, billedApart });
    expect(read({ tool_usage: { image_gen: { input_tokens: 0, output_tokens: 272 } } })).toEqual({
      ...nothing,
      billedApart,
    });
    expect(read({ tool_usage: { image_gen: { input_tokens: 0, output_tokens: 0 } } })).toEqual(nothing);
  });

  test('the caller’s own functions are not counted', () => {
    expect(read(call('function_call'))).toEqual(nothing);
  });
});

describe('what others count beside tokens', () => {
  const read = (fields: object) =>
    readCall({
      ...{
        method: 'POST',
        path: '/v1/chat/completions',
        status: 200,
        complete: true,
        responseType: 'application/json',
      },
      request: body(''),
      response: body(JSON.stringify(fields)),
    });

  test('xAI’s tools by their kind, else all together, and sources where no tool ran', () => {
    const details = { web_search_calls: 2, x_search_calls: 0, mcp_calls: 1 };
    const usage = { num_server_side_tools_used: 3, num_sources_used: 9 };
    expect(read({ usage: { ...usage, server_side_tool_usage_details: details } }).extras).toEqual({
      web_search_calls: 2,
      mcp_calls: 1,
    });
    expect(read({ usage }).extras).toEqual({ num_server_side_tools_used: 3 });
    expect(read({ usage: { num_server_side_tools_used: 0, num_sources_used: 9 } }).extras).toEqual({
      num_sources_used: 9,
    });
  });

  test('Groq’s tools by their kind', () => {
    const executed_tools = ['search', 'visit', 'search', 'what was said'].map((type, index) => ({ index, type }));
    expect(read({ choices: [{ message: { executed_tools } }] }).extras).toEqual({
      search: 2,
      visit: 1,
      executed_tools: 1,
    });
  });

  test('Perplexity’s searches and citations, and reasoning that is beside the output although it is less', () => {
    const counts = { citation_tokens: 5, num_search_queries: 2, reasoning_tokens: 40, search_context_size: 'high' };
    const { usage, extras } = read({ usage: { prompt_tokens: 3, completion_tokens: 50, total_tokens: 53, ...counts } });
    expect(usage).toMatchObject({ completionTokens: 90, reasoningTokens: 40 });
    expect(extras).toEqual({ citation_tokens: 5, num_search_queries: 2, request_high: 1 });
  });
});

test.each(['constructor', '__proto__'])('a tool that is called %s is counted like any', (type) => {
  const executed_tools = [{ type }, { type }];
  const { extras } = read({ response: JSON.stringify({ choices: [{ message: { executed_tools } }] }) });
  expect(Object.entries(extras)).toEqual([[type, 2]]);
});

describe('of thousands of kinds', () => {
  const kinds = Array.from({ length: 5_000 }, (_, index) => `kind_${index}`);

  test('of tools a few are named, and that there were others', () => {
    const executed_tools = kinds.map((type) => ({ type }));
    const { extras, billedApart } = read({ response: JSON.stringify({ choices: [{ message: { executed_tools } }] }) });
    expect(Object.keys(extras)).toEqual(kinds.slice(0, 32));
    expect(billedApart).toEqual(['others']);
  });

  test('of iterations a few are named', () => {
    const usage = { input_tokens: 1, output_tokens: 1, iterations: kinds.map((type) => ({ type })) };
    const { billedApart } = read({ path: '/v1/messages', response: JSON.stringify({ usage }) });
    expect(billedApart).toEqual(kinds.slice(0, 32));
  });
});
