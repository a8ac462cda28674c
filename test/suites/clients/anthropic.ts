import Anthropic from '@anthropic-ai/sdk';
import type { Testbed } from '../../src/testbed.ts';
import { clientSuite, question, type Said } from './client-suite.ts';

const request = { max_tokens: 1000, messages: [{ role: 'user' as const, content: question }] };

export function anthropicClientSuite(testbed: () => Testbed): void {
  clientSuite(testbed, {
    name: '@anthropic-ai/sdk',
    provider: 'anthropic',
    connect: ({ edge, headers, apiKey }) =>
      new Anthropic({ apiKey, baseURL: `${edge}/anthropic`, defaultHeaders: headers }),
    isError: (error) => error instanceof Anthropic.APIError,
    plain: {
      fixture: 'anthropic-messages/thinking',
      cost: { input: 40, output: 900 },
      call: async (client, model) => said(await client.messages.create({ ...request, model }, { maxRetries: 0 })),
    },
    stream: {
      fixture: 'anthropic-messages/stream-cached',
      cost: { input: 25, cache_read: 18_000, cache_write: 200, cache_write_1h: 100, output: 15 },
      call: async (client, model) => said(await client.messages.stream({ ...request, model }).finalMessage()),
    },
    error: 'anthropic-messages/error',
  });
}

function said({ content }: Anthropic.Message): Said {
  const text = content.map((block) => (block.type === 'text' ? block.text : ''));
  const reasoning = content.map((block) => (block.type === 'thinking' ? block.thinking : ''));
  return { text: text.join(''), reasoning: reasoning.join('') };
}
