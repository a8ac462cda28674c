import { randomUUID } from 'node:crypto';
import Anthropic from '@anthropic-ai/sdk';
import { countTokens } from '@tallystick/sample-provider';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { costOf } from '../src/prices.ts';
import { rowOf } from '../src/rows.ts';
import { anthropicClient, deadUpstream, openaiClient, type Testbed } from '../src/testbed.ts';
import { verifyCall } from '../src/verify.ts';

const chat = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Say no' }] };
const chatRow = {
  provider: 'openai',
  path: '/v1/chat/completions',
  model: 'gpt-4o-mini',
  requested_model: 'gpt-4o-mini',
};
const message = { model: 'claude-haiku-4-5', max_tokens: 500, messages: chat.messages };
const messageRow = {
  provider: 'anthropic',
  path: '/v1/messages',
  model: 'claude-haiku-4-5',
  requested_model: 'claude-haiku-4-5',
};

/** What a call that must fail was rejected with. */
async function failure(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('the call did not fail');
}

export function errorsSuite(testbed: () => Testbed): void {
  describe('a provider’s error', () => {
    test.each([
      [400, OpenAI.BadRequestError],
      [401, OpenAI.AuthenticationError],
      [404, OpenAI.NotFoundError],
      [429, OpenAI.RateLimitError],
      [500, OpenAI.InternalServerError],
      [503, OpenAI.InternalServerError],
    ])('%i reaches the OpenAI client unchanged and is a row that says why', async (status, type) => {
      const { client, calls } = openaiClient(testbed());
      const headers = { 'x-sample-status': String(status) };
      const error = await failure(client.chat.completions.create(chat, { headers }));
      expect(error).toBeInstanceOf(type);
      const { error: message } = error as { error: { message: string } };
      await verifyCall(testbed(), calls[0], { ...chatRow, status, error: message.message });
    });

    test.each([
      [400, Anthropic.BadRequestError],
      [401, Anthropic.AuthenticationError],
      [429, Anthropic.RateLimitError],
      [500, Anthropic.InternalServerError],
      [529, Anthropic.InternalServerError],
    ])('%i reaches the Anthropic client unchanged and is a row that says why', async (status, type) => {
      const { client, calls } = anthropicClient(testbed());
      const headers = { 'x-sample-status': String(status) };
      const error = await failure(client.messages.create(message, { headers }));
      expect(error).toBeInstanceOf(type);
      const { error: body } = error as { error: { error: { message: string } } };
      await verifyCall(testbed(), calls[0], { ...messageRow, status, error: body.error.message });
    });

    test('inside a stream is a row that says so', async () => {
      const { client, calls } = anthropicClient(testbed());
      const headers = { 'x-sample-error-after-chunks': '5' };
      const error = await failure(client.messages.stream(message, { headers }).finalMessage());
      expect(error).toMatchObject({ type: 'overloaded_error' });
      const row = await rowOf(testbed(), calls[0]?.headers.get('tally-request-id') ?? '');
      expect(row).toMatchObject({ status: 200, streamed: true, finish: 'complete', error: 'Overloaded' });
      expect(row).toMatchObject({ completion_tokens: expect.any(Number), cost_source: 'estimated' });
    });

    test('is retried by the SDK as ever, and each attempt is a row of its own', async () => {
      const { client, calls } = openaiClient(testbed(), { maxRetries: 2 });
      const headers = {
        'x-sample-id': randomUUID(),
        'x-sample-fail-first': '2',
        'x-sample-status': '429',
        'x-sample-retry-after': '0',
      };
      const answer = await client.chat.completions.create(chat, { headers });
      expect(calls.map(({ status }) => status)).toEqual([429, 429, 200]);
      const ids = calls.map((call) => call.headers.get('tally-request-id'));
      expect(new Set(ids).size).toBe(3);
      const limited = 'Rate limit reached for requests. Please try again later.';
      await verifyCall(testbed(), calls[0], { ...chatRow, error: limited });
      await verifyCall(testbed(), calls[1], { ...chatRow, error: limited });
      const tokens = {
        prompt_tokens: countTokens('Say no'),
        completion_tokens: countTokens(answer.choices[0]?.message.content ?? ''),
      };
      await verifyCall(testbed(), calls[2], {
        ...chatRow,
        model: 'gpt-4o-mini-2024-07-18',
        finish_reason: 'stop',
        service_tier: 'default',
        response_id: answer.id,
        ...tokens,
        cache_read_tokens: 0,
        prompt_audio_tokens: 0,
        completion_audio_tokens: 0,
        reasoning_tokens: 0,
        ...costOf('gpt-4o-mini', { input: tokens.prompt_tokens, output: tokens.completion_tokens }),
      });
    });
  });

  describe('the edge’s own error', () => {
    test('for a provider that cannot be reached is a 502 that the SDK shows, and a row', async () => {
      const { client, calls } = openaiClient(testbed(), { baseURL: `${testbed().stack.edgeUrl}/dead/v1` });
      const error = await failure(client.chat.completions.create(chat));
      expect(error).toBeInstanceOf(OpenAI.InternalServerError);
      expect(error).toMatchObject({ status: 502, code: 'upstream_unreachable' });
      const row = await rowOf(testbed(), calls[0]?.headers.get('tally-request-id') ?? '');
      expect(row).toMatchObject({
        provider: 'dead',
        target_host: new URL(deadUpstream).host,
        status: 502,
        finish: 'upstream_error',
        requested_model: 'gpt-4o-mini',
        cost_usd: null,
        ttft_ms: null,
        response_bytes: 0,
      });
      expect(row.error).not.toBe('');
    });

    test.each([
      ['of another kind', (bed: Testbed) => bed.stack.readKey, 403],
      ['with a changed signature', (bed: Testbed) => `${bed.stack.writeKey.slice(0, -2)}AA`, 401],
      ['that is not one', () => 'sk-something', 401],
    ])('for a key %s is told in each provider’s shape, and nothing is sent', async (_kind, key, status) => {
      const headers = { 'Tally-Auth': `Bearer ${key(testbed())}` };
      const before = testbed().provider.requests.length;
      const openai = await failure(openaiClient(testbed(), { headers }).client.chat.completions.create(chat));
      const anthropic = await failure(anthropicClient(testbed(), { headers }).client.messages.create(message));
      expect(openai).toMatchObject({ status, code: expect.any(String), message: expect.stringContaining('key') });
      expect(anthropic).toMatchObject({ status, type: status === 403 ? 'permission_error' : 'authentication_error' });
      expect(testbed().provider.requests.length).toBe(before);
    });
  });
}
