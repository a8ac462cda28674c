import { unknownUsage } from '@tallystick/log';
import { describe, expect, test } from 'vitest';
import { readCall } from './read-call.ts';
import { CapturedBody } from './reading/captured-body.ts';
import { body, nothing, read, type Texts } from './test/read.ts';

const encoder = new TextEncoder();

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
