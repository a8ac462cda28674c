import { type LoggedCall, requestId } from './call.ts';
import type { Occasion, Session, Step } from './feature.ts';
import { isWithin } from './incidents.ts';
import type { Random } from './random.ts';
import { messageResponse } from './wire/anthropic.ts';
import { anthropicFailure, openaiFailure, type ProviderFailure } from './wire/errors.ts';
import { chatResponse, embeddingResponse } from './wire/openai.ts';

/** How fast a model is: ms to its first token, and ms for each one. */
const speeds: Readonly<Record<string, readonly [first: number, each: number]>> = {
  'gpt-4.1': [520, 13],
  'gpt-4.1-nano': [260, 5],
  'gpt-4o-mini': [380, 9],
  'gpt-5-mini': [2400, 10],
  'text-embedding-3-small': [140, 0],
  'claude-haiku-4-5-20251001': [420, 7],
  'claude-sonnet-4-6': [900, 16],
  'claude-opus-4-8': [1500, 24],
};

/** The SDKs try again twice; the back office, which has nobody waiting, is patient with the provider that it uses. */
const tries = { openai: 3, anthropic: 6 };

/**
 * Plays a session: gives each step its time, and its answer or the error that came instead. After an error that stays the
 * session is over.
 */
export function completeSession(session: Session, occasion: Occasion): LoggedCall[] {
  const { random, at, person } = occasion;
  const common = {
    country: person.country,
    user_id: person.userId,
    ...(session.name === ''
      ? {}
      : { session_id: `${new Date(at).toISOString().slice(0, 10)}-${random.hex(10)}`, session_name: session.name }),
    properties: {
      environment: random.chance(0.94) ? 'production' : 'staging',
      ...person.properties,
      ...session.properties,
    },
  };
  const calls: LoggedCall[] = [];
  let time = at;
  for (const step of session.steps) {
    time += step.pause;
    let done = false;
    for (let attempt = 1; attempt <= tries[step.provider] && !done; attempt++) {
      const failure = failureOf(step, time, occasion);
      const call = { ...played(step, time, random, failure), ...common };
      calls.push(call);
      time += call.latency_ms;
      done = failure === undefined;
      if (!done) time += random.duration(400 * 2 ** attempt);
      if (call.finish === 'client_closed') return calls;
    }
    if (!done) return calls;
  }
  return calls;
}

function failureOf({ provider }: Step, time: number, { random, incidents }: Occasion): ProviderFailure | undefined {
  if (provider === 'anthropic' && isWithin(incidents.overload, time) && random.chance(0.83)) {
    return anthropicFailure(random.chance(0.75) ? 529 : 429, random);
  }
  if (!random.chance(0.006)) return undefined;
  const status = random.chance(0.7) ? 429 : 500;
  return provider === 'openai' ? openaiFailure(status) : anthropicFailure(status, random);
}

type Played = Omit<LoggedCall, 'country' | 'user_id' | 'properties' | 'session_id' | 'session_name'>;

function played(step: Step, time: number, random: Random, failure: ProviderFailure | undefined): Played {
  const { provider, path, promptId, sessionPath, request } = step;
  const named = {
    request_id: requestId(time, random),
    provider,
    path,
    created_at: time,
    prompt_id: promptId,
    ...(sessionPath === '' ? {} : { session_path: sessionPath }),
    request,
  };
  if (failure) {
    const latency = random.duration(180);
    const { status, body: response } = failure;
    return { ...named, status, latency_ms: latency, ttft_ms: latency, streamed: false, finish: 'complete', response };
  }
  const response = respond(step, time, random);
  const [first, each] = speeds[request.model] ?? [600, 12];
  const ttft_ms = random.duration(first + JSON.stringify(request).length / 90);
  const streamed = typeof response === 'string';
  const tokens = streamed ? response.split('\n\n').length * 6 : JSON.stringify(response).length / 8;
  const generation = Math.round(tokens * each * (0.8 + 0.4 * random.share()));
  // Some people close the window when they have read enough.
  if (streamed && random.chance(0.012)) {
    const seen = response.slice(0, Math.floor(response.length * (0.3 + 0.4 * random.share())));
    const latency_ms = ttft_ms + Math.round(generation / 2);
    return { ...named, status: 200, latency_ms, ttft_ms, streamed, finish: 'client_closed', response: seen };
  }
  return {
    ...named,
    status: 200,
    latency_ms: ttft_ms + generation,
    ttft_ms: streamed ? ttft_ms : ttft_ms + generation,
    streamed,
    finish: 'complete',
    response,
  };
}

function respond(step: Step, at: number, random: Random): object | string {
  const { warm, answer } = step;
  if (step.path === '/v1/messages') return messageResponse(step.request, answer, { warm, random });
  if (step.path === '/v1/embeddings') return embeddingResponse(step.request, random);
  return chatResponse(step.request, answer, { at, warm, random });
}
