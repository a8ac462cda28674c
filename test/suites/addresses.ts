import { countTokens } from '@tallystick/sample-provider';
import { describe, expect, test } from 'vitest';
import type { Told } from '../src/expected-row.ts';
import { costOf } from '../src/prices.ts';
import { anthropicClient, type ClientOptions, openaiClient, type Testbed } from '../src/testbed.ts';
import { verifyCall } from '../src/verify.ts';

const question = 'Where am I?';
const messages = [{ role: 'user' as const, content: question }];

interface Address {
  form: string;
  openai(testbed: Testbed): ClientOptions;
  anthropic(testbed: Testbed): ClientOptions;
  /** Columns that differ by the form. */
  row?: Partial<Told>;
}

const keyless = { 'Tally-Auth': null };

const addresses: readonly Address[] = [
  {
    form: 'the bare domain',
    openai: ({ stack }) => ({ baseURL: `${stack.edgeUrl}/v1` }),
    anthropic: ({ stack }) => ({ baseURL: stack.edgeUrl }),
  },
  {
    form: 'the host label',
    openai: ({ stack }) => ({ baseURL: 'http://oai.edge.example/v1', origin: stack.edgeUrl }),
    anthropic: ({ stack }) => ({ baseURL: 'http://anthropic.edge.example', origin: stack.edgeUrl }),
  },
  {
    form: 'the key in the path',
    openai: ({ stack }) => ({ baseURL: `${stack.edgeUrl}/k/${stack.writeKey}/openai/v1`, headers: keyless }),
    anthropic: ({ stack }) => ({ baseURL: `${stack.edgeUrl}/k/${stack.writeKey}/anthropic`, headers: keyless }),
  },
  {
    form: 'the key in the path of the bare domain',
    openai: ({ stack }) => ({ baseURL: `${stack.edgeUrl}/k/${stack.writeKey}/v1`, headers: keyless }),
    anthropic: ({ stack }) => ({ baseURL: `${stack.edgeUrl}/k/${stack.writeKey}`, headers: keyless }),
  },
  {
    form: 'Helicone’s key header',
    openai: ({ stack }) => ({ headers: { ...keyless, 'Helicone-Auth': `Bearer ${stack.writeKey}` } }),
    anthropic: ({ stack }) => ({ headers: { ...keyless, 'Helicone-Auth': `Bearer ${stack.writeKey}` } }),
  },
  {
    form: 'no key, where the deployment allows it',
    openai: () => ({ headers: keyless }),
    anthropic: () => ({ headers: keyless }),
    row: { key_id: '' },
  },
];

export function addressesSuite(testbed: () => Testbed): void {
  describe.each(addresses)('with $form', ({ openai, anthropic, row }) => {
    test('the OpenAI client works as it does directly', async () => {
      const { client, calls } = openaiClient(testbed(), openai(testbed()));
      const answer = await client.chat.completions.create({ model: 'gpt-4o-mini', messages });
      const output = countTokens(answer.choices[0]?.message.content ?? '');
      await verifyCall(testbed(), calls[0], {
        provider: 'openai',
        path: '/v1/chat/completions',
        model: 'gpt-4o-mini-2024-07-18',
        requested_model: 'gpt-4o-mini',
        finish_reason: 'stop',
        service_tier: 'default',
        response_id: answer.id,
        prompt_tokens: countTokens(question),
        completion_tokens: output,
        cache_read_tokens: 0,
        prompt_audio_tokens: 0,
        completion_audio_tokens: 0,
        reasoning_tokens: 0,
        ...costOf('gpt-4o-mini', { input: countTokens(question), output }),
        ...row,
      });
    });

    test('the Anthropic client works as it does directly', async () => {
      const { client, calls } = anthropicClient(testbed(), anthropic(testbed()));
      const answer = await client.messages.create({ model: 'claude-haiku-4-5', max_tokens: 1000, messages });
      expect(answer.content).toHaveLength(1);
      const output = answer.usage.output_tokens;
      await verifyCall(testbed(), calls[0], {
        provider: 'anthropic',
        path: '/v1/messages',
        model: 'claude-haiku-4-5',
        requested_model: 'claude-haiku-4-5',
        finish_reason: 'end_turn',
        service_tier: 'standard',
        response_id: answer.id,
        prompt_tokens: countTokens(question),
        completion_tokens: output,
        cache_read_tokens: 0,
        cache_write_tokens: 0,
        ...costOf('claude-haiku-4-5', { input: countTokens(question), output }),
        ...row,
      });
    });
  });
}
