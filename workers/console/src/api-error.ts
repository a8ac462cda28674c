import type { ContentfulStatusCode } from 'hono/utils/http-status';

const statuses = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  not_json: 415,
  /** A question that reads or answers more than it may. */
  too_expensive: 400,
  too_many_questions: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<string, ContentfulStatusCode>;

export type ApiErrorCode = keyof typeof statuses;

/** A refusal in words for the caller. What else is thrown is a fault of ours, and its words stay in the Worker's log. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly status: ContentfulStatusCode;

  constructor(code: ApiErrorCode, message: string) {
    super(message);
    this.code = code;
    this.status = statuses[code];
  }
}
