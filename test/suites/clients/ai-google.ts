import { createGoogle } from '@ai-sdk/google';
import type { Testbed } from '../../src/testbed.ts';
import { aiSuite } from './ai.ts';

export function aiGoogleSuite(testbed: () => Testbed): void {
  aiSuite(testbed, {
    name: '@ai-sdk/google',
    provider: 'google',
    connect: ({ edge, headers, apiKey }) => createGoogle({ apiKey, baseURL: `${edge}/google/v1beta`, headers }),
    plain: { fixture: 'google-generate-content/thinking', cost: { input: 20, output: 603 } },
    stream: { fixture: 'google-generate-content/stream-tools', cost: { input: 82, output: 47 } },
    error: 'google-generate-content/error',
  });
}
