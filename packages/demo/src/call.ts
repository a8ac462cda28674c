import type { Random } from './random.ts';
import type { MessageRequest } from './wire/anthropic.ts';
import type { ChatRequest, EmbeddingRequest } from './wire/openai.ts';

/** The parts of the product that call models. Each has a key of its own, whose properties say which team pays. */
export const services = {
  'support-chat': { team: 'support', app: 'shop' },
  search: { team: 'discovery', app: 'shop' },
  documents: { team: 'operations', app: 'back-office' },
  'code-review': { team: 'engineering', app: 'ci' },
  nightly: { team: 'data', app: 'warehouse' },
} as const satisfies Record<string, Record<string, string>>;

export type Service = keyof typeof services;

/** Who makes the calls of one session. */
export interface Person {
  /** '' where nobody is named. */
  userId: string;
  country: string;
  properties: Readonly<Record<string, string>>;
}

/** One call of the history, as `POST /tally/v1/log` takes it. */
export interface LoggedCall {
  request_id: string;
  provider: 'openai' | 'anthropic';
  path: string;
  status: number;
  /** Unix ms. */
  created_at: number;
  latency_ms: number;
  ttft_ms: number;
  streamed: boolean;
  finish: 'complete' | 'client_closed';
  country: string;
  user_id: string;
  session_id?: string;
  session_name?: string;
  session_path?: string;
  prompt_id: string;
  properties: Readonly<Record<string, string>>;
  request: object;
  response: object | string;
}

/** A call before its provider has answered: what the product asks, and what it is to be told. */
export type Exchange = {
  /** '' for none. */
  promptId: string;
  sessionPath: string;
  answer: Answer;
} & (
  | { provider: 'openai'; path: '/v1/chat/completions'; request: ChatRequest }
  | { provider: 'openai'; path: '/v1/embeddings'; request: EmbeddingRequest }
  | { provider: 'anthropic'; path: '/v1/messages'; request: MessageRequest }
);

/** What a model says, before it is put into a wire format. */
export type Answer =
  | { kind: 'text'; text: string; thinking?: string }
  | { kind: 'tool'; name: string; arguments: object }
  | { kind: 'embedding' };

/** A UUIDv7 of this time, whose other bits follow from the seed. */
export function requestId(time: number, random: Random): string {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
}
