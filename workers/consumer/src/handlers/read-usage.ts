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
  const facts = readCall({ method, path, request, ...answer });
  return { ...log, facts: namesProfile(call) ? { ...facts, model: '' } : facts };
}

/**
 * Bedrock's prices go by the inference profile that was asked for (`global.anthropic.…`). In OpenAI's and Anthropic's formats its answers name
 * the model alone. https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html
 */
function namesProfile({ provider, path }: WithBodies['call']): boolean {
  return provider === 'bedrock' && !path.includes('/model/');
}
