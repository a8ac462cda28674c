/** What the API refused, in its own words, or (`code` `unreadable`) an answer that is not the API's: a proxy's page. */
export class TallyError extends Error {
  override name = 'TallyError';
  readonly code: string;
  /** HTTP status. */
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The value of a JSON text, undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param answer the text as JSON, where it is that */
export function errorOf(status: number, answer: unknown, text: string): TallyError {
  const { error } = (answer ?? {}) as { error?: { code?: string; message?: string } };
  if (typeof error?.message === 'string') return new TallyError(status, error.code ?? '', error.message);
  return new TallyError(status, 'unreadable', `HTTP ${status}, and not from the console: ${text.slice(0, 200)}`);
}
