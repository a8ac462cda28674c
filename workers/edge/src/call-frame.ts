import type { Call, CallBody } from '@tallystick/log/call';
import type { Frame } from '@tallystick/log/frame';
import { type Captured, joined } from './captured.ts';
import type { Accepted } from './exchange.ts';
import type { PlaceInIsolate } from './isolate.ts';
import type { Outcome } from './outcome.ts';
import type { RequestBody } from './request-body.ts';
import type { Ending } from './response-body.ts';

/** All that the log has of a call that has ended. */
export function callFrame(
  place: PlaceInIsolate,
  accepted: Accepted,
  sent: RequestBody,
  outcome: Outcome,
  ending: Ending,
): Frame {
  const { request, receivedAt, requestId, caller, target, description, omit } = accepted;
  const { headers } = request;
  const { request_id: _, warnings, ...described } = description;
  // A machine's clock may be set back during a call, and the log may see the first byte later than the client has seen the last.
  const endedAt = Math.max(ending.endedAt, receivedAt);
  const firstByteAt = ending.firstByteAt === null ? null : Math.max(receivedAt, Math.min(ending.firstByteAt, endedAt));
  const call: Call = {
    v: 1,
    ...place,
    org_id: caller.organisationId,
    key_id: caller.keyId,
    request_id: requestId,
    call_id: requestId,
    attempt: 1,
    created_at: receivedAt,
    responded_at: endedAt,
    latency_ms: endedAt - receivedAt,
    ttft_ms: firstByteAt === null ? null : firstByteAt - receivedAt,
    provider: target.upstream.slug,
    wire: target.upstream.wire,
    method: request.method,
    path: target.upstream.basePath + target.path,
    target_host: target.upstream.host,
    status: outcome.status,
    streamed: outcome.streamed,
    finish: ending.finish,
    error: ending.error,
    country: countryOf(request),
    ...described,
    // For who reads the row: the caller has done nothing wrong.
    warnings: sent.warning === '' ? warnings : [...warnings, sent.warning],
    request: bodyFacts(
      sent.captured,
      headers.get('content-type') ?? '',
      headers.get('content-encoding') ?? '',
      omit.request,
    ),
    response: bodyFacts(ending.captured, outcome.type, outcome.encoding, omit.response),
    ...(outcome.answerHeaders && { answer_headers: outcome.answerHeaders }),
  };
  return { call, request: joined(sent.captured), response: joined(ending.captured) };
}

function bodyFacts(captured: Captured, type: string, encoding: string, omit: boolean): CallBody {
  return { bytes: captured.bytes, captured: captured.captured, whole: captured.whole, type, encoding, omit };
}

/** https://developers.cloudflare.com/workers/runtime-apis/request/: T1 is Tor and XX unknown, neither of them a country. */
function countryOf(request: Request): string {
  const country = request.cf?.country;
  return typeof country === 'string' && /^[A-Z]{2}$/.test(country) && country !== 'XX' ? country : '';
}
