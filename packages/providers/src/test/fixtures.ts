import { readdirSync, readFileSync } from 'node:fs';
import { framed } from './event-stream.ts';

/** A folder for each format, and in it one for each fixture. */
const fixturesFolder = new URL('../../fixtures/', import.meta.url);

export const fixtureFolders: readonly string[] = readdirSync(fixturesFolder);

/** A path that each format is called by; a fixture may have its own. */
export const paths: Readonly<Record<string, string>> = {
  'anthropic-count-tokens': '/v1/messages/count_tokens',
  'anthropic-messages': '/v1/messages',
  'bedrock-converse': '/model/amazon.nova-lite-v1%3A0/converse',
  'bedrock-invoke-model': '/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke',
  'cohere-chat': '/v2/chat',
  'cohere-embed': '/v2/embed',
  'cohere-rerank': '/v2/rerank',
  'google-count-tokens': '/v1beta/models/gemini-2.5-flash:countTokens',
  'google-embeddings': '/v1beta/models/gemini-embedding-001:embedContent',
  'google-generate-content': '/v1beta/models/gemini-2.5-flash:generateContent',
  'google-interactions': '/v1beta/interactions',
  'google-predict': '/v1/projects/p/locations/global/publishers/google/models/gemini-embedding-001:predict',
  'openai-chat-completions': '/v1/chat/completions',
  'openai-completions': '/v1/completions',
  'openai-decisions': '/v1/decisions',
  'openai-embeddings': '/v1/embeddings',
  'openai-images': '/v1/images/generations',
  'openai-moderations': '/v1/moderations',
  'openai-responses': '/v1/responses',
  'openai-speech': '/v1/audio/speech',
  'openai-transcriptions': '/v1/audio/transcriptions',
};

/** What was sent and answered, and `expected.json`: each suite takes its own of it. */
export interface FixtureFiles {
  /** `openai-responses/tools` */
  name: string;
  request: string;
  /** As text; where it is binary, the messages that it consists of. */
  response: string;
  /** The response as it is captured. */
  bytes: Uint8Array;
  path: string;
  /**
   * As server-sent events, as a list whose entries are events, as messages in Amazon's binary framing, or not at all, and `plain`
   * where it is no JSON.
   */
  streamed: '' | 'events' | 'list' | 'messages' | 'plain';
  // biome-ignore lint/suspicious/noExplicitAny: a suite knows the shape of its own part
  expected: any;
}

const kinds: Readonly<Record<string, FixtureFiles['streamed']>> = {
  'response.sse': 'events',
  'response.list': 'list',
  'response.eventstream.json': 'messages',
  'response.plain': 'plain',
};

const encoder = new TextEncoder();

export function readFixtures(format: string): FixtureFiles[] {
  return readdirSync(new URL(`${format}/`, fixturesFolder)).map((fixture) => {
    const folder = new URL(`${format}/${fixture}/`, fixturesFolder);
    const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
    const fileOf = (body: string) => readdirSync(folder).find((file) => file.startsWith(`${body}.`)) ?? '';
    const file = fileOf('response');
    const expected = JSON.parse(read('expected.json'));
    const response = read(file);
    const streamed = kinds[file] ?? '';
    const bytes = streamed === 'messages' ? framed(JSON.parse(response)) : encoder.encode(response);
    return {
      name: `${format}/${fixture}`,
      request: read(fileOf('request')),
      response,
      // So many bytes of its end are missing.
      bytes: bytes.subarray(0, bytes.length - (expected.cut ?? 0)),
      path: expected.path ?? paths[format] ?? '',
      streamed,
      expected,
    };
  });
}
