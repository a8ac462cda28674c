import { createGroq } from '@ai-sdk/groq';
import type { Testbed } from '../../src/testbed.ts';
import { aiSuite } from './ai.ts';

export function aiGroqSuite(testbed: () => Testbed): void {
  aiSuite(testbed, {
    name: '@ai-sdk/groq',
    provider: 'groq',
    path: (path) => `/openai${path}`,
    connect: ({ edge, headers, apiKey }) => createGroq({ apiKey, baseURL: `${edge}/groq/openai/v1`, headers }),
    plain: { fixture: 'openai-chat-completions/groq-tools', cost: { input: 18, cache_read: 128, output: 64 } },
    stream: { fixture: 'openai-chat-completions/groq-stream', cost: { input: 18, cache_read: 64, output: 48 } },
    error: 'openai-chat-completions/error',
  });
}
