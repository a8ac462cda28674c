import { unknownUsage } from '@tallystick/log';
import { describe, expect, test } from 'vitest';
import { CapturedBody } from './captured-body.ts';
import { type CapturedCall, readCall } from './read-call.ts';

const encoder = new TextEncoder();
const body = (text: string) => new CapturedBody(encoder.encode(text));

interface Texts extends Omit<CapturedCall, 'request' | 'response'> {
  request: string;
  response: string;
}

/** The facts of a chat completion, or of what `texts` makes of it. */
function read(texts: Partial<Texts>) {
  const { request = '', response = '', ...call } = texts;
  const usual = {
    method: 'POST',
    path: '/v1/chat/completions',
    status: 200,
    complete: true,
    responseType: 'application/json',
  };
  return readCall({ ...usual, ...call, request: body(request), response: body(response) });
}

const nothing = { usage: unknownUsage, tokensSource: 'unknown', unreadable: '', warnings: [], error: '' };

describe('calls that have no usage', () => {
  test.each<[string, Partial<Texts>]>([
    ['listing models', { method: 'GET', path: '/v1/models', response: '{"object":"list","data":[]}' }],
    [
      'listing stored completions',
      { method: 'GET', response: '{"object":"list","data":[{"usage":{"prompt_tokens":9}}]}' },
    ],
    ['counting tokens, which is free', { path: '/v1/messages/count_tokens', response: '{"input_tokens":2095}' }],
    ['an answer without a body', { status: 204 }],
    ['no answer at all', { status: 0 }],
    ['speech', { path: '/v1/audio/speech', responseType: 'audio/mpeg', response: 'ID3…' }],
    ['a stream cut before its first event', { responseType: 'text/event-stream', response: ': ok\n\ndata: {"id"' }],
  ])('%s: unknown, and nothing to complain of', (_, texts) => {
    expect(read(texts)).toMatchObject(nothing);
  });

  test('a file upload is not JSON, and no fault', () => {
    const request = '--x\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n--x--\r\n';
    const upload = read({ path: '/v1/files', request, response: '{"id":"file-1","object":"file"}' });
    expect(upload).toMatchObject({ ...nothing, requestedModel: '', userId: '' });
  });
});

describe('answers that are neither JSON nor events, and are not meant to be', () => {
  test.each([
    ['sound whose samples begin like JSON', '/v1/audio/speech', 'audio/pcm', '{\u0000[\u0001'],
    ['sound of no type', '/v1/audio/speech', '', '\u0000\u0001'],
    ['a transcript', '/v1/audio/transcriptions', 'text/plain; charset=utf-8', '[Music] The Danube'],
    ['subtitles', '/v1/audio/translations', 'text/vtt', 'WEBVTT\n\n'],
  ])('%s: nothing is known, and nothing is wrong', (_, path, responseType, response) => {
    expect(read({ path, responseType, response })).toMatchObject(nothing);
  });

  test('what is said to be JSON and is none is a fault all the same', () => {
    const facts = read({ path: '/v1/audio/transcriptions', response: '{"text":"The Dan' });
    expect(facts).toMatchObject({ ...nothing, unreadable: 'the response is not a whole JSON object' });
  });
});

describe('requests that are forms', () => {
  const form = (file: Uint8Array<ArrayBuffer>, whole: boolean): CapturedBody => {
    const part = (name: string) => `\r\n--b\r\nContent-Disposition: form-data; name="${name}"`;
    const fields = `${part('model')}\r\n\r\nwhisper-1${part('stream')}\r\n\r\ntrue${part('user')}\r\n\r\nu-1`;
    const head = encoder.encode(`${part('file').slice(2)}; filename="a.wav"\r\n\r\n`);
    const tail = encoder.encode(whole ? `${fields}\r\n--b--\r\n` : '');
    const bytes = new Uint8Array(head.length + file.length + tail.length);
    bytes.set(head);
    bytes.set(file, head.length);
    bytes.set(tail, head.length + file.length);
    return new CapturedBody(bytes);
  };
  const call = (request: CapturedBody) => {
    const path = '/v1/audio/transcriptions';
    const response = body('{"text":"…"}');
    return readCall({ method: 'POST', path, status: 200, complete: true, responseType: '', request, response });
  };

  test('tell their model behind 25 MB of sound', () => {
    const facts = call(form(new Uint8Array(25_000_000).fill(0xff), true));
    expect(facts).toMatchObject({ requestedModel: 'whisper-1', stream: true, userId: 'u-1' });
  });

  test('cut within their file they tell nothing, not even by chance', () => {
    expect(call(form(new Uint8Array(1_000), false))).toMatchObject({ requestedModel: '', stream: false });
  });
});

