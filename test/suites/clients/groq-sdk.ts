import Groq from 'groq-sdk';
import type { Testbed } from '../../src/testbed.ts';
import { clientSuite, question } from './client-suite.ts';

const messages = [{ role: 'user' as const, content: question }];

export function groqSdkSuite(testbed: () => Testbed): void {
  clientSuite(testbed, {
    name: 'groq-sdk',
    provider: 'groq',
    path: (path) => `/openai${path}`,
    connect: ({ edge, headers, apiKey }) => new Groq({ apiKey, baseURL: `${edge}/groq`, defaultHeaders: headers }),
    isError: (error) => error instanceof Groq.APIError,
    plain: {
      fixture: 'openai-chat-completions/groq-tools',
      cost: { input: 18, cache_read: 128, output: 64 },
      call: async (client, model) => {
        const answer = await client.chat.completions.create({ model, messages });
        const { content, reasoning, tool_calls = [] } = answer.choices[0]?.message ?? {};
        return { text: content, reasoning, calls: tool_calls.map(({ function: made }) => [made.name, made.arguments]) };
      },
    },
    stream: {
      fixture: 'openai-chat-completions/groq-stream',
      cost: { input: 18, cache_read: 64, output: 48 },
      call: async (client, model) => {
        let text = '';
        for await (const { choices } of await client.chat.completions.create({ model, messages, stream: true })) {
          text += choices[0]?.delta.content ?? '';
        }
        return { text };
      },
    },
    error: 'openai-chat-completions/error',
  });
}
