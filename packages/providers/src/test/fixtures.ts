import { readdirSync, readFileSync } from 'node:fs';

/** A folder for each format, and in it one for each fixture. */
export const fixturesFolder = new URL('../../fixtures/', import.meta.url);

/** A path that each format is called by. */
export const paths: Readonly<Record<string, string>> = {
  'anthropic-messages': '/v1/messages',
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
  streamed: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: a suite knows the shape of its own part
  expected: any;
}

export function readFixtures(format: string): FixtureFiles[] {
  return readdirSync(new URL(`${format}/`, fixturesFolder)).map((fixture) => {
    const folder = new URL(`${format}/${fixture}/`, fixturesFolder);
    const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
    const response = readdirSync(folder).find((file) => file.startsWith('response.')) ?? '';
    return {
      name: `${format}/${fixture}`,
      request: read('request.json'),
      response: read(response),
      streamed: response.endsWith('.sse'),
      expected: JSON.parse(read('expected.json')),
    };
  });
}
