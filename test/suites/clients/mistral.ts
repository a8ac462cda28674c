import { HTTPClient, Mistral } from '@mistralai/mistralai';
import type { ContentChunk } from '@mistralai/mistralai/models/components';
import { MistralError } from '@mistralai/mistralai/models/errors';
import type { Testbed } from '../../src/testbed.ts';
import { clientSuite, question } from './client-suite.ts';

const messages = [{ role: 'user' as const, content: question }];

export function mistralSuite(testbed: () => Testbed): void {
  clientSuite(testbed, {
    name: '@mistralai/mistralai',
    provider: 'mistral',
    connect: ({ edge, key, apiKey }) =>
      new Mistral({
        apiKey,
        serverURL: `${edge}/mistral`,
        httpClient: new HTTPClient().addHook('beforeRequest', (call) =>
          call.headers.set('Tally-Auth', `Bearer ${key}`),
        ),
      }),
    isError: (error) => error instanceof MistralError,
    plain: {
      fixture: 'openai-chat-completions/mistral-tools',
      cost: { input: 74, cache_read: 3008, output: 17 },
      call: async (client, model) => {
        const answer = await client.chat.complete({ model, messages });
        const { content, toolCalls } = answer.choices[0]?.message ?? {};
        return {
          text: textOf(content),
          calls: (toolCalls ?? []).map(({ function: made }) => [made.name, made.arguments]),
        };
      },
    },
    stream: {
      fixture: 'openai-chat-completions/mistral-stream-thinking',
      cost: { input: 16, output: 114 },
      call: async (client, model) => {
        let text = '';
        let reasoning = '';
        for await (const { data } of await client.chat.stream({ model, messages })) {
          const content = data.choices[0]?.delta.content;
          text += textOf(content);
          reasoning += thoughtOf(content);
        }
        return { text, reasoning };
      },
    },
    error: 'openai-chat-completions/mistral-error',
  });
}

type Content = string | ContentChunk[] | null | undefined;

function textOf(content: Content): string {
  if (!Array.isArray(content)) return content ?? '';
  return content.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
}

function thoughtOf(content: Content): string {
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((chunk) => (chunk.type === 'thinking' ? chunk.thinking : []))
    .map((thought) => (thought.type === 'text' ? thought.text : ''))
    .join('');
}
