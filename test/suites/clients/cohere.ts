import { CohereClientV2, CohereError } from 'cohere-ai';
import type { Testbed } from '../../src/testbed.ts';
import { clientSuite, question } from './client-suite.ts';

const messages = [{ role: 'user' as const, content: question }];

export function cohereSuite(testbed: () => Testbed): void {
  clientSuite(testbed, {
    name: 'cohere-ai',
    provider: 'cohere',
    connect: ({ edge, headers, apiKey }) => new CohereClientV2({ token: apiKey, baseUrl: `${edge}/cohere`, headers }),
    isError: (error) => error instanceof CohereError,
    plain: {
      fixture: 'cohere-chat/cached',
      cost: { input: 1204, output: 4 },
      call: async (client, model) => {
        const { content = [] } = (await client.chat({ model, messages })).message;
        return { text: content.map((item) => (item.type === 'text' ? item.text : '')).join('') };
      },
    },
    stream: {
      fixture: 'cohere-chat/stream-tools',
      cost: { input: 37, output: 30 },
      call: async (client, model) => {
        let reasoning = '';
        const calls: [name: string, input: string][] = [];
        for await (const event of await client.chatStream({ model, messages })) {
          if (event.type === 'tool-plan-delta') reasoning += event.delta?.message?.toolPlan ?? '';
          if (event.type === 'tool-call-start') calls.push([event.delta?.message?.toolCalls?.function?.name ?? '', '']);
          const last = calls.at(-1);
          if (event.type === 'tool-call-delta' && last) {
            last[1] += event.delta?.message?.toolCalls?.function?.arguments ?? '';
          }
        }
        return { reasoning, calls };
      },
    },
    error: 'cohere-chat/error',
  });
}
