import { Agent, request } from 'node:http';

const prompt = JSON.stringify({
  model: 'gpt-4o-mini',
  messages: [
    { role: 'system', content: 'You keep the tally. '.repeat(50) },
    { role: 'user', content: 'How many notches are on the stick? '.repeat(25) },
  ],
});

/** Sends `count` calls, `parallel` at a time over connections that are kept. @returns ms to the first byte of each answer */
export async function load(
  url: string,
  headers: Record<string, string>,
  count: number,
  parallel: number,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const times: number[] = [];
  let left = count;
  const worker = async () => {
    while (left-- > 0) times.push(await call(url, headers, agent));
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  agent.destroy();
  return times;
}

function call(url: string, headers: Record<string, string>, agent: Agent): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const start = performance.now();
  let firstByte = 0;
  request(url, { method: 'POST', agent, headers: { ...sdkHeaders, ...headers } }, (response) => {
    if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
    response.once('data', () => {
      firstByte = performance.now() - start;
    });
    response.on('error', reject).on('end', () => resolve(firstByte));
  })
    .on('error', reject)
    .end(prompt);
  return promise;
}

/** As many headers as an SDK sends. */
const sdkHeaders = {
  accept: 'application/json',
  'accept-encoding': 'gzip, deflate, br',
  authorization: 'Bearer sk-bench-0000000000000000000000000000000000000000',
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(prompt)),
  'user-agent': 'OpenAI/JS 7.55.0',
  'x-stainless-arch': 'x64',
  'x-stainless-lang': 'js',
  'x-stainless-os': 'Linux',
  'x-stainless-package-version': '7.55.0',
  'x-stainless-retry-count': '0',
  'x-stainless-runtime': 'node',
  'x-stainless-runtime-version': 'v24.0.0',
};
