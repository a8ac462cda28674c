import { describe, expect, test } from 'vitest';
import { rawCall } from '../src/raw-call.ts';
import { bodiesOf, rowOf } from '../src/rows.ts';
import type { Testbed } from '../src/testbed.ts';

const chat = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Bonjour' }] };
const path = '/openai/v1/chat/completions';

export function httpSuite(testbed: () => Testbed): void {
  describe('over plain HTTP', () => {
    test('a query reaches the provider as it was written, and is not stored', async () => {
      const query = 'a=%2F&b=x+y&a=%c3%a9&empty=&flag';
      const { recorded, requestId } = await rawCall(testbed(), { path: `${path}?${query}`, body: chat });
      expect(recorded.query).toBe(query);
      expect((await rowOf(testbed(), requestId)).path).toBe('/v1/chat/completions');
    });

    test.each([204, 302, 307, 308])('status %i passes, is not followed, and is a row', async (status) => {
      const headers = { 'x-sample-status': String(status) };
      const answer = await rawCall(testbed(), { path, body: chat, headers });
      expect(answer.status).toBe(status);
      expect(answer.headers.location).toBe(answer.recorded.answer.headers.location);
      expect(await rowOf(testbed(), answer.requestId)).toMatchObject({ status, finish: 'complete', response_bytes: 0 });
    });

    test('HEAD is answered without a body and with the length of one', async () => {
      const answer = await rawCall(testbed(), { method: 'HEAD', path: '/openai/v1/models' });
      expect(answer.body).toHaveLength(0);
      expect(Number(answer.headers['content-length'])).toBeGreaterThan(100);
      expect(await rowOf(testbed(), answer.requestId)).toMatchObject({ status: 200, path: '/v1/models' });
    });

    test.each(['gzip', 'br', 'zstd', 'deflate'])(
      'an answer in %s passes byte for byte and is stored decoded',
      async (encoding) => {
        const headers = { 'x-sample-encoding': encoding };
        const answer = await rawCall(testbed(), { path, body: chat, headers });
        expect(answer.headers['content-encoding']).toBe(encoding);
        expect(answer.body.equals(Buffer.concat(answer.recorded.answer.pieces))).toBe(true);
        const row = await rowOf(testbed(), answer.requestId);
        expect(row).toMatchObject({ tokens_source: 'provider', response_bytes: answer.body.length, warnings: [] });
        const bodies = await bodiesOf(testbed(), answer.requestId);
        expect(JSON.parse(bodies?.response_body ?? '')).toMatchObject({
          id: row.response_id,
          object: 'chat.completion',
        });
      },
    );

    test('an answer beyond what is captured passes whole and is logged as truncated', async () => {
      const headers = { 'x-sample-characters': '12000000' };
      const answer = await rawCall(testbed(), { path, body: chat, headers });
      expect(answer.body.equals(Buffer.concat(answer.recorded.answer.pieces))).toBe(true);
      expect(await rowOf(testbed(), answer.requestId)).toMatchObject({
        finish: 'truncated',
        completion_tokens: null,
        tokens_source: 'estimated',
        cost_usd: null,
        response_bytes: answer.body.length,
      });
    });
  });
}
