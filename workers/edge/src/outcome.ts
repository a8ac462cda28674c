import { type Captured, nothingCaptured } from './captured.ts';
import type { Accepted } from './exchange.ts';
import { Refusal, refusalResponse } from './refusal.ts';
import type { Ending } from './response-body.ts';

/** How a call went, as the log has it. */
export interface Outcome {
  /** 0 where the client left before there was one. */
  status: number;
  streamed: boolean;
  /** Content-Type and Content-Encoding of the answer, '' where there is none. */
  type: string;
  encoding: string;
  ended: Ending | Promise<Ending>;
}

/** What the client gets, and what the log gets. */
export interface Passed {
  response: Response;
  outcome: Outcome;
}

/** An answer that broke off while it was still held back, so that the client has seen nothing of it. */
export class BrokenAnswer extends Error {
  override name = 'BrokenAnswer';
  /** Of the answer that broke off. */
  readonly status: number;

  constructor(status: number, cause: unknown) {
    super('the answer broke off', { cause });
    this.status = status;
  }
}

/** The upload broke off, and its upstream was not called. */
export function brokenUpload({ target, requestId }: Accepted): Passed {
  const refusal = new Refusal(400, 'incomplete_request', 'The body of this call broke off, so it was not sent.');
  return {
    response: refusalResponse(refusal, target.upstream.wire, requestId),
    outcome: withoutAnswer(0, 'client_closed', ''),
  };
}

/** The client has left, or the upstream cannot be reached, or has broken its answer off before any of it was passed on. */
export function failedCall({ request, target, query, requestId }: Accepted, error: unknown): Passed {
  const { host, wire } = target.upstream;
  const broken = error instanceof BrokenAnswer;
  const refusal = broken
    ? new Refusal(502, 'upstream_broke_off', `${host} broke off its answer, which had the status ${error.status}.`)
    : new Refusal(502, 'upstream_unreachable', `The edge got no answer from ${host}.`);
  const outcome = request.signal.aborted
    ? withoutAnswer(broken ? error.status : 0, 'client_closed', '')
    : withoutAnswer(502, 'upstream_error', `${refusal.message} ${reason(broken ? error.cause : error, query)}`);
  if (broken) outcome.ended.captured = { ...outcome.ended.captured, bytes: null };
  return { response: refusalResponse(refusal, wire, requestId), outcome };
}

function withoutAnswer(status: number, finish: Ending['finish'], error: string): Outcome & { ended: Ending } {
  const captured: Captured = { ...nothingCaptured, whole: false };
  return {
    status,
    streamed: false,
    type: '',
    encoding: '',
    ended: { captured, firstByteAt: null, endedAt: Date.now(), finish, error },
  };
}

/** What the runtime says, without the URL, in which a key may stand; plain words where it names a reference of its own only. */
function reason(error: unknown, query: string): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/^internal error/i.test(text)) return 'Its name cannot be resolved, or it does not take connections.';
  const withoutUrl = text.replace(/https?:\/\/\S+/g, 'the URL');
  return query === '' ? withoutUrl : withoutUrl.replaceAll(query, '');
}
