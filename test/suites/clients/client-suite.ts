import type { FixtureFiles } from '@tallystick/providers/fixtures';
import { describe, expect, test, vi } from 'vitest';
import { fixtureOf, replyOf } from '../../src/fixture.ts';
import { type Charges, costOf, type PricedModel } from '../../src/prices.ts';
import { type TappedCall, tappedFetch } from '../../src/tapped-fetch.ts';
import { providerKeys, type Testbed } from '../../src/testbed.ts';
import { verifyCall } from '../../src/verify.ts';

/** What a client is made from, under the names that docs/providers.md gives them. */
interface Connection {
  /** The edge's URL, without a final slash. */
  edge: string;
  /** A write key. */
  key: string;
  /** The header that holds it. */
  headers: Record<string, string>;
  /** The provider's own key. */
  apiKey: string;
}

/** What a client made of an answer. */
export interface Said {
  text?: string | null | undefined;
  reasoning?: string | null | undefined;
  /** The tools that the model called: the name of each, and its arguments as JSON or as what that says. */
  calls?: readonly (readonly [name: string | undefined, input: unknown])[];
}

/** What all clients ask. */
export const question = 'Which river runs through Vienna? 🌊';

export interface Exchange<Client> {
  /** A folder of packages/providers/fixtures. */
  fixture: string;
  /** What the list charges for it, or, as a cost in USD, what the provider said that it cost. */
  cost: Charges | string;
  call(client: Client, model: string): Promise<Said>;
}

export interface ClientCase<Client> {
  /** The npm package. */
  name: string;
  provider: keyof typeof providerKeys;
  /** The path at the provider, where it is not that of the fixture. */
  path?: (ofFixture: string) => string;
  connect(connection: Connection): Client;
  /** Whether an error is of the client's own class. */
  isError(error: unknown): boolean;
  plain: Exchange<Client>;
  stream: Exchange<Client>;
  /** The fixture of a failed call. */
  error: string;
}

/** A provider's official client, with nothing changed but where it calls and one header. */
export function clientSuite<Client>(testbed: () => Testbed, client: ClientCase<Client>): void {
  describe(client.name, () => {
    test('gets what the provider sent, whole, streamed and failed, and each is a row', async () => {
      const { plain, stream, error } = client;
      const verified = [];
      for (const exchange of [plain, stream]) {
        const fixture = fixtureOf(exchange.fixture);
        const { said, thrown, call } = await make(testbed(), client, fixture, exchange);
        if (thrown) throw thrown;
        expect(plainly(said)).toEqual(saidIn(fixture));
        verified.push({ call, told: { ...toldBy(fixture, client), ...costs(fixture, exchange.cost) } });
      }
      const failed = fixtureOf(error);
      const { error: message, responseId = '' } = failed.expected.facts;
      const { thrown, call } = await make(testbed(), client, failed, plain);
      expect(client.isError(thrown), String(thrown)).toBe(true);
      expect((thrown as Error).message).toContain(message);
      const { provider, path, requested_model } = toldBy(fixtureOf(plain.fixture), client);
      const asked = { provider, path, requested_model, model: requested_model };
      verified.push({ call, told: { ...asked, response_id: responseId, error: message } });
      for (const { call, told } of verified) await verifyCall(testbed(), call, told);
    });

    test('shows what the edge says about a wrong key', async () => {
      const before = testbed().provider.requests.length;
      const { thrown, call } = await make(testbed(), client, fixtureOf(client.plain.fixture), client.plain, 'wrong');
      expect(client.isError(thrown), String(thrown)).toBe(true);
      expect((thrown as Error).message).toContain('The Tallystick key is malformed.');
      expect(call?.status).toBe(401);
      expect(testbed().provider.requests.length).toBe(before);
    });
  });
}

interface Made {
  said?: Said;
  thrown?: unknown;
  call: TappedCall | undefined;
}

