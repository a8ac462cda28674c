import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Behaviour, BehaviourError, readBehaviour } from './behaviour.ts';
import { damage } from './damage.ts';
import { deliver } from './delivery.ts';
import { type Call, ProviderError } from './endpoint.ts';
import { type Family, familyOf } from './families.ts';
import { intervene } from './interventions.ts';
import { Memory } from './memory.ts';
import { receive } from './receive.ts';
import type { RecordedCall } from './record.ts';
import type { Reply } from './reply.ts';

export interface SampleProviderOptions {
  /** Where to listen on 127.0.0.1; 0, the default, takes a free port. */
  port?: number;
  /** Keep every call, bodies included, in `requests`. */
  record?: boolean;
}

export interface SampleProvider {
  /** The origin, without a final slash: OpenAI's API is under `/openai/v1`, Anthropic's under `/anthropic/v1`. */
  url: string;
  port: number;
  /** The calls received so far, oldest first; empty unless `record` was set. Yours to clear. */
  requests: RecordedCall[];
  /** While it is set, every call gets this answer, whatever it asks and whoever's format it speaks. Yours to set. */
  replay: Reply | undefined;
  /** Closes the server and the connections that are still open. */
  stop(): Promise<void>;
}

/** As long as providers keep idle connections at least: a call that is sent while one is being closed would fail. ms */
const keepAliveTimeout = 600_000;

/**
 * Starts an HTTP server on the loopback interface that answers as OpenAI and Anthropic document their APIs.
 *
 * @throws the listen error, when the port is taken
 */
export async function startSampleProvider(options: SampleProviderOptions = {}): Promise<SampleProvider> {
  const requests: RecordedCall[] = [];
  const memory = new Memory();
  const server = createServer({ keepAliveTimeout }, (request, response) => {
    handle(request, response, memory, options.record ? requests : undefined, provider.replay).catch(
      (error: unknown) => {
        console.error('sample provider:', error);
        response.destroy();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const provider: SampleProvider = {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    replay: undefined,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
  return provider;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  memory: Memory,
  record: RecordedCall[] | undefined,
  replay: Reply | undefined,
): Promise<void> {
  const received = await receive(request);
  if (!received) return;
  const recorded: RecordedCall = { ...received, answer: { status: 0, headers: {}, pieces: [], outcome: 'pending' } };
  record?.push(recorded);
  if (replay) return await deliver(response, replay, readBehaviour({}), record && recorded.answer);
  const { path, query, headers } = received;
  const { family, prefix } = familyOf(path, headers);
  let behaviour: Behaviour;
  let reply: Reply;
  try {
    behaviour = readBehaviour(headers);
    reply = await answer(family, {
      ...received,
      path: path.slice(prefix.length),
      query: new URLSearchParams(query),
      baseUrl: `http://${headers.host ?? '127.0.0.1'}${prefix}`,
      behaviour,
      memory,
    });
  } catch (error) {
    if (!(error instanceof BehaviourError)) throw error;
    behaviour = readBehaviour({});
    reply = family.error(new ProviderError(400, error.message), behaviour);
  }
  const named = { ...reply, headers: { ...family.headers(), ...reply.headers } };
  await deliver(response, named, behaviour, record && recorded.answer);
}

async function answer(family: Family, call: Call): Promise<Reply> {
  try {
    family.authenticate(call);
    const asked = intervene(family, call);
    if (asked) return asked;
    const method = call.method === 'HEAD' ? 'GET' : call.method;
    const matches = family.endpoints.flatMap((endpoint) => {
      const match = endpoint.path.exec(call.path);
      return match ? [{ endpoint, id: match[1] ?? '' }] : [];
    });
    const found = matches.find(({ endpoint }) => endpoint.method === method);
    if (!found) throw family.unknownPath(call, matches.length > 0);
    const reply = await found.endpoint.answer(call, found.id);
    return damage(reply, call.behaviour, () => family.errorEvent(call));
  } catch (error) {
    if (error instanceof ProviderError) return family.error(error, call.behaviour);
    throw error;
  }
}
