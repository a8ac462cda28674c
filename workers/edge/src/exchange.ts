import type { Call, CallBody } from '@tallystick/log/call';
import type { Frame } from '@tallystick/log/frame';
import type { Description, OwnHeaders } from '@tallystick/log/headers';
import { Reservation } from './budget.ts';
import { type Captured, joined, nothingCaptured } from './captured.ts';
import type { Edge } from './edge.ts';
import type { PlaceInIsolate } from './isolate.ts';
import type { Caller } from './key-ring.ts';
import { Refusal, refusalResponse } from './refusal.ts';
import { captureRequestBody, declaredLength } from './request-body.ts';
import { captureResponseBody, type Ending, isStream } from './response-body.ts';
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
  own: OwnHeaders;
  /** The headers that go to the provider. */
  outgoing: Headers;
}

/**
 * Sends a call to its provider, answers the client, and when the answer has ended, hands the call to the outbox.
 *
 * It goes on after the answer: the caller of this function keeps the invocation alive with `waitUntil`.
 *
 * @param answer called once, with the answer to the client
 */
export async function exchange(accepted: Accepted, edge: Edge, answer: (response: Response) => void): Promise<void> {
  const { request, target } = accepted;
  const reservation = new Reservation(edge.budget, edge.settings.captureLimit);
  // Handed to fetch itself, the request's signal does not end an upstream whose log branch is still being read.
  const upstreamAbort = new AbortController();
  request.signal.addEventListener('abort', () => upstreamAbort.abort(), { once: true });
  let sent = nothingCaptured;
  let record: Omit<Answer, 'response'>;
  try {
    const { body, captured } = await captureRequestBody(request, reservation);
    sent = captured;
    const upstream = await fetch(target.upstream.base + target.path + accepted.query, {
      method: request.method,
      headers: accepted.outgoing,
      body,
      redirect: 'manual',
      signal: upstreamAbort.signal,
      encodeResponseBody: 'manual',
      ...(request.method === 'GET' ? uncached : {}),
    });
    const { response, ...rest } = await pass(upstream, reservation, request.signal);
    record = rest;
    answer(response);
  } catch (error) {
    const failed = failure(accepted, error);
    record = failed;
    answer(failed.response);
  }
  try {
    const ending = await record.ended;
    if (edge.settings.logging) {
      await edge.outbox.send(accepted.requestId, (place) => frame(place, accepted, sent, record, ending));
    }
  } finally {
    reservation.release();
  }
}

/** Cloudflare may cache GET. Forbidding it like this adds no header, as `cache: 'no-store'` would. */
const uncached = { cf: { cacheTtlByStatus: { '100-599': -1 } } };

/** The client's answer, and what the log says about it. */
interface Answer {
  response: Response;
  status: number;
  streamed: boolean;
  type: string;
  encoding: string;
  ended: Ending | Promise<Ending>;
}

async function pass(upstream: Response, reservation: Reservation, left: AbortSignal): Promise<Answer> {
  const { status, statusText, headers, webSocket } = upstream;
  const length = declaredLength(headers);
  const { body, ended } = await captureResponseBody(upstream, length, reservation, left);
  const response = new Response(body, { status, statusText, headers, webSocket, encodeBody: 'manual' });
  return {
    response,
    status,
    streamed: isStream(headers),
    type: headers.get('content-type') ?? '',
    encoding: headers.get('content-encoding') ?? '',
    ended,
  };
}

/** The client has left, or the upstream cannot be reached or broke off before its answer had begun. */
function failure({ request, target, query, requestId }: Accepted, error: unknown): Answer {
  const closed = request.signal.aborted;
  const refusal = new Refusal(502, 'upstream_unreachable', `The edge got no answer from ${target.upstream.host}.`);
  const cause = error instanceof Error ? error.message : String(error);
  const ending: Ending = {
    captured: nothingCaptured,
    firstByteAt: null,
    endedAt: Date.now(),
    finish: closed ? 'client_closed' : 'upstream_error',
    // Should the runtime name the URL: a key may stand in its query.
    error: closed ? '' : `${refusal.message} ${query === '' ? cause : cause.replaceAll(query, '')}`,
  };
  return {
    response: refusalResponse(refusal, target.upstream.wire, requestId),
    status: closed ? 0 : refusal.status,
    streamed: false,
    type: '',
    encoding: '',
    ended: ending,
  };
}

function frame(
  place: PlaceInIsolate,
  accepted: Accepted,
  sent: Captured,
  answer: Omit<Answer, 'response'>,
  ending: Ending,
): Frame {
  const { request, receivedAt, requestId, caller, target, description, own } = accepted;
  const { headers } = request;
  const { request_id: _, ...described } = description;
  const call: Call = {
    v: 1,
    ...place,
    org_id: caller.organisationId,
    key_id: caller.keyId,
    request_id: requestId,
    call_id: requestId,
    attempt: 1,
    created_at: receivedAt,
    responded_at: ending.endedAt,
    latency_ms: ending.endedAt - receivedAt,
    ttft_ms: ending.firstByteAt === null ? null : ending.firstByteAt - receivedAt,
    provider: target.upstream.slug,
    wire: target.upstream.wire,
    method: request.method,
    path: target.upstream.basePath + target.path,
    target_host: target.upstream.host,
    status: answer.status,
    streamed: answer.streamed,
    finish: ending.finish,
    error: ending.error,
    country: countryOf(request),
    ...described,
    request: bodyFacts(
      sent,
      headers.get('content-type') ?? '',
      headers.get('content-encoding') ?? '',
      own.asks('omit-request'),
    ),
    response: bodyFacts(ending.captured, answer.type, answer.encoding, own.asks('omit-response')),
  };
  return { call, request: joined(sent), response: joined(ending.captured) };
}

function bodyFacts(captured: Captured, type: string, encoding: string, omit: boolean): CallBody {
  return { bytes: captured.bytes, captured: captured.captured, whole: captured.whole, type, encoding, omit };
}

/** https://developers.cloudflare.com/workers/runtime-apis/request/: T1 is Tor and XX unknown, neither of them a country. */
function countryOf(request: Request): string {
  const country = request.cf?.country;
  return typeof country === 'string' && /^[A-Z]{2}$/.test(country) && country !== 'XX' ? country : '';
}
