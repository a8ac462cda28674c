import { type CallFacts, readCall } from '@tallystick/providers';
import type { WithBodies } from './load-bodies.ts';

export interface Measured extends WithBodies {
  facts: CallFacts;
}

/** Reads what the bodies say of the call: tokens, model, ids, the user. */
export function readUsage(log: WithBodies): Measured {
  const { call, request, response } = log;
  const { method, path, status } = call;
  const complete = call.finish === 'complete';
  const responseType = call.response.type;
  const answer = { status, complete, response, responseType, responseHeaders: call.answer_headers };
  return { ...log, facts: readCall({ method, path, request, ...answer }) };
}
