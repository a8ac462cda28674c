import { countTokens } from '@tallystick/sample-provider';
import { expect, test } from 'vitest';
import { rowsOf } from '../src/rows.ts';
import { anthropicClient, openaiClient, type Testbed } from '../src/testbed.ts';
import { recordedCall } from '../src/verify.ts';

const calls = 200;

export function loadSuite(testbed: () => Testbed): void {
  test('two hundred calls at once all pass, and each is one row with its own tokens', async () => {
    const openai = openaiClient(testbed());
    const anthropic = anthropicClient(testbed());
    await Promise.all(
      Array.from({ length: calls }, async (_, index) => {
        const messages = [{ role: 'user' as const, content: `Call ${index}: ${'x'.repeat(index)}` }];
        const chat = { model: 'gpt-4o-mini', messages, stream_options: { include_usage: true } };
        const message = { model: 'claude-haiku-4-5', max_tokens: 1000, messages };
        if (index % 4 === 0) await openai.client.chat.completions.create({ model: chat.model, messages });
        if (index % 4 === 1) await openai.client.chat.completions.stream(chat).finalChatCompletion();
        if (index % 4 === 2) await anthropic.client.messages.create(message);
        if (index % 4 === 3) await anthropic.client.messages.stream(message).finalMessage();
      }),
    );
    const made = [...openai.calls, ...anthropic.calls];
    const ids = made.map((call) => call.headers.get('tally-request-id') ?? '');
    expect(new Set(ids).size).toBe(calls);
    const rows = await rowsOf(testbed(), ids);
    for (const call of made) {
      const recorded = recordedCall(testbed(), call.headers);
      expect(Buffer.concat(recorded.answer.pieces).equals(await call.received)).toBe(true);
      const row = rows.get(call.headers.get('tally-request-id') ?? '');
      const sent = JSON.parse(Buffer.from(recorded.body).toString());
      expect(row).toMatchObject({
        status: 200,
        finish: 'complete',
        prompt_tokens: countTokens(sent.messages[0].content),
        cost_source: 'priced',
        request_bytes: recorded.body.length,
      });
    }
    const isolates = Map.groupBy(rows.values(), (row) => row.isolate_id);
    for (const rowsOfIsolate of isolates.values()) {
      const numbers = rowsOfIsolate.map((row) => row.isolate_seq);
      expect(new Set(numbers).size, 'no number twice in one isolate').toBe(numbers.length);
    }
  });
}
