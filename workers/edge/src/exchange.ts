import type { Description } from '@tallystick/log/headers';
import { answerHeadersOf, type Wire } from '@tallystick/providers/registry';
import { Reservation } from './budget.ts';
import { callFrame } from './call-frame.ts';
import type { Edge } from './edge.ts';
import type { Caller } from './key-ring.ts';
import { brokenUpload, failedCall, type Passed } from './outcome.ts';
import { captureRequestBody, declaredLength, type RequestBody } from './request-body.ts';
import { captureResponseBody, isStream, unobserved } from './response-body.ts';
import { bodyAskingUsage } from './stream-usage/body-asking-usage.ts';
import { decoded, hideUsage } from './stream-usage/hide-usage.ts';
import type { Target } from './target.ts';

/** What is known of an accepted call before it is sent. */
export interface Accepted {
  request: Request;
  /** Unix ms. */
  receivedAt: number;
  requestId: string;
  caller: Caller;
  target: Target;
  query: string;
  description: Description;
  /** Which bodies the caller wants not to be kept. */
  omit: { request: boolean; response: boolean };
  /** The headers that go to the provider. */
  outgoing: Headers;
  /** Whether the caller wants the provider to be asked for the usage of a stream. */
  asksUsage: boolean;
}

/**
 * Sends a call to its provider, answers the client, and when the answer has ended, hands the call to the outbox. Where logging
 * is off, bodies pass natively and nothing of them is kept.
 *
 * It goes on after the answer: the caller of this function keeps the invocation alive with `waitUntil`.
 *
 * @param answer called once, with the answer to the client
 */
export async function exchange(accepted: Accepted, edge: Edge, answer: (response: Response) => void): Promise<void> {
  const { logging, captureLimit } = edge.settings;
  const reservation = new Reservation(edge.budget, logging ? captureLimit : 0);
  try {
    const sent = await captureRequestBody(accepted.request, reservation);
    // Where there is no log, nobody would read the usage.
    const asking = accepted.asksUsage && logging ? bodyAskingUsage(accepted, sent, reservation) : undefined;
    const { response, outcome } = sent.broken
      ? brokenUpload(accepted)
      : await callUpstream(accepted, asking ?? sent.body, logging ? reservation : undefined, asking !== undefined);
    answer(response);
    if (!logging) return;
    const ending = await outcome.ended;
    await edge.outbox.send(accepted.requestId, (place) => callFrame(place, accepted, sent, outcome, ending));
  } finally {
    reservation.release();
  }
}

/** Cloudflare may cache GET. Forbidding it like this adds no header, as `cache: 'no-store'` would. */
const uncached = { cf: { cacheTtlByStatus: { '100-599': -1 } } };

/**
 * @param reservation what the log may keep of the answer; `undefined` where there is no log
 * @param hidesUsage whether the client is not to see usage that it did not ask for itself
 */
async function callUpstream(
  accepted: Accepted,
  body: RequestBody['body'],
  reservation: Reservation | undefined,
  hidesUsage: boolean,
): Promise<Passed> {
  const { request, target } = accepted;
  // Handed to fetch itself, the request's signal does not end an upstream whose log branch is still being read.
  const upstreamAbort = new AbortController();
  request.signal.addEventListener('abort', () => upstreamAbort.abort(), { once: true });
  // An event that has been tells nobody who listens from now on.
  if (request.signal.aborted) upstreamAbort.abort();
  try {
    const upstream = await fetch(target.upstream.base + target.path + accepted.query, {
      method: request.method,
      headers: accepted.outgoing,
      body,
      redirect: 'manual',
      signal: upstreamAbort.signal,
      encodeResponseBody: hidesUsage ? 'automatic' : 'manual',
      ...(request.method === 'GET' ? uncached : {}),
    });
    if (!hidesUsage) return await pass(upstream, target.upstream.wire, reservation, request.signal);
    return hideUsage(
      await pass(decoded(upstream), target.upstream.wire, reservation, request.signal),
      accepted.description.warnings,
    );
  } catch (error) {
    return failedCall(accepted, error);
  }
}

async function pass(
  upstream: Response,
  wire: Wire,
  reservation: Reservation | undefined,
  left: AbortSignal,
): Promise<Passed> {
  const { status, statusText, headers, webSocket } = upstream;
  const streamed = isStream(headers);
  const length = declaredLength(headers);
  const { body, ended } = reservation
    ? await captureResponseBody(upstream, { length, streamed, reservation, left })
    : { body: upstream.body, ended: unobserved() };
  return {
    response: new Response(body, { status, statusText, headers, webSocket, encodeBody: 'manual' }),
    outcome: {
      status,
      streamed,
      type: headers.get('content-type') ?? '',
      encoding: headers.get('content-encoding') ?? '',
      answerHeaders: answerHeadersOf(wire, headers),
      ended,
    },
  };
}
