import { Agent, request } from 'node:http';

/** About 2 KB. */
const prompt = JSON.stringify({
  model: 'gpt-4o-mini',
  messages: [
    { role: 'system', content: 'You keep the tally. '.repeat(50) },
    { role: 'user', content: 'How many notches are on the stick? '.repeat(25) },
  ],
});
const streamedPrompt = JSON.stringify({ ...JSON.parse(prompt), stream: true });

export interface Load {
  url: string;
  headers: Record<string, string>;
  /** How many calls, and how many of them at a time, over connections that are kept. */
  count: number;
  parallel: number;
  /** Whether the body asks for a stream. */
  streamed: boolean;
}

export interface Loaded {
  /** ms to the first byte of each answer's body. */
  firstBytes: number[];
  /** How many answers there were of each text. */
  answers: Map<string, number>;
}

/** @throws Error when an answer is not 200 or breaks off */
export async function load({ url, headers, count, parallel, streamed }: Load): Promise<Loaded> {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const body = streamed ? streamedPrompt : prompt;
  const loaded: Loaded = { firstBytes: [], answers: new Map() };
  let left = count;
  const caller = async () => {
    while (left-- > 0) {
      const { firstByte, answer } = await call(url, headers, body, agent);
      loaded.firstBytes.push(firstByte);
      loaded.answers.set(answer, (loaded.answers.get(answer) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: parallel }, caller));
  agent.destroy();
  return loaded;
}

function call(
  url: string,
  headers: Record<string, string>,
  body: string,
  agent: Agent,
): Promise<{ firstByte: number; answer: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ firstByte: number; answer: string }>();
  const start = performance.now();
  const length = String(Buffer.byteLength(body));
  request(
    url,
    { method: 'POST', agent, headers: { ...sdkHeaders, 'content-length': length, ...headers } },
    (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      let firstByte = 0;
      let answer = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        firstByte ||= performance.now() - start;
        answer += text;
      });
      response.on('error', reject).on('end', () => resolve({ firstByte, answer }));
    },
  )
    .on('error', reject)
    .end(body);
  return promise;
}

/** As many headers as an SDK sends. */
const sdkHeaders = {
  accept: 'application/json',
  'accept-encoding': 'gzip, deflate, br',
  authorization: 'Bearer sk-bench-0000000000000000000000000000000000000000',
  'content-type': 'application/json',
  'user-agent': 'OpenAI/JS 7.55.0',
  'x-stainless-arch': 'x64',
  'x-stainless-lang': 'js',
  'x-stainless-os': 'Linux',
  'x-stainless-package-version': '7.55.0',
  'x-stainless-retry-count': '0',
  'x-stainless-runtime': 'node',
  'x-stainless-runtime-version': 'v24.0.0',
};
