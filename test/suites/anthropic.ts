import { createHash } from 'node:crypto';
import { attachmentTokens, countTokens } from '@tallystick/sample-provider';
import { describe, expect, test } from 'vitest';
import { type Charges, costOf } from '../src/prices.ts';
import { anthropicClient, type Testbed } from '../src/testbed.ts';
import { verifyCall } from '../src/verify.ts';

const question = 'What does the old lighthouse keeper write in his log? — 灯台';
const model = 'claude-haiku-4-5';
const request = { model, max_tokens: 2000, messages: [{ role: 'user' as const, content: question }] };

/** Columns of every messages call of this suite. */
const message = {
  provider: 'anthropic',
  path: '/v1/messages',
  model,
  requested_model: model,
  finish_reason: 'end_turn',
  service_tier: 'standard',
};

/** Token and cost columns; the prompt is the sum of what is charged for input. */
function usage(charges: Charges) {
  const { input = 0, cache_read = 0, cache_write = 0, cache_write_1h = 0, output = 0 } = charges;
  return {
    prompt_tokens: input + cache_read + cache_write + cache_write_1h,
    completion_tokens: output,
    cache_read_tokens: cache_read,
    cache_write_tokens: cache_write + cache_write_1h,
    usage_details: cache_write_1h > 0 ? { cache_write_1h } : {},
    ...costOf(model, charges),
  };
}

function textOf(content: readonly { type: string }[]): string {
  return content.map((block) => ('text' in block ? String(block.text) : '')).join('');
}

export function anthropicSuite(testbed: () => Testbed): void {
  describe('the Anthropic client', () => {
    test('gets its answer, plainly and streamed, and each call is a priced row', async () => {
      const { client, calls } = anthropicClient(testbed());
      const plain = await client.messages.create(request);
      const streamed = await client.messages.stream(request).finalMessage();
      expect(streamed.content).toEqual(plain.content);
      for (const [index, answer] of [plain, streamed].entries()) {
        await verifyCall(testbed(), calls[index], {
          ...message,
          streamed: index === 1,
          response_id: answer.id,
          ...usage({ input: countTokens(question), output: countTokens(textOf(answer.content)) }),
        });
      }
    });

    test('is charged for what its cache reads and writes, by lifetime', async () => {
      const { client, calls } = anthropicClient(testbed());
      const long = {
        ...request,
        system: [
          {
            type: 'text' as const,
            text: 'α'.repeat(8000),
            cache_control: { type: 'ephemeral' as const, ttl: '1h' as const },
          },
          { type: 'text' as const, text: 'β'.repeat(6000), cache_control: { type: 'ephemeral' as const } },
        ],
      };
      const first = await client.messages.create(long);
      const second = await client.messages.stream(long).finalMessage();
      const both = { input: countTokens(question), output: countTokens(textOf(first.content)) };
      await verifyCall(testbed(), calls[0], {
        ...message,
        response_id: first.id,
        ...usage({ ...both, cache_write: 1500, cache_write_1h: 2000 }),
      });
      await verifyCall(testbed(), calls[1], {
        ...message,
        streamed: true,
        response_id: second.id,
        ...usage({ ...both, cache_read: 3500 }),
      });
    });

    test('thinks, and its thoughts are paid as output and told apart', async () => {
      const { client, calls } = anthropicClient(testbed());
      const thinking = { type: 'enabled' as const, budget_tokens: 1024 };
      const answer = await client.messages.stream({ ...request, thinking }).finalMessage();
      const thoughts = answer.content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join('');
      expect(thoughts).not.toBe('');
      await verifyCall(testbed(), calls[0], {
        ...message,
        streamed: true,
        response_id: answer.id,
        ...usage({
          input: countTokens(question),
          output: countTokens(thoughts) + countTokens(textOf(answer.content)),
        }),
        reasoning_tokens: countTokens(thoughts),
      });
    });

    test('uses tools, plainly and streamed', async () => {
      const { client, calls } = anthropicClient(testbed());
      const schema = { type: 'object' as const, properties: { year: { type: 'integer' } }, required: ['year'] };
      const tools = [{ name: 'open_log', input_schema: schema }];
      const plain = await client.messages.create({ ...request, tools });
      const streamed = await client.messages.stream({ ...request, tools }).finalMessage();
      for (const [index, answer] of [plain, streamed].entries()) {
        const use = answer.content.find((block) => block.type === 'tool_use');
        expect(use?.input).toEqual({ year: expect.any(Number) });
        await verifyCall(testbed(), calls[index], {
          ...message,
          streamed: index === 1,
          finish_reason: 'tool_use',
          response_id: answer.id,
          ...usage({
            input: countTokens(JSON.stringify(tools[0]) + question),
            output: countTokens(`open_log${JSON.stringify(use?.input)}`),
          }),
        });
      }
    });

    test('sends an image of five megabytes', async () => {
      const { client, calls } = anthropicClient(testbed());
      // As a real image does, it resists gzip: the call is too large for the queue and takes the way through R2.
      const data = createHash('shake256', { outputLength: 5_000_000 }).update('image').digest('base64');
      const image = {
        type: 'image' as const,
        source: { type: 'base64' as const, media_type: 'image/png' as const, data },
      };
      const content = [image, { type: 'text' as const, text: question }];
      const answer = await client.messages.create({ ...request, messages: [{ role: 'user', content }] });
      await verifyCall(testbed(), calls[0], {
        ...message,
        response_id: answer.id,
        body_location: 'r2',
        ...usage({
          input: attachmentTokens + countTokens(question),
          output: countTokens(textOf(answer.content)),
        }),
      });
    });

    test('counts tokens ahead, and lists models', async () => {
      const { client, calls } = anthropicClient(testbed());
      const counted = await client.messages.countTokens({ model, messages: request.messages });
      expect(counted.input_tokens).toBe(countTokens(question));
      await client.models.list();
      await verifyCall(testbed(), calls[0], {
        provider: 'anthropic',
        path: '/v1/messages/count_tokens',
        model,
        requested_model: model,
        tokens_source: 'unknown',
        usage_details: { counted_tokens: counted.input_tokens },
        cost_usd: '0',
        cost_source: 'priced',
      });
      await verifyCall(testbed(), calls[1], { provider: 'anthropic', path: '/v1/models' });
    });
  });
}