/** Makes a client and one call. The only thing that is the test's is the platform's fetch, which keeps a copy. */
async function make<Client>(
  { stack, provider }: Testbed,
  client: ClientCase<Client>,
  fixture: FixtureFiles,
  { fixture: asked, call }: Exchange<Client>,
  key = stack.writeKey,
): Promise<Made> {
  const { fetch, calls } = tappedFetch();
  provider.replay = replyOf(fixture);
  vi.stubGlobal('fetch', fetch);
  try {
    const connection = {
      edge: stack.edgeUrl,
      key,
      headers: { 'Tally-Auth': `Bearer ${key}` },
      apiKey: providerKeys[client.provider],
    };
    const { requestedModel } = fixtureOf(asked).expected.facts;
    return { said: await call(client.connect(connection), requestedModel), call: calls[0] };
  } catch (thrown) {
    return { thrown, call: calls[0] };
  } finally {
    vi.unstubAllGlobals();
    provider.replay = undefined;
  }
}

/** What a client said, in one form for all of them. */
function plainly({ text, reasoning, calls = [] }: Said = {}) {
  const made = calls.map(([name, input]) => [name, typeof input === 'string' ? JSON.parse(input) : input]);
  return { text: text ?? '', reasoning: reasoning ?? '', calls: made };
}

/** What the fixture's conversation says, as far as clients tell it. */
function saidIn({ expected }: FixtureFiles) {
  const parts: Part[] = expected.conversation.output.flatMap(({ parts }: { parts: Part[] }) => parts);
  const joined = (type: string) => parts.map((part) => (part.type === type ? part.content : '')).join('');
  const called = parts.filter(({ type }) => type === 'tool_call');
  return plainly({
    text: joined('text'),
    reasoning: joined('reasoning'),
    calls: called.map((part) => [part.name, part.arguments]),
  });
}

interface Part {
  type: string;
  content?: string;
  name: string;
  arguments: string;
}

/** The columns that follow from a fixture. */
function toldBy(
  fixture: FixtureFiles,
  { provider, path = (ofFixture) => ofFixture }: Pick<ClientCase<unknown>, 'provider' | 'path'>,
) {
  const { facts } = fixture.expected;
  const { usage = {} } = facts;
  return {
    provider,
    path: path(fixture.path),
    streamed: fixture.streamed !== '',
    requested_model: facts.requestedModel,
    model: facts.model ?? facts.requestedModel,
    response_id: facts.responseId ?? '',
    finish_reason: facts.finishReason ?? '',
    service_tier: facts.serviceTier ?? '',
    prompt_tokens: usage.promptTokens ?? null,
    completion_tokens: usage.completionTokens ?? null,
    cache_read_tokens: usage.cacheReadTokens ?? null,
    cache_write_tokens: usage.cacheWriteTokens ?? null,
    prompt_audio_tokens: usage.promptAudioTokens ?? null,
    completion_audio_tokens: usage.completionAudioTokens ?? null,
    reasoning_tokens: usage.reasoningTokens ?? null,
    usage_details: detailsIn(usage),
    price_details: facts.inferenceGeo ? { inference_geo: facts.inferenceGeo } : {},
  };
}

/** Counts without a column of their own; of what 0 tells no more than nothing does, only those that are more. */
function detailsIn({ cacheWrite1hTokens, webSearches, ...usage }: Record<string, number | null>) {
  const told = [
    ['cache_write_1h', cacheWrite1hTokens || undefined],
    ['web_searches', webSearches || undefined],
    ['cache_read_audio', usage.cacheReadAudioTokens],
    ['completion_image', usage.completionImageTokens],
  ] as const;
  return Object.fromEntries(told.filter(([, count]) => count !== undefined && count !== null));
}

function costs(fixture: FixtureFiles, cost: Charges | string) {
  if (typeof cost !== 'string') return costOf(fixture.expected.facts.requestedModel as PricedModel, cost);
  return { cost_usd: cost, cost_breakdown: { reported: cost }, cost_source: 'provider' };
}
