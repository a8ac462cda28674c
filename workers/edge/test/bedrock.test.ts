import { OwnHeaders } from '@tallystick/log/headers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Refusal } from '../src/refusal.ts';
import { cutUrl, findTarget, type Target } from '../src/target.ts';
import { Upstreams } from '../src/upstreams.ts';
import { type EdgeServer, startEdge } from './edge-server.ts';
import { send, startUpstream, type Upstream } from './raw-http.ts';

const keyless = { ALLOW_KEYLESS: 'true', DEFAULT_ORGANISATION: 'local' };
const model = '/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse';
const secretText = 'AKIAhunter2';

/** Where a call goes, as the caller writes its address. */
function find(url: string, upstreams = new Upstreams({})): Target | Refusal {
  return findTarget(cutUrl(url), new OwnHeaders(), new Headers(), upstreams);
}

describe('where UPSTREAMS does not name Bedrock, the path names its region', () => {
  test.each([
    [`https://edge.example/bedrock/us-west-2${model}`, 'us-west-2', model],
    [`https://edge.example/bedrock/v1/us-west-2${model}`, 'us-west-2', model],
    [`https://bedrock.edge.example/v1/ap-south-1${model}`, 'ap-south-1', model],
    [`https://bedrock.edge.example/us-gov-west-1${model}`, 'us-gov-west-1', model],
    [`https://edge.example/k/KEY/bedrock/eu-central-1${model}`, 'eu-central-1', model],
    ['https://edge.example/bedrock/us-east-1', 'us-east-1', ''],
    [
      'https://edge.example/bedrock/us-east-1/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/invoke?a=b',
      'us-east-1',
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/invoke',
    ],
    ['https://edge.example/bedrock/us-west-2/openai/v1/chat/completions', 'us-west-2', '/openai/v1/chat/completions'],
  ])('%s', (url, region, path) => {
    const host = `bedrock-runtime.${region}.amazonaws.com`;
    const upstream = { slug: 'bedrock', wire: 'bedrock', base: `https://${host}`, host, basePath: '' };
    expect(find(url)).toMatchObject({ upstream, path });
  });

  test.each([
    `https://edge.example/bedrock${model}`,
    'https://bedrock.edge.example/v1/chat/completions',
    'https://edge.example/bedrock/us-west-2.evil.example/model/x/converse',
    'https://edge.example/bedrock/us-west-2%2eevil/model/x/converse',
    'https://edge.example/bedrock/US-WEST-2/model/x/converse',
    'https://edge.example/bedrock',
  ])('without one, or with what is none, both ways are told: %s', (url) => {
    const refusal = find(url);
    expect(refusal).toMatchObject({ status: 404, code: 'upstream_not_configured', wire: 'bedrock' });
    expect(refusal).toMatchObject({
      message: expect.stringMatching(/UPSTREAMS.*"bedrock":"https:.*\/bedrock\/us-east-1\//),
    });
  });

  test('a target header beside it is refused, not ignored', () => {
    const own = new OwnHeaders();
    own.put('tally-target-url', 'https://allowed.example');
    const url = cutUrl(`https://edge.example/bedrock/us-west-2${model}`);
    expect(findTarget(url, own, new Headers(), new Upstreams({}))).toMatchObject({ code: 'target_not_applicable' });
  });
});

describe('where UPSTREAMS names Bedrock, calls go there', () => {
  const at = (url: string) => new Upstreams({ upstreams: JSON.stringify({ bedrock: url }) });
  const frankfurt = at('https://bedrock-runtime.eu-central-1.amazonaws.com');

  test.each([model, `/eu-central-1${model}`, `/v1/eu-central-1${model}`])(
    'also with its own region in the path: %s',
    (path) => {
      expect(find(`https://edge.example/bedrock${path}`, frankfurt)).toMatchObject({ path: model });
      expect(find(`https://bedrock.edge.example${path}`, frankfurt)).toMatchObject({ path: model });
    },
  );

  test('and a call for another region is refused', () => {
    const refusal = { status: 400, code: 'region_not_configured', wire: 'bedrock' };
    expect(find(`https://edge.example/bedrock/us-west-2${model}`, frankfurt)).toMatchObject(refusal);
    expect(find(`https://bedrock.edge.example/v1/us-west-2${model}`, frankfurt)).toMatchObject(refusal);
    const endpoint = at('https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com');
    expect(find(`https://edge.example/bedrock/us-west-2${model}`, endpoint)).toMatchObject(refusal);
  });

  test('an address that names no region takes any', () => {
    const target = find(`https://edge.example/bedrock/us-west-2${model}`, at('https://bedrock.internal.example/base'));
    expect(target).toMatchObject({ path: model, upstream: { base: 'https://bedrock.internal.example/base' } });
  });
});

describe('a call', () => {
  let upstream: Upstream;
  let edge: EdgeServer;

  beforeAll(async () => {
    upstream = await startUpstream((_, response) => {
      response.setHeader('x-amzn-bedrock-input-token-count', '15');
      response.setHeader('x-amzn-requestid', 'r-1');
      response.end('{}');
    });
    edge = await startEdge({ UPSTREAMS: JSON.stringify({ bedrock: upstream.url }), ...keyless });
  });

  afterAll(async () => {
    await edge.stop();
    await upstream.stop();
  });

  test('with an API key arrives with its model as it was written, and its log has the headers that count', async () => {
    const headers = { authorization: `Bearer ${secretText}` };
    const answer = await send(`${edge.url}bedrock/us-west-2${model}`, { method: 'POST', headers }, '{}');
    expect(answer.status).toBe(200);
    expect(upstream.received.at(-1)).toMatchObject({ url: model, headers });
    const { call, bytes } = await edge.logOf(answer.headers['tally-request-id']);
    expect(call).toMatchObject({ provider: 'bedrock', wire: 'bedrock', path: model });
    expect(call.answer_headers).toEqual({ 'x-amzn-bedrock-input-token-count': '15' });
    expect(bytes.toString()).not.toContain(secretText);
  });

  const sigv4 = `AWS4-HMAC-SHA256 Credential=${secretText}/20261122/us-west-2/bedrock/aws4_request, SignedHeaders=host, Signature=f00`;
  test.each([
    ['in its headers', '', { authorization: sigv4, 'x-amz-security-token': secretText }],
    [
      'in its query',
      `?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${secretText}&X-Amz-Signature=${secretText}`,
      {},
    ],
  ])(
    'that is signed %s is refused in words that the SDK shows, and repeats no credential',
    async (_, query, headers) => {
      const before = upstream.received.length;
      const answer = await send(`${edge.url}bedrock${model}${query}`, { method: 'POST', headers }, '{}');
      expect(answer).toMatchObject({ status: 400, headers: { 'x-amzn-errortype': 'ValidationException' } });
      const body = JSON.parse(answer.body.toString());
      expect(body).toEqual({ message: expect.stringContaining('AWS_BEARER_TOKEN_BEDROCK') });
      expect(upstream.received.length).toBe(before);
      const said = JSON.stringify([answer.headers, body, edge.console, edge.logs.map(({ bytes }) => bytes.toString())]);
      expect(said).not.toContain(secretText);
    },
  );

  test('without a key that is needed is refused in the provider’s own shape', async () => {
    const strict = await startEdge({});
    const answer = await send(`${strict.url}bedrock/us-west-2${model}`, { method: 'POST' }, '{}');
    expect(answer).toMatchObject({ status: 401, headers: { 'x-amzn-errortype': 'AccessDeniedException' } });
    expect(JSON.parse(answer.body.toString())).toEqual({ message: expect.stringMatching(/key/i) });
    await strict.stop();
  });
});