describe('answers that cannot be read', () => {
  test.each([
    ['{"id":"chatcmpl-1","usage":{"prompt_tok', 'application/json', 'the response is not a whole JSON object'],
    ['[1,2,3]', 'application/json', 'the response is not a whole JSON object'],
    ['<html>hello</html>', 'text/html', 'the response is neither JSON nor a stream of events'],
    [
      'data: {"id":"c","model":"m"}\n\ndata: {"usage":{"prompt_tokens":1,\n\n',
      '',
      'an event of the stream is not JSON',
    ],
  ])('%s', (response, responseType, unreadable) => {
    expect(read({ response, responseType })).toMatchObject({ ...nothing, unreadable });
  });

  test('an answer that is JSON is read as JSON though a stream was asked for and promised', () => {
    const response = '{"id":"c","usage":{"prompt_tokens":3,"completion_tokens":4}}';
    const facts = read({ request: '{"stream":true}', response, responseType: 'text/event-stream' });
    expect(facts).toMatchObject({ stream: true, responseId: 'c', usage: { promptTokens: 3, completionTokens: 4 } });
  });
});

describe('errors', () => {
  test.each([
    ['{"error":{"message":"No such file","type":"invalid_request_error"}}', 'application/json', 'No such file'],
    ['{"error":"model not loaded"}', 'application/json', 'model not loaded'],
    ['[{"error":{"code":404,"message":"No such file","status":"NOT_FOUND"}}]', 'application/json', 'No such file'],
    ['\uFEFF [\r\n{"error":{"message":"No such file"}},', 'application/json', 'No such file'],
    ['[]', 'application/json', ''],
    ['{"error":{"message":"","code":"quota_exceeded"}}', 'application/json', 'quota_exceeded'],
    ['{"message":"Not Found"}', 'application/json', 'Not Found'],
    ['{"detail":"Method Not Allowed"}', 'application/json', 'Method Not Allowed'],
    ['upstream connect error\n', 'text/plain; charset=utf-8', 'upstream connect error'],
    ['<html><body><h1>502  Bad\nGateway</h1></body></html>', 'text/html', '502 Bad Gateway'],
    [
      '<!DOCTYPE html><html><head><style>a{}</style><title>\n example.com | 520: Unknown error\n</title></head><body>…',
      'text/html; charset=UTF-8',
      'example.com | 520: Unknown error',
    ],
    ['<html><title> </title><script>if (a < b) go()</script><!-- x > y --><p>Busy', '', 'Busy'],
    [
      '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
      'application/xml',
      'AccessDenied Access Denied',
    ],
    ['<img src=x', 'text/html', ''],
    ['\0\x01<', 'application/octet-stream', ''],
    ['', '', ''],
    ['{"error":', 'application/json', ''],
  ])('%s is told on any path', (response, responseType, error) => {
    const facts = read({ path: '/v1/files/file-1', status: 502, response, responseType });
    expect(facts).toMatchObject({ ...nothing, error });
  });

  test('a page made to be read slowly is not', () => {
    const page = `<html>${'<script '.repeat(1_000_000)}`;
    expect(read({ status: 502, response: page, responseType: 'text/html' }).error).toBe('');
  });

  test('a long message is shortened, and not in the middle of a character', () => {
    const { error } = read({ status: 400, response: JSON.stringify({ error: { message: `${'x'.repeat(499)}🌊` } }) });
    expect(error).toBe(`${'x'.repeat(499)}\uFFFD`);
  });
});

