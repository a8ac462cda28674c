/** An answer before it is delivered: its body in the pieces in which a provider would send them. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  pieces: readonly Uint8Array[];
  /** A stream's length is not announced, and each of its pieces is sent on its own. */
  streamed: boolean;
}

const encoder = new TextEncoder();

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return bytes(status, encoder.encode(JSON.stringify(value)), { 'content-type': 'application/json', ...headers });
}

export function bytes(status: number, body: Uint8Array, headers: Record<string, string>): Reply {
  return { status, headers, pieces: body.length > 0 ? [body] : [], streamed: false };
}

/** A stream of server-sent events, each with its name where the wire format names them. */
export function eventStream(events: Iterable<{ event?: string; data: string }>): Reply {
  const pieces: Uint8Array[] = [];
  for (const event of events) pieces.push(encoder.encode(eventText(event)));
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
  return { status: 200, headers, pieces, streamed: true };
}

/** One server-sent event as it goes over the wire. */
export function eventText({ event, data }: { event?: string; data: string }): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
}
