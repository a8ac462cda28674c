import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOf } from '../src/prices.ts';
import { rawCall } from '../src/raw-call.ts';
import { rowOf } from '../src/rows.ts';
import type { Testbed } from '../src/testbed.ts';

interface Stream {
  path: string;
  body: object;
  usage: object;
  row: object;
}

const messages = [{ role: 'user', content: 'いろはにほへと 🎎' }];
const gpt5 = costOf('gpt-5', { input: 952, cache_read: 2048, output: 700 });
const tokens = { prompt_tokens: 3000, completion_tokens: 700, cache_read_tokens: 2048, reasoning_tokens: 640 };

/** One stream of each wire format, with usage that differs in every field. */
const streams: readonly Stream[] = [
  {
    path: '/openai/v1/chat/completions',
    body: { model: 'gpt-5', messages, stream: true, stream_options: { include_usage: true } },
    usage: {
      prompt_tokens: 3000,
      completion_tokens: 700,
      prompt_tokens_details: { cached_tokens: 2048 },
      completion_tokens_details: { reasoning_tokens: 640 },
    },
    row: { ...tokens, ...gpt5 },
  },
  {
    path: '/openai/v1/responses',
    body: { model: 'gpt-5', input: messages, stream: true },
    usage: {
      input_tokens: 3000,
      output_tokens: 700,
      input_tokens_details: { cached_tokens: 2048 },
      output_tokens_details: { reasoning_tokens: 640 },
    },
    row: { ...tokens, ...gpt5 },
  },
  {
    path: '/anthropic/v1/messages',
    body: { model: 'claude-haiku-4-5', max_tokens: 900, messages, stream: true },
    usage: {
      input_tokens: 100,
      output_tokens: 700,
      cache_read_input_tokens: 2048,
      cache_creation_input_tokens: 852,
      cache_creation: { ephemeral_5m_input_tokens: 352, ephemeral_1h_input_tokens: 500 },
    },
    row: {
      prompt_tokens: 3000,
      completion_tokens: 700,
      cache_read_tokens: 2048,
      cache_write_tokens: 852,
      ...costOf('claude-haiku-4-5', {
        input: 100,
        cache_read: 2048,
        cache_write: 352,
        cache_write_1h: 500,
        output: 700,
      }),
    },
  },
];

export function chunkingSuite(testbed: () => Testbed): void {
  describe('a stream', () => {
    test('gives the same tokens and cost however it is cut and encoded on its way', async () => {
      const cuts = fc.record({
        stream: fc.constantFrom(...streams),
        chunkBytes: fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 65, max: 9000 })),
        encoding: fc.constantFrom(undefined, 'gzip', 'br', 'zstd', 'deflate'),
      });
      await fc.assert(
        fc.asyncProperty(cuts, async ({ stream, chunkBytes, encoding }) => {
          const headers = {
            'x-sample-usage': JSON.stringify(stream.usage),
            'x-sample-chunk-bytes': String(chunkBytes),
            ...(encoding !== undefined && { 'x-sample-encoding': encoding }),
          };
          const answer = await rawCall(testbed(), { path: stream.path, body: stream.body, headers });
          expect(answer.body.equals(Buffer.concat(answer.recorded.answer.pieces))).toBe(true);
          const row = await rowOf(testbed(), answer.requestId);
          expect(row).toMatchObject({ ...stream.row, finish: 'complete', streamed: true, warnings: [] });
        }),
        { numRuns: 12 },
      );
    });
  });
}
