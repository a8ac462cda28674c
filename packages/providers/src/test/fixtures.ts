import { readdirSync, readFileSync } from 'node:fs';

/** A folder for each format, and in it one for each fixture. */
const fixturesFolder = new URL('../../fixtures/', import.meta.url);

export const fixtureFolders: readonly string[] = readdirSync(fixturesFolder);

/** A path that each format is called by; a fixture may have its own. */
export const paths: Readonly<Record<string, string>> = {
  'anthropic-messages': '/v1/messages',
  'google-embeddings': '/v1beta/models/gemini-embedding-001:embedContent',
  'google-generate-content': '/v1beta/models/gemini-2.5-flash:generateContent',
  'openai-chat-completions': '/v1/chat/completions',
  'openai-completions': '/v1/completions',
  'openai-embeddings': '/v1/embeddings',
  'openai-responses': '/v1/responses',
};

/** What was sent and answered, and `expected.json`: each suite takes its own of it. */
export interface FixtureFiles {
  /** `openai-responses/tools` */
  name: string;
  request: string;
  response: string;
  /** The response as it is captured. */
  bytes: Uint8Array;
  path: string;
  /** As server-sent events, or as a list whose entries are events. */
  streamed: '' | 'events' | 'list';
  // biome-ignore lint/suspicious/noExplicitAny: a suite knows the shape of its own part
  expected: any;
}

const kinds: Readonly<Record<string, FixtureFiles['streamed']>> = { 'response.sse': 'events', 'response.list': 'list' };

const encoder = new TextEncoder();

export function readFixtures(format: string): FixtureFiles[] {
  return readdirSync(new URL(`${format}/`, fixturesFolder)).map((fixture) => {
    const folder = new URL(`${format}/${fixture}/`, fixturesFolder);
    const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
    const file = readdirSync(folder).find((file) => file.startsWith('response.')) ?? '';
    const expected = JSON.parse(read('expected.json'));
    const response = read(file);
    return {
      name: `${format}/${fixture}`,
      request: read('request.json'),
      response,
      bytes: encoder.encode(response),
      path: expected.path ?? paths[format] ?? '',
      streamed: kinds[file] ?? '',
      expected,
    };
  });
}
