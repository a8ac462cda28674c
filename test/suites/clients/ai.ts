import { APICallError, generateText, type LanguageModel, streamText, type ToolSet } from 'ai';
import * as z from 'zod';
import type { Testbed } from '../../src/testbed.ts';
import { type ClientCase, clientSuite, type Exchange, question, type Said } from './client-suite.ts';

type Client = (model: string) => LanguageModel;
type Made = Pick<Exchange<Client>, 'fixture' | 'cost'>;

/** One of the provider packages of Vercel's `ai`. */
export interface AiCase extends Omit<ClientCase<Client>, 'plain' | 'stream' | 'isError'> {
  plain: Made;
  stream: Made;
}

const tools: ToolSet = { get_weather: { description: 'The weather of a city', inputSchema: z.looseObject({}) } };

export function aiSuite(testbed: () => Testbed, { plain, stream, ...rest }: AiCase): void {
  clientSuite(testbed, {
    ...rest,
    isError: APICallError.isInstance,
    plain: {
      ...plain,
      call: async (client, model) =>
        said(await generateText({ model: client(model), tools, prompt: question, maxRetries: 0 })),
    },
    stream: {
      ...stream,
      call: async (client, model) => {
        const { text, reasoningText, toolCalls } = streamText({
          model: client(model),
          tools,
          prompt: question,
          maxRetries: 0,
        });
        return said({ text: await text, reasoningText: await reasoningText, toolCalls: await toolCalls });
      },
    },
  });
}

interface Answer {
  text: string;
  reasoningText: string | undefined;
  toolCalls: readonly { toolName: string; input: unknown }[];
}

function said({ text, reasoningText, toolCalls }: Answer): Said {
  const calls = toolCalls.map(({ toolName, input }) => [toolName, input] as const);
  return { text, reasoning: reasoningText, calls };
}
