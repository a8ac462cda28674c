import { nothingCaptured } from './captured.ts';
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
  /** Headers that say what the body leaves out, for providers whose answers have such. */
  answerHeaders?: Record<string, string> | undefined;
  ended: Ending | Promise<Ending>;
}

/** What the client gets, and what the log gets. */
export interface Passed {
  response: Response;
  outcome: Outcome;
}

/** The upload broke off, and its upstream was not called. */
export function brokenUpload({ target, requestId }: Accepted): Passed {
  const refusal = new Refusal(400, 'incomplete_request', 'The body of this call broke off, so it was not sent.');
  return {
    response: refusalResponse(refusal, target.upstream.wire, requestId),
    outcome: withoutAnswer(0, 'client_closed', ''),
  };
}

/** The client has left, or the upstream cannot be reached. */
export function failedCall({ request, target, query, requestId }: Accepted, error: unknown): Passed {
  const { host, wire } = target.upstream;
  const refusal = new Refusal(502, 'upstream_unreachable', `The edge got no answer from ${host}.`);
  return {
    response: refusalResponse(refusal, wire, requestId),
    outcome: request.signal.aborted
      ? withoutAnswer(0, 'client_closed', '')
      : withoutAnswer(502, 'upstream_error', `${refusal.message} ${reason(error, query)}`),
  };
}

function withoutAnswer(status: number, finish: Ending['finish'], error: string): Outcome {
  const captured = { ...nothingCaptured, whole: false };
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
