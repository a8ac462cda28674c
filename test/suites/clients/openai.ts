import OpenAI from 'openai';
import type { Testbed } from '../../src/testbed.ts';
import { clientSuite, question } from './client-suite.ts';

const messages = [{ role: 'user' as const, content: question }];

export function openaiClientSuite(testbed: () => Testbed): void {
  clientSuite(testbed, {
    name: 'openai',
    provider: 'openai',
    connect: ({ edge, headers, apiKey }) =>
      new OpenAI({ apiKey, baseURL: `${edge}/openai/v1`, defaultHeaders: headers }),
    isError: (error) => error instanceof OpenAI.APIError,
    plain: {
      fixture: 'openai-chat-completions/tools',
      cost: { input: 82, output: 17 },
      call: async (client, model) => {
        const answer = await client.chat.completions.create({ model, messages });
        const { content, tool_calls = [] } = answer.choices[0]?.message ?? {};
        const calls = tool_calls.flatMap((made) => (made.type === 'function' ? [made.function] : []));
        return { text: content, calls: calls.map((made) => [made.name, made.arguments]) };
      },
    },
    stream: {
      fixture: 'openai-responses/stream-tools',
      cost: { input: 148, cache_read: 1152, output: 90 },
      call: async (client, model) => {
        const { output, output_text } = await client.responses.stream({ model, input: question }).finalResponse();
        const reasoning = output.flatMap((item) => (item.type === 'reasoning' ? item.summary : []));
        const calls = output.flatMap((item) => (item.type === 'function_call' ? [item] : []));
        return {
          text: output_text,
          reasoning: reasoning.map(({ text }) => text).join(''),
          calls: calls.map((made) => [made.name, made.arguments]),
        };
      },
    },
    error: 'openai-chat-completions/error',
  });
}
