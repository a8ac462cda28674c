import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { RecordedCall } from '@tallystick/sample-provider';
import { providerKeys, type Testbed } from './testbed.ts';

export interface RawCall {
  method?: string;
  /** At the edge, from the provider's slug on. */
  path: string;
  body?: object;
  headers?: Record<string, string>;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** As it came over the wire, content encoding not undone. */
  body: Buffer;
  requestId: string;
  /** What the provider has of the call: the newest it received. */
  recorded: RecordedCall;
}

/** A call on its way. */
export interface OpenCall {
  answer: Promise<IncomingMessage>;
  /**
   * Leaves at once, with a reset: of a silent connection, a bare workerd notices that, but no orderly end, which might be
   * only half of one. (In front of a deployed Worker the platform's own proxies notice both.)
   */
  leave(): void;
}

/** Begins a call over plain HTTP, which follows no redirect and undoes no encoding. */
export function openCall({ stack }: Testbed, call: RawCall): OpenCall {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = httpRequest(`${stack.edgeUrl}${call.path}`, {
    method: call.method ?? 'POST',
    headers: {
      'tally-auth': `Bearer ${stack.writeKey}`,
      'content-type': 'application/json',
      ...(call.path.startsWith('/anthropic')
        ? { 'x-api-key': providerKeys.anthropic, 'anthropic-version': '2023-06-01' }
        : { authorization: `Bearer ${providerKeys.openai}` }),
      ...call.headers,
    },
  });
  request.on('error', reject);
  request.on('response', resolve);
  request.end(call.body && JSON.stringify(call.body));
  return { answer: promise, leave: () => request.socket?.resetAndDestroy() };
}

/** Makes a call over plain HTTP and waits for its whole answer. One at a time, since the newest recording is taken as its. */
export async function rawCall(testbed: Testbed, call: RawCall): Promise<RawAnswer> {
  const response = await openCall(testbed, call).answer;
  const body = Buffer.concat(await response.toArray());
  const recorded = testbed.provider.requests.at(-1);
  if (!recorded) throw new Error('the call did not reach the provider');
  const { statusCode: status = 0, headers } = response;
  return { status, headers, body, requestId: String(headers['tally-request-id']), recorded };
}
