import { createOpenAI } from '@ai-sdk/openai';
import type { Testbed } from '../../src/testbed.ts';
import { aiSuite } from './ai.ts';

export function aiOpenaiSuite(testbed: () => Testbed): void {
  aiSuite(testbed, {
    name: '@ai-sdk/openai',
    provider: 'openai',
    connect: ({ edge, headers, apiKey }) => createOpenAI({ apiKey, baseURL: `${edge}/openai/v1`, headers }),
    plain: { fixture: 'openai-responses/cached', cost: { input: 104, cache_read: 4096, output: 87 } },
    stream: { fixture: 'openai-responses/stream-tools', cost: { input: 148, cache_read: 1152, output: 90 } },
    error: 'openai-responses/error',
  });
}
