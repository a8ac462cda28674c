import { createCohere } from '@ai-sdk/cohere';
import type { Testbed } from '../../src/testbed.ts';
import { aiSuite } from './ai.ts';

export function aiCohereSuite(testbed: () => Testbed): void {
  aiSuite(testbed, {
    name: '@ai-sdk/cohere',
    provider: 'cohere',
    connect: ({ edge, headers, apiKey }) => createCohere({ apiKey, baseURL: `${edge}/cohere/v2`, headers }),
    plain: { fixture: 'cohere-chat/cached', cost: { input: 1204, output: 4 } },
    stream: { fixture: 'cohere-chat/stream-thinking-citations', cost: { input: 41, output: 12 } },
    error: 'cohere-chat/error',
  });
}
