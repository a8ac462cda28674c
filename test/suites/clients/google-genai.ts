import { ApiError, type GenerateContentResponse, GoogleGenAI } from '@google/genai';
import type { Testbed } from '../../src/testbed.ts';
import { clientSuite, question, type Said } from './client-suite.ts';

export function googleGenaiSuite(testbed: () => Testbed): void {
  clientSuite(testbed, {
    name: '@google/genai',
    provider: 'google',
    path: (path) => path.replace('v1beta', 'v1'),
    connect: ({ edge, headers, apiKey }) =>
      new GoogleGenAI({ apiKey, httpOptions: { baseUrl: `${edge}/google`, headers } }),
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
}

function said(chunks: readonly GenerateContentResponse[]): Said {
  const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
  const joined = (isThought: boolean) =>
    parts.map(({ thought = false, text = '' }) => (thought === isThought ? text : '')).join('');
  return { text: joined(false), reasoning: joined(true) };
}
