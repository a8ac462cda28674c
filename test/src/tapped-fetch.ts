/** One HTTP call as the client saw it, byte for byte. */
export interface TappedCall {
  /** What was sent; undefined for a form, whose bytes fetch makes. */
  sent: Uint8Array | undefined;
  /** The headers that the client gave; the platform adds some of its own. */
  sentHeaders: Headers;
  status: number;
  headers: Headers;
  /** All of the body that arrived, once it has ended or broken off. */
  received: Promise<Uint8Array>;
}

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

const platformFetch = fetch;

/**
 * The platform's fetch, keeping a copy of what goes through it.
 *
 * @param origin where every call is sent, whatever host its URL names; that host goes into the Host header
 */
export function tappedFetch(origin?: string): { fetch: Fetch; calls: TappedCall[] } {
  const calls: TappedCall[] = [];
  const tapped: Fetch = async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    // The OpenAI client asks a data: URL whether fetch can send forms.
    if (url.protocol === 'data:') return platformFetch(input, init);
    const sent = bytesOf(input instanceof Request ? await input.clone().arrayBuffer() : init.body);
    const sentHeaders = new Headers(input instanceof Request ? input.headers : init.headers);
    const headers = new Headers(sentHeaders);
    if (origin !== undefined) headers.set('host', url.host);
    const response = await (origin === undefined
      ? platformFetch(input, init)
      : platformFetch(`${origin}${url.pathname}${url.search}`, { ...init, headers }));
    calls.push({
      sent,
      sentHeaders,
      status: response.status,
      headers: response.headers,
      received: collect(response.clone().body),
    });
    return response;
  };
  return { fetch: tapped, calls };
}

function bytesOf(body: RequestInit['body']): Uint8Array | undefined {
  if (body === null || body === undefined) return new Uint8Array();
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return body instanceof Uint8Array ? body : undefined;
}

async function collect(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of body ?? []) parts.push(part);
  } catch {
    // A body that breaks off is what some tests are about: what came of it is what counts.
  }
  return Buffer.concat(parts);
}
