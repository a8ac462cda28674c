import { expect } from 'vitest';
import { type CapturedCall, readCall } from '../read-call.ts';
import { readConversation } from '../read-conversation.ts';
import { readPreview } from '../read-preview.ts';
import { CapturedBody } from '../reading/captured-body.ts';
import { stored } from './stored.ts';

/** A call by the bytes of its bodies. */
export interface Bytes extends Omit<CapturedCall, 'request' | 'response'> {
  request: Uint8Array;
  response: Uint8Array;
}

/** What a preview is made of. Bytes. */
const end = 8_192;

/** Asks every reader of a call what it says. Whatever the bodies: no throw, and only what the columns hold. */
export function readEverything(call: Bytes): void {
  readFacts(call);
  const [request_body, request_encoding] = stored(call.request);
  const [response_body, response_encoding] = stored(call.response);
  const bodies = { request_body, request_encoding, response_body, response_encoding };
  const conversation = readConversation({ path: call.path, ...bodies });
  expect(typeof (conversation && JSON.stringify(conversation))).toBe(conversation ? 'string' : 'undefined');
  const ends = { head: request_body.slice(0, end), tail: request_body.slice(end).slice(-end) };
  expect((readPreview(call.path, ends) ?? '').length).toBeLessThanOrEqual(161);
}

function readFacts({ request, response, ...call }: Bytes): void {
  const bodies = { request: new CapturedBody(request), response: new CapturedBody(response) };
  const {
    usage,
    otherModels,
    outputSoFar,
    warnings,
    unreadable,
    tokensSource,
    stream,
    extras,
    billedApart,
    reportedCost,
    ...texts
  } = readCall({
    ...call,
    ...bodies,
  });
  for (const count of Object.values(extras)) expect(Number.isInteger(count) && count > 0).toBe(true);
  expect(reportedCost === null || (Number.isFinite(reportedCost) && reportedCost >= 0)).toBe(true);
  const counts = [usage, ...otherModels.map((other) => other.usage)].flatMap((one) => Object.values(one));
  for (const value of [...counts, outputSoFar]) {
    expect(value === null || (Number.isInteger(value) && value >= 0 && value < 2 ** 31)).toBe(true);
  }
  const words = [...Object.keys(extras), ...otherModels.map(({ model }) => model), ...billedApart, ...warnings];
  for (const text of [...Object.values(texts), ...words, unreadable]) {
    expect(text.length).toBeLessThanOrEqual(500);
    expect(text.isWellFormed()).toBe(true);
  }
  expect(warnings.length).toBeLessThan(10);
  expect(billedApart.length).toBeLessThan(20);
  expect(otherModels.length).toBeLessThan(10);
  expect([tokensSource, typeof stream]).toEqual([expect.stringMatching(/^(provider|unknown)$/), 'boolean']);
}