describe('Google’s', () => {
  const path = '/v1beta/models/gemini-2.5-flash:generateContent';
  const usageOf = (usageMetadata: object) =>
    read({ path, response: JSON.stringify({ candidates: [{ finishReason: 'STOP' }], usageMetadata }) }).usage;

  test.each([
    ['candidates and thoughts', { candidatesTokenCount: 20, thoughtsTokenCount: 30, totalTokenCount: 60 }, 10, 50],
    [
      'candidates that hold the thoughts',
      { candidatesTokenCount: 50, thoughtsTokenCount: 30, totalTokenCount: 60 },
      10,
      50,
    ],
    ['thoughts that only the total counts', { candidatesTokenCount: 20, totalTokenCount: 60 }, 10, 50],
    ['no total', { candidatesTokenCount: 20, thoughtsTokenCount: 30 }, 10, 50],
    ['thoughts alone', { thoughtsTokenCount: 30 }, 10, 30],
    ['nothing but a prompt', { totalTokenCount: 10 }, 10, 0],
    ['no total and nothing but a prompt', {}, 10, null],
    ['results of tools', { candidatesTokenCount: 20, toolUsePromptTokenCount: 5, totalTokenCount: 35 }, 15, 20],
    [
      'results of tools that are not in the total',
      { candidatesTokenCount: 20, toolUsePromptTokenCount: 25, totalTokenCount: 30 },
      35,
      20,
    ],
    [
      'counts that add up to more than can be',
      { toolUsePromptTokenCount: 2 ** 31 - 1, candidatesTokenCount: 1 },
      null,
      1,
    ],
  ])('usage with %s', (_, counts, promptTokens, completionTokens) => {
    expect(usageOf({ promptTokenCount: 10, ...counts })).toMatchObject({ promptTokens, completionTokens });
  });

  test('details without a count hold none, and an absurd one leaves no total to trust', () => {
    const details = { promptTokensDetails: [{ modality: 'AUDIO' }, null, 7] };
    expect(usageOf({ promptTokenCount: 10, ...details })).toMatchObject({ promptTokens: 10, promptAudioTokens: 0 });
    const absurd = { promptTokensDetails: [{ modality: 'AUDIO', tokenCount: -5 }] };
    expect(usageOf({ promptTokenCount: 10, totalTokenCount: 20, ...absurd })).toMatchObject({
      promptTokens: null,
      completionTokens: null,
    });
  });

  test.each([
    ['/v1beta/models/gemini-2.5-pro:generateContent', 'gemini-2.5-pro', '', false],
    ['/v1beta/models/gemini-2.5-pro%3AstreamGenerateContent/', 'gemini-2.5-pro', '', true],
    ['/v1beta/tunedModels/rivers-1:generateContent', 'rivers-1', '', false],
    [
      '/v1/projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-pro:generateContent',
      'gemini-2.5-pro',
      'europe-west4',
      false,
    ],
    ['/v1/projects/p/locations/global/endpoints/123:streamGenerateContent', '123', 'global', true],
  ])('%s names the model', (path, requestedModel, requestedGeo, stream) => {
    expect(read({ path, request: '{"model":"other"}' })).toMatchObject({ requestedModel, requestedGeo, stream });
  });

  test('places are told whatever the format of the call', () => {
    const place = '/v1/projects/p/locations/us-east4/endpoints/openapi/chat/completions';
    expect(read({ path: place, request: '{"model":"google/gemini-2.5-pro"}' })).toMatchObject({
      requestedModel: 'google/gemini-2.5-pro',
      requestedGeo: 'us-east4',
    });
  });

  test('model that answered is named without its collection', () => {
    expect(read({ path, response: '{"modelVersion":"publishers/google/models/gemini-2.5-pro"}' }).model).toBe(
      'gemini-2.5-pro',
    );
  });

  test('images that no count tells of leave the cost unknown', () => {
    const content = { parts: [{ inlineData: { mimeType: 'image/png', data: 'iVBORw==' } }] };
    const response = JSON.stringify({ candidates: [{ content, finishReason: 'STOP' }] });
    expect(read({ path, response }).billedApart).toEqual(['images']);
  });

  test('searches that are counted elsewhere leave the cost unknown, and sources are named by their kind', () => {
    const usageMetadata = { billedToolCalls: [{ successfulToolCallCount: 2 }] };
    const candidates = [{ groundingMetadata: { groundingChunks: [{ web: {} }, { 'what was said': {} }] } }];
    expect(read({ path, response: JSON.stringify({ candidates, usageMetadata }) })).toMatchObject({
      extras: { 'grounding by web': 1, 'grounding by another': 1 },
      billedApart: ['billedToolCalls'],
    });
  });

  test('list of two hundred thousand chunks is read in one pass', () => {
    const chunk = '{"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":3}},';
    const last = '{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":9}}';
    const { usage } = read({ path, response: `[${chunk.repeat(200_000)}${last}]` });
    expect(usage).toMatchObject({ promptTokens: 3, completionTokens: 6 });
  });

  test('list that is not one of chunks is not read', () => {
    for (const response of ['[[[[', '[1,2', `[${'['.repeat(100_000)}`, '["a"]', '[,{}]', '[:{}]'])
      expect(read({ path, response })).toMatchObject({
        ...nothing,
        unreadable: 'the response is not a whole JSON object',
      });
  });
});

test('a stream that begins with a blank line, as a sign of life, is a stream whatever its content type', () => {
  const response = '\n\ndata: {"id":"c","model":"m","usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n';
  expect(read({ response, responseType: '' })).toMatchObject({ responseId: 'c', usage: { promptTokens: 3 } });
});

test('the service tier that the caller asked for is known, where it is a name', () => {
  expect(read({ request: '{"service_tier":"flex"}', response: '{}' })).toMatchObject({
    requestedTier: 'flex',
    serviceTier: '',
  });
  expect(read({ request: '{"service_tier":"what was said"}', response: '{}' }).requestedTier).toBe('');
});

