import { randomUUID } from 'node:crypto';
import { requestIdRowSchema } from '@tallystick/log';
import { describe, expect, test } from 'vitest';
import { openCall, rawCall } from '../src/raw-call.ts';
import { bodiesOf, rowOf } from '../src/rows.ts';
import { anthropicClient, openaiClient, type Testbed } from '../src/testbed.ts';
import { recordedCall } from '../src/verify.ts';

const messages = [{ role: 'user' as const, content: 'Tell me a long story' }];
const chat = { model: 'gpt-4o-mini', messages, stream: true as const, stream_options: { include_usage: true } };

export function interruptionsSuite(testbed: () => Testbed): void {
  describe('an interrupted call', () => {
    test('that its client leaves stops at the provider too, and keeps what had come', async () => {
      const { client, calls } = openaiClient(testbed());
      const headers = { 'x-sample-chunks': '2000', 'x-sample-chunk-delay-ms': '10' };
      const stream = await client.chat.completions.create(chat, { headers });
      let chunks = 0;
      for await (const _chunk of stream) if (++chunks === 20) stream.controller.abort();
      const [call] = calls;
      if (!call) throw new Error('the client made no call');
      const recorded = recordedCall(testbed(), call.headers);
      const row = await rowOf(testbed(), call.headers.get('tally-request-id') ?? '');
      await expect.poll(() => recorded.answer.outcome, { timeout: 30_000 }).toBe('client_closed');
      expect(row).toMatchObject({
        status: 200,
        streamed: true,
        finish: 'client_closed',
        error: '',
        model: 'gpt-4o-mini-2024-07-18',
        prompt_tokens: expect.any(Number),
        completion_tokens: expect.any(Number),
        tokens_source: 'estimated',
        cost_usd: expect.any(String),
        cost_source: 'estimated',
      });
      const sent = Buffer.concat(recorded.answer.pieces).toString();
      const stored = (await bodiesOf(testbed(), row.request_id))?.response_body ?? '';
      expect(stored).toContain('chat.completion.chunk');
      expect(sent.startsWith(stored), 'a beginning of what the provider sent').toBe(true);
    });

    test('that stalls has given its client all that had come', async () => {
      const call = openCall(testbed(), {
        path: '/anthropic/v1/messages',
        body: { model: 'claude-haiku-4-5', max_tokens: 1000, messages, stream: true },
        headers: { 'x-sample-stall-after-bytes': '2000' },
      });
      const response = await call.answer;
      const recorded = testbed().provider.requests.at(-1);
      let received = 0;
      response.on('data', (part: Buffer) => {
        received += part.length;
      });
      await expect.poll(() => received, { timeout: 30_000 }).toBe(2000);
      expect(recorded?.answer.outcome).toBe('pending');
      call.leave();
      await expect.poll(() => recorded?.answer.outcome, { timeout: 30_000 }).toBe('stalled');
      const row = await rowOf(testbed(), String(response.headers['tally-request-id']));
      expect(row).toMatchObject({ status: 200, finish: 'client_closed', prompt_tokens: expect.any(Number) });
      expect(row).toMatchObject({
        completion_tokens: expect.any(Number),
        tokens_source: 'estimated',
        cost_source: 'estimated',
        response_bytes: 2000,
      });
    });

    test('that its client leaves before the answer is found by the id that its caller gave it', async () => {
      const id = randomUUID();
      const { requests } = testbed().provider;
      const before = requests.length;
      const call = openCall(testbed(), {
        path: '/openai/v1/chat/completions',
        body: { model: chat.model, messages },
        headers: { 'tally-request-id': id, 'x-sample-delay-ms': '600000' },
      });
      await expect.poll(() => requests.length, { timeout: 30_000 }).toBe(before + 1);
      call.leave();
      await expect(call.answer).rejects.toThrow();
      await expect.poll(() => requests[before]?.answer.outcome, { timeout: 30_000 }).toBe('client_closed');
      const row = await rowOf(testbed(), id);
      expect(row).toMatchObject({
        status: 0,
        finish: 'client_closed',
        error: '',
        requested_model: chat.model,
        ttft_ms: null,
        response_bytes: 0,
        cost_usd: null,
      });
      const found = await testbed().clickhouse.query(
        requestIdRowSchema,
        'SELECT * FROM request_ids FINAL WHERE request_id = {id:UUID}',
        { id },
      );
      expect(found).toEqual([{ org_id: row.org_id, request_id: id, created_at: row.created_at }]);
    });

    test('that breaks off at the provider breaks off at the client after the same bytes', async () => {
      const { client, calls } = anthropicClient(testbed());
      const request = { model: 'claude-haiku-4-5', max_tokens: 1000, messages };
      const headers = { 'x-sample-cut-after-bytes': '1500' };
      await expect(client.messages.stream(request, { headers }).finalMessage()).rejects.toThrow();
      const [call] = calls;
      if (!call) throw new Error('the client made no call');
      const received = Buffer.from(await call.received);
      const recorded = recordedCall(testbed(), call.headers);
      expect(received.equals(Buffer.concat(recorded.answer.pieces))).toBe(true);
      const row = await rowOf(testbed(), call.headers.get('tally-request-id') ?? '');
      expect(row).toMatchObject({ status: 200, streamed: true, finish: 'upstream_error' });
      expect(row).toMatchObject({ tokens_source: 'estimated', cost_source: 'estimated', response_bytes: 1500 });
      expect(row.error).not.toBe('');
      const stored = (await bodiesOf(testbed(), row.request_id))?.response_body ?? '';
      expect(stored).toBe(received.toString());
    });

    const uncounted = [
      'the response is not a whole JSON object',
      'the cost is unknown: the output tokens are not known',
    ];
    test.each([
      ['json', false, { cost_source: 'unknown', warnings: expect.arrayContaining(uncounted) }],
      ['html', false, { tokens_source: 'unknown', warnings: ['the response is neither JSON nor a stream of events'] }],
      ['no-end', true, { cost_source: 'estimated', warnings: [] }],
    ])(
      'whose answer is malformed (%s) passes as it is and is counted as far as it can be read',
      async (how, streamed, told) => {
        const answer = await rawCall(testbed(), {
          path: '/openai/v1/chat/completions',
          body: { ...chat, stream: streamed },
          headers: { 'x-sample-malformed': how },
        });
        expect(answer.body.equals(Buffer.concat(answer.recorded.answer.pieces))).toBe(true);
        const row = await rowOf(testbed(), answer.requestId);
        expect(row).toMatchObject({ status: 200, finish: 'complete', ...told });
      },
    );
  });
}
