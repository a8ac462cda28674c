import { errorBody, errorHeader, type Wire } from '@tallystick/providers/registry';

/** A call that the edge answers itself. `code` is for programs, `message` for people: what happened and what to do. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly code: string;
  /** The wire of the provider that was meant, where the call has no target that would tell. */
  readonly wire: Wire | undefined;

  constructor(status: number, code: string, message: string, wire?: Wire) {
    super(message);
    this.status = status;
    this.code = code;
    this.wire = wire;
  }
}

/**
 * The answer to a refused call, in the error shape of its provider. The SDKs retry what is 500 and above unless
 * `x-should-retry` forbids it: only an unreachable upstream (502) may be different the next time.
 */
export function refusalResponse(refusal: Refusal, wire: Wire, requestId: string): Response {
  const { status, code, message } = refusal;
  const headers = new Headers({ 'content-type': 'application/json' });
  if (status >= 500 && status !== 502) headers.set('x-should-retry', 'false');
  const error = { status, code, message, requestId };
  const kind = errorHeader(wire, error);
  if (kind) headers.set(...kind);
  return new Response(errorBody(wire, error), { status, headers });
}
