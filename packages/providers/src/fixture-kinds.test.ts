import { expect, test } from 'vitest';
import { wireFormats } from './formats.ts';
import { type FixtureFiles, readFixtures } from './test/fixtures.ts';

type Kind = 'plain' | 'cached' | 'reasoning' | 'tools' | 'error';

/** Which calls of a format there can be, answered at once and as a stream. */
interface Kinds {
  whole: readonly Kind[];
  stream: readonly Kind[];
}

const all: readonly Kind[] = ['plain', 'cached', 'reasoning', 'tools', 'error'];

/** The formats that know less than the others. */
const fewer: Readonly<Record<string, Kinds>> = {
  'anthropic-count-tokens': { whole: ['error'], stream: [] },
  // Reasoning, and what is streamed of tools, is read by the readers of the models' families, which have fixtures of their own.
  'bedrock-invoke-model': { whole: ['plain', 'cached', 'tools', 'error'], stream: ['plain', 'cached', 'error'] },
  'cohere-chat': { whole: all, stream: ['plain', 'reasoning', 'tools', 'error'] },
  'cohere-embed': { whole: ['plain', 'error'], stream: [] },
  'cohere-rerank': { whole: ['error'], stream: [] },
  'openai-decisions': { whole: ['plain', 'error'], stream: [] },
  'openai-images': { whole: ['plain', 'cached', 'error'], stream: ['plain', 'error'] },
  'openai-moderations': { whole: ['plain', 'error'], stream: [] },
  'openai-speech': { whole: ['error'], stream: ['plain'] },
  'openai-transcriptions': { whole: ['plain', 'error'], stream: ['plain'] },
  'google-count-tokens': { whole: ['error'], stream: [] },
  'google-embeddings': { whole: ['plain', 'error'], stream: [] },
  'google-predict': { whole: ['plain', 'error'], stream: [] },
  'openai-completions': { whole: ['plain', 'error'], stream: ['plain', 'error'] },
  'openai-embeddings': { whole: ['plain', 'error'], stream: [] },
};

/** Told from what is expected of it: a name promises nothing. */
function kindsOf({ expected }: FixtureFiles): Kind[] {
  const { usage = {}, error = '' } = expected.facts;
  if (error !== '') return ['error'];
  const types = new Set<unknown>();
  for (const { parts } of expected.conversation.output) for (const { type } of parts) types.add(type);
  const is: Record<Kind, boolean> = {
    plain: usage.promptTokens > 0,
    cached: usage.cacheReadTokens > 0,
    reasoning: usage.reasoningTokens > 0 || types.has('reasoning'),
    tools: types.has('tool_call'),
    error: false,
  };
  return all.filter((kind) => is[kind]);
}

test.each(wireFormats)('$name has a fixture of each kind of call that it knows', ({ name }) => {
  const { whole, stream } = fewer[name] ?? { whole: all, stream: all };
  const fixtures = readFixtures(name);
  const answers = fixtures.filter(({ streamed }) => streamed === '');
  const streams = fixtures.filter(({ streamed }) => streamed !== '');
  expect(answers.flatMap(kindsOf)).toEqual(expect.arrayContaining([...whole]));
  expect(streams.flatMap(kindsOf)).toEqual(expect.arrayContaining([...stream]));
});
