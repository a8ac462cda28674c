import type { RequestRow } from '@tallystick/log';
import type { RecordedCall } from '@tallystick/sample-provider';
import { expect } from 'vitest';
import { expectedRow, type Told } from './expected-row.ts';
import { bodiesOf, rowOf, storedBytes } from './rows.ts';
import type { TappedCall } from './tapped-fetch.ts';
import { providerKeys, type Testbed } from './testbed.ts';

/**
 * Checks one call from end to end: the provider got what the client sent and nothing of Tallystick's, the client got what
 * the provider sent, every column of the row is right, and so are the stored bodies.
 */
export async function verifyCall(testbed: Testbed, call: TappedCall | undefined, told: Told): Promise<RequestRow> {
  if (!call) throw new Error('the client made no call');
  const received = Buffer.from(await call.received);
  const requestId = call.headers.get('tally-request-id') ?? '';
  const recorded = recordedCall(testbed, call.headers);
  const answered = Buffer.concat(recorded.answer.pieces);
  expectPassed(call, recorded);
  expect(received.equals(answered), 'the client saw the bytes that the provider sent').toBe(true);

  const row = await rowOf(testbed, requestId);
  expect(row).toEqual(expectedRow(testbed, requestId, recorded, told));
  expect(row.ttft_ms ?? 0).toBeLessThanOrEqual(row.latency_ms);

  const bodies = await bodiesOf(testbed, requestId);
  if (row.body_location === 'clickhouse') {
    if (!bodies) throw new Error('the bodies are not stored');
    const { request_body, request_encoding, response_body, response_encoding } = bodies;
    expect(storedBytes(request_body, request_encoding).equals(recorded.body), 'the stored request').toBe(true);
    expect(storedBytes(response_body, response_encoding).equals(answered), 'the stored answer').toBe(true);
  } else {
    expect(bodies).toBeUndefined();
  }
  return row;
}

/** What reached the provider of a call, found by the id that the provider gave its answer. */
export function recordedCall({ provider }: Testbed, headers: Headers): RecordedCall {
  for (const name of ['x-request-id', 'request-id']) {
    const id = headers.get(name);
    const recorded = id === null ? undefined : provider.requests.find(({ answer }) => answer.headers[name] === id);
    if (recorded) return recorded;
  }
  throw new Error('the call did not reach the provider');
}

const foreign = /^(tally-|helicone-|cf-|x-forwarded-|x-real-ip$|cdn-loop$|forwarded$)/;

/** Headers and bytes of the request, status and headers of the answer, unchanged. */
function expectPassed(call: TappedCall, recorded: RecordedCall): void {
  expect(call.status).toBe(recorded.answer.status);
  for (const [name, value] of Object.entries(recorded.answer.headers)) {
    if (name !== 'transfer-encoding') expect(call.headers.get(name), name).toBe(value);
  }
  if (call.sent) expect(Buffer.from(recorded.body).equals(call.sent), 'the provider got what was sent').toBe(true);
  for (const [name, value] of call.sentHeaders) {
    // The runtime leaves out one without a value, as Mistral's client sends.
    if (value !== '' && name !== 'host' && !foreign.test(name)) expect(recorded.headers[name], name).toBe(value);
  }
  expect(Object.keys(recorded.headers).filter((name) => foreign.test(name))).toEqual([]);
  const { authorization, 'x-api-key': anthropic, 'x-goog-api-key': google } = recorded.headers;
  const credential = anthropic ?? google ?? authorization?.replace('Bearer ', '');
  expect(Object.values(providerKeys)).toContain(credential);
}
