import { createMistral } from '@ai-sdk/mistral';
import type { Testbed } from '../../src/testbed.ts';
import { aiSuite } from './ai.ts';

export function aiMistralSuite(testbed: () => Testbed): void {
  aiSuite(testbed, {
    name: '@ai-sdk/mistral',
    provider: 'mistral',
    connect: ({ edge, headers, apiKey }) => createMistral({ apiKey, baseURL: `${edge}/mistral/v1`, headers }),
    plain: { fixture: 'openai-chat-completions/mistral-tools', cost: { input: 74, cache_read: 3008, output: 17 } },
    stream: { fixture: 'openai-chat-completions/mistral-stream-thinking', cost: { input: 16, output: 114 } },
    error: 'openai-chat-completions/mistral-error',
  });
}
