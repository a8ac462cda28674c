import {
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  type ContentBlock,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { FetchHttpHandler } from '@smithy/fetch-http-handler';
import type { Testbed } from '../../src/testbed.ts';
import { clientSuite, question } from './client-suite.ts';

const messages = [{ role: 'user' as const, content: [{ text: question }] }];

export function bedrockSuite(testbed: () => Testbed): void {
  clientSuite(testbed, {
    name: '@aws-sdk/client-bedrock-runtime',
    provider: 'bedrock',
    connect: ({ edge, key, apiKey }) =>
      new BedrockRuntimeClient({
        region: 'us-east-1',
        endpoint: `${edge}/k/${key}/bedrock/us-east-1`,
        token: { token: apiKey },
        authSchemePreference: ['httpBearerAuth'],
        requestHandler: new FetchHttpHandler(),
      }),
    isError: (error) => error instanceof BedrockRuntimeServiceException,
    plain: {
      fixture: 'bedrock-converse/tools',
      cost: { input: 424, output: 58 },
      call: async (client, modelId) => {
        const { output } = await client.send(new ConverseCommand({ modelId, messages }));
        const { content = [] } = output?.message ?? {};
        return { text: content.map(({ text = '' }) => text).join(''), calls: content.flatMap(callIn) };
      },
    },
    stream: {
      fixture: 'bedrock-converse/stream-tools',
      cost: { input: 424, output: 58 },
      call: async (client, modelId) => {
        let text = '';
        const calls: [name: string | undefined, input: string][] = [];
        const { stream = [] } = await client.send(new ConverseStreamCommand({ modelId, messages }));
        for await (const { contentBlockStart, contentBlockDelta } of stream) {
          const started = contentBlockStart?.start?.toolUse;
          if (started) calls.push([started.name, '']);
          const { text: piece = '', toolUse } = contentBlockDelta?.delta ?? {};
          text += piece;
          const last = calls.at(-1);
          if (toolUse && last) last[1] += toolUse.input ?? '';
        }
        return { text, calls };
      },
    },
    error: 'bedrock-converse/error',
  });
}

function callIn({ toolUse }: ContentBlock): [name: string | undefined, input: unknown][] {
  return toolUse ? [[toolUse.name, toolUse.input]] : [];
}
