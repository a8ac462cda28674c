import { describe, expect, test } from 'vitest';
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
        prompt_tokens: null,
        tokens_source: 'unknown',
        cost_usd: null,
      });
      const sent = Buffer.concat(recorded.answer.pieces).toString();
      const stored = (await bodiesOf(testbed(), row.request_id))?.response_body ?? '';
      expect(stored).toContain('chat.completion.chunk');
      expect(sent.startsWith(stored), 'a beginning of what the provider sent').toBe(true);
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
      expect(row).toMatchObject({ status: 200, streamed: true, finish: 'upstream_error', completion_tokens: null });
      expect(row).toMatchObject({ cost_usd: null, response_bytes: 1500 });
      expect(row.error).not.toBe('');
      const stored = (await bodiesOf(testbed(), row.request_id))?.response_body ?? '';
      expect(stored).toBe(received.toString());
    });

    test.each(['json', 'html', 'no-end'])(
      'whose answer is malformed (%s) passes as it is and is of unknown cost',
      async (how) => {
        const { client, calls } = openaiClient(testbed());
        const headers = { 'x-sample-malformed': how };
        const streamed = how === 'no-end';
        const plain = client.chat.completions.create({ model: chat.model, messages }, { headers });
        if (streamed) for await (const _chunk of await client.chat.completions.create(chat, { headers }));
        else await plain.catch((error: unknown) => error);
        const call = calls.at(-1);
        if (!call) throw new Error('the client made no call');
        const recorded = recordedCall(testbed(), call.headers);
        expect(Buffer.concat(recorded.answer.pieces).equals(await call.received)).toBe(true);
        const row = await rowOf(testbed(), call.headers.get('tally-request-id') ?? '');
        expect(row).toMatchObject({ status: 200, finish: 'complete', prompt_tokens: null, cost_usd: null });
        expect(row.warnings.length).toBe(streamed ? 0 : 1);
      },
    );
  });
}
