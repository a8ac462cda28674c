import type { Behaviour } from './behaviour.ts';
import type { Memory } from './memory.ts';
import type { Received } from './receive.ts';
import type { Reply } from './reply.ts';

/** A call as an endpoint sees it. */
export interface Call extends Omit<Received, 'query'> {
  /** Without the family's prefix: `/v1/…`. */
  path: string;
  query: URLSearchParams;
  /** The family's own base URL, without a final slash, as the caller reached it. */
  baseUrl: string;
  behaviour: Behaviour;
  memory: Memory;
}

/** One documented endpoint. `id` is the first group of `path`, '' when it has none. */
export interface Endpoint {
  method: 'GET' | 'POST' | 'DELETE';
  path: RegExp;
  answer(call: Call, id: string): Reply | Promise<Reply>;
}

/** Thrown by an endpoint to answer with an error, which its family puts into its own shape. */
export class ProviderError extends Error {
  override name = 'ProviderError';
  readonly status: number;
  /** OpenAI's `param`: the part of the request at fault. */
  readonly param: string | null;
  /** OpenAI's `code`, where the documentation names one for this case. */
  readonly code: string | null;

  constructor(status: number, message: string, { param = null, code = null }: Partial<ErrorDetail> = {}) {
    super(message);
    this.status = status;
    this.param = param;
    this.code = code;
  }
}

interface ErrorDetail {
  param: string | null;
  code: string | null;
}