describe('counts that are not the last', () => {
  const chunk = (fields: object) => `data: ${JSON.stringify({ id: 'c', model: 'm', ...fields })}\n\n`;
  const running = chunk({ choices: [{ index: 0 }], usage: { prompt_tokens: 19, completion_tokens: 3 } });
  const ended = chunk({ choices: [{ finish_reason: 'stop' }], usage: { prompt_tokens: 19, completion_tokens: 6 } });

  test.each([
    ['of a stream that was cut', running, false, null],
    ['of a first chunk', chunk({ usage: { prompt_tokens: 19, completion_tokens: 0 } }), false, null],
    ['of a stream that ended', running + ended, true, 6],
    ['of a stream that was left after its choice had ended', running + ended, false, 6],
    ['of a whole stream whose server names no reason', running, true, 3],
  ])('%s', (_, response, complete, completionTokens) => {
    const facts = read({ response, complete, responseType: 'text/event-stream' });
    expect(facts.usage).toMatchObject({ promptTokens: 19, completionTokens });
  });

  test('of a cut message of Anthropic’s', () => {
    const response = [
      { type: 'message_start', message: { id: 'm', usage: { input_tokens: 9, output_tokens: 1 } } },
      { type: 'message_delta', delta: {}, usage: { output_tokens: 5 } },
    ];
    const text = response.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    const call = { path: '/v1/messages', response: text, responseType: 'text/event-stream' };
    expect(read({ ...call, complete: false }).usage).toMatchObject({ promptTokens: 9, completionTokens: null });
    expect(read({ ...call, complete: true }).usage).toMatchObject({ promptTokens: 9, completionTokens: 5 });
  });
});

test('an answer that claims to have taken no tokens has unknown ones', () => {
  const usage = { prompt_tokens: 0, completion_tokens: 0 };
  const facts = read({ response: JSON.stringify({ id: 'c', choices: [{ finish_reason: 'stop' }], usage }) });
  expect(facts).toMatchObject({ usage: unknownUsage, tokensSource: 'unknown' });
  expect(facts.warnings).toEqual([expect.stringContaining('no tokens at all')]);
});

test('warnings and the code of an error quote nothing that was written', () => {
  const usage = { prompt_tokens: 'SECRET', completion_tokens: { SECRET: 1 } };
  expect(read({ response: JSON.stringify({ usage }) }).warnings.join()).not.toContain('SECRET');
  const iterations = [{ type: 'a SECRET' }];
  const message = JSON.stringify({ usage: { input_tokens: 1, output_tokens: 1, iterations } });
  expect(read({ path: '/v1/messages', response: message }).warnings.join()).not.toContain('SECRET');
  const error = { message: 'SECRET', code: 'no code SECRET', type: 'invalid_request_error' };
  expect(read({ status: 400, response: JSON.stringify({ error }) }).errorCode).toBe('invalid_request_error');
});

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

test('Claude on Vertex AI is read by its path, which names the model and the place', () => {
  const path = '/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-haiku-4-5@20251001:rawPredict';
  const request = '{"anthropic_version":"vertex-2023-10-16","messages":[],"max_tokens":9}';
  const response =
    '{"model":"claude-haiku-4-5-20251001","usage":{"input_tokens":7,"output_tokens":2},"container":{"id":"c"}}';
  expect(read({ path, request, response })).toMatchObject({
    requestedModel: 'claude-haiku-4-5@20251001',
    model: 'claude-haiku-4-5-20251001',
    requestedGeo: 'us-east5',
    usage: { promptTokens: 7, completionTokens: 2 },
    extras: { container: 1 },
  });
});

describe('the user', () => {
  test.each([
    ['{"user":"a","metadata":{"user_id":"b"},"safety_identifier":"c"}', 'a'],
    ['{"metadata":{"user_id":"b"},"safety_identifier":"c"}', 'b'],
    ['{"metadata":null,"safety_identifier":"c"}', 'c'],
    ['{"user":"","safety_identifier":"c"}', 'c'],
    ['{"user":7,"metadata":"b","safety_identifier":["c"]}', ''],
    [`{"user":"${'u'.repeat(257)}"}`, ''],
    ['\uFEFF {"user":"a"}', 'a'],
    ['{"user":"a"', ''],
  ])('%s is %j', (request, userId) => {
    expect(read({ request }).userId).toBe(userId);
  });
});

test('text that is no valid Unicode becomes valid, since the store takes no other', () => {
  const facts = read({ request: '{"model":"\\ud800","user":"\\udc00x"}', response: '{"id":"\\ud83c","model":"m"}' });
  expect(facts).toMatchObject({ requestedModel: '\uFFFD', userId: '\uFFFDx', responseId: '\uFFFD' });
});
