import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import type { Testbed } from '../../src/testbed.ts';
import { aiSuite } from './ai.ts';

export function aiAmazonBedrockSuite(testbed: () => Testbed): void {
  aiSuite(testbed, {
    name: '@ai-sdk/amazon-bedrock',
    provider: 'bedrock',
    connect: ({ edge, headers, apiKey }) =>
      createAmazonBedrock({ apiKey, baseURL: `${edge}/bedrock/us-east-1`, headers }),
    plain: { fixture: 'bedrock-converse/cached', cost: { input: 12, cache_read: 1800, output: 5 } },
    stream: { fixture: 'bedrock-converse/stream-reasoning', cost: { input: 40, output: 121 } },
    error: 'bedrock-converse/error',
  });
}
