import { createAnthropic } from '@ai-sdk/anthropic';
import type { Testbed } from '../../src/testbed.ts';
import { aiSuite } from './ai.ts';

export function aiAnthropicSuite(testbed: () => Testbed): void {
  aiSuite(testbed, {
    name: '@ai-sdk/anthropic',
    provider: 'anthropic',
    connect: ({ edge, headers, apiKey }) => createAnthropic({ apiKey, baseURL: `${edge}/anthropic/v1`, headers }),
    plain: {
      fixture: 'anthropic-messages/cached-one-hour',
      cost: { input: 21, cache_read: 1000, cache_write: 200, cache_write_1h: 500, output: 50 },
    },
    stream: { fixture: 'anthropic-messages/stream-tools', cost: { input: 472, output: 89 } },
    error: 'anthropic-messages/error',
  });
}
