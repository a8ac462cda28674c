import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { type Stack, startStack } from '@tallystick/cli/stack';
import { type ClickHouse, createClickHouse } from '@tallystick/clickhouse';
import { signKey } from '@tallystick/log';
import { type SampleProvider, startSampleProvider } from '@tallystick/sample-provider';
import OpenAI from 'openai';
import { type TappedCall, tappedFetch } from './tapped-fetch.ts';

/** The keys that the suite uses at the providers, by slug. None of them may be found anywhere afterwards. */
export const providerKeys = {
  openai: 'sk-e2e-openai-5d41402abc4b2a76b9719d911017c592',
  anthropic: 'sk-ant-e2e-7d793037a0760186574b0282f2f435e7',
  google: 'AIzaSyE2E-0b3f1c8d7a6e4f5c9d2e8b7a1f0c3d4',
  mistral: 'e2eMistral9f86d081884c7d659a2feaa0',
  groq: 'gsk_e2e4e1243bd22c66e76c2ba9eddc1f91394e57f9f83',
  cohere: 'e2eCohere2c26b46b68ffc68ff99b453c1d304134',
  bedrock: 'ABSKe2e-fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04f',
  openrouter: 'sk-or-v1-e2e-1b4f0e9851971998e732078544c96b36',
};

/** An upstream where nobody listens: port 9 is `discard`, which no system serves any more. */
export const deadUpstream = 'http://127.0.0.1:9';

/** The whole of Tallystick on this machine, and behind it a provider that records what reaches it. */
export interface Testbed {
  stack: Stack;
  provider: SampleProvider;
  clickhouse: ClickHouse;
  /** What the Workers wrote to their console. */
  logs: string[];
  /** Genuine, of an organisation that does not exist: the edge, which looks nothing up, lets it in. */
  strangerKey: string;
}

export async function startTestbed(): Promise<Testbed> {
  const provider = await startSampleProvider({ record: true });
  const logs: string[] = [];
  const upstreams = Object.fromEntries(Object.keys(providerKeys).map((slug) => [slug, provider.url]));
  const stack = await startStack({
    upstreams: JSON.stringify({ ...upstreams, dead: deadUpstream }),
    onLog: ({ message }) => logs.push(message),
  });
  const clickhouse = createClickHouse({ ...stack.clickhouse });
  const { KEY_SECRET_WRITE } = JSON.parse(await readFile(join(stack.dataDir, 'secrets.json'), 'utf8'));
  const stranger = { kind: 'w', organisationId: 'stranger', keyId: 'k1', expiresAt: 0 } as const;
  return { stack, provider, clickhouse, logs, strangerKey: await signKey(stranger, KEY_SECRET_WRITE) };
}

export async function stopTestbed({ stack, provider }: Testbed): Promise<void> {
  await stack.stop();
  await provider.stop();
}

/** A client as its users make it, and the bytes of each of its calls. */
export interface TappedClient<Client> {
  client: Client;
  calls: TappedCall[];
}

export interface ClientOptions {
  /** Instead of the provider's first-segment form. */
  baseURL?: string;
  /** Beside or, with `null`, without the write key. */
  headers?: Record<string, string | null>;
  maxRetries?: number;
  /** Where the base URL's host is reached, for a host that no DNS knows. */
  origin?: string;
}

export function openaiClient({ stack }: Testbed, options: ClientOptions = {}): TappedClient<OpenAI> {
  const { fetch, calls } = tappedFetch(options.origin);
  const client = new OpenAI({
    apiKey: providerKeys.openai,
    baseURL: options.baseURL ?? `${stack.edgeUrl}/openai/v1`,
    defaultHeaders: { 'Tally-Auth': `Bearer ${stack.writeKey}`, ...options.headers },
    maxRetries: options.maxRetries ?? 0,
    fetch,
  });
  return { client, calls };
}

export function anthropicClient({ stack }: Testbed, options: ClientOptions = {}): TappedClient<Anthropic> {
  const { fetch, calls } = tappedFetch(options.origin);
  const client = new Anthropic({
    apiKey: providerKeys.anthropic,
    baseURL: options.baseURL ?? `${stack.edgeUrl}/anthropic`,
    defaultHeaders: { 'Tally-Auth': `Bearer ${stack.writeKey}`, ...options.headers },
    maxRetries: options.maxRetries ?? 0,
    fetch,
  });
  return { client, calls };
}

/** The id of a key: the middle of what stands between its kind and its signature. */
export function keyIdOf(key: string): string {
  const claims = Buffer.from(key.slice('tally_w_'.length, -'_'.length - 22), 'base64url').toString();
  return claims.split(':')[1] ?? '';
}
