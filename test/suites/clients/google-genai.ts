import { ApiError, type GenerateContentResponse, GoogleGenAI } from '@google/genai';
import type { Testbed } from '../../src/testbed.ts';
import { type ClientCase, clientSuite, question, type Said } from './client-suite.ts';

export function googleGenaiSuite(testbed: () => Testbed): void {
  const client: Pick<ClientCase<GoogleGenAI>, 'provider' | 'path' | 'connect'> = {
    connect: ({ edge, headers, apiKey }) =>
      new GoogleGenAI({ apiKey, httpOptions: { baseUrl: `${edge}/google`, headers } }),
    provider: 'google',
    path: (path) => path.replace('v1beta', 'v1'),
  };
  clientSuite(testbed, {
    ...client,
    name: '@google/genai',
    isError: (error) => error instanceof ApiError,
    plain: {
      fixture: 'google-generate-content/cached',
      cost: { input: 67, cache_read: 18_430, output: 54 },
      call: async (client, model) => said([await client.models.generateContent({ model, contents: question })]),
    },
    stream: {
      fixture: 'google-generate-content/stream-thinking',
      cost: { input: 24, output: 125 },
      call: async (client, model) => {
        const chunks = [];
        for await (const chunk of await client.models.generateContentStream({ model, contents: question })) {
          chunks.push(chunk);
        }
        return said(chunks);
      },
    },
    error: 'google-generate-content/error',
  });
  clientSuite(testbed, {
    ...client,
    name: '@google/genai, interactions',
    isError: (error) => error instanceof Error && 'status' in error,
    plain: {
      fixture: 'google-interactions/plain',
      cost: { input: 12, output: 34 },
      call: async (client, model) => {
        const { steps = [] } = await client.interactions.create({ model, input: question });
        const contents = steps.flatMap((step) => (step.type === 'model_output' ? (step.content ?? []) : []));
        return { text: contents.map((content) => (content.type === 'text' ? content.text : '')).join('') };
      },
    },
    stream: {
      fixture: 'google-interactions/stream-thinking',
      cost: { input: 9, output: 64 },
      call: async (client, model) => {
        const said = { text: '', reasoning: '' };
        for await (const event of await client.interactions.create({ model, input: question, stream: true })) {
          if (event.event_type !== 'step.delta') continue;
          const { delta } = event;
          if (delta.type === 'text') said.text += delta.text;
          if (delta.type === 'thought_summary' && delta.content?.type === 'text') said.reasoning += delta.content.text;
        }
        return said;
      },
    },
    error: 'google-interactions/error',
  });
}

function said(chunks: readonly GenerateContentResponse[]): Said {
  const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
  const joined = (isThought: boolean) =>
    parts.map(({ thought = false, text = '' }) => (thought === isThought ? text : '')).join('');
  return { text: joined(false), reasoning: joined(true) };
}
