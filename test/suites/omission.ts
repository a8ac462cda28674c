import { createHash } from 'node:crypto';
import { attachmentTokens, countTokens } from '@tallystick/sample-provider';
import { describe, expect, test } from 'vitest';
import { costOf } from '../src/prices.ts';
import { anthropicClient, type Testbed } from '../src/testbed.ts';
import { placesOf, traces } from '../src/traces.ts';
import { verifyCall } from '../src/verify.ts';

const model = 'claude-haiku-4-5';

export function omissionSuite(testbed: () => Testbed): void {
  describe('a call whose bodies are to be omitted', () => {
    test.each([
      ['small', 0],
      ['too large for the queue', 300_000],
    ])('is counted and priced, and of its bodies nothing is kept (%s)', async (size, imageBytes) => {
      const question = `Nobody may ever read this ${size} sentence`;
      const data = createHash('shake256', { outputLength: imageBytes }).update('private').digest('base64');
      const source = { type: 'base64' as const, media_type: 'image/png' as const, data };
      const content = [
        { type: 'text' as const, text: question },
        ...(imageBytes > 0 ? [{ type: 'image' as const, source }] : []),
      ];
      const { client, calls } = anthropicClient(testbed(), {
        headers: { 'Tally-Omit-Request': 'true', 'Helicone-Omit-Response': 'true' },
      });
      const answer = await client.messages.create({ model, max_tokens: 500, messages: [{ role: 'user', content }] });
      const input = countTokens(question) + (imageBytes > 0 ? attachmentTokens : 0);
      const output = answer.usage.output_tokens;
      await verifyCall(testbed(), calls[0], {
        provider: 'anthropic',
        path: '/v1/messages',
        model,
        requested_model: model,
        finish_reason: 'end_turn',
        service_tier: 'standard',
        response_id: answer.id,
        body_location: 'omitted',
        prompt_tokens: input,
        completion_tokens: output,
        cache_read_tokens: 0,
        cache_write_tokens: 0,
        ...costOf(model, { input, output }),
      });
      const placesLeft = async () => placesOf(question, await traces(testbed()));
      await expect.poll(placesLeft, { timeout: 30_000, interval: 500 }).toEqual([]);
    });
  });
}
