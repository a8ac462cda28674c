import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { Testbed } from '../../src/testbed.ts';
import { aiSuite } from './ai.ts';

export function aiOpenaiCompatibleSuite(testbed: () => Testbed): void {
  aiSuite(testbed, {
    name: '@ai-sdk/openai-compatible',
    provider: 'openrouter',
    path: (path) => `/api${path}`,
    connect: ({ edge, headers, apiKey }) =>
      createOpenAICompatible({
        name: 'openrouter',
        apiKey,
        baseURL: `${edge}/openrouter/api/v1`,
        headers,
        includeUsage: true,
      }),
    plain: { fixture: 'openai-chat-completions/openrouter-own-key', cost: '19.95' },
    stream: { fixture: 'openai-chat-completions/openrouter-stream', cost: '0.0001214' },
    error: 'openai-chat-completions/error',
  });
}
