/** What a browser's script may read of our own headers. */
const ownResponseHeaders = 'Tally-Request-Id, Helicone-Id, Tally-Warning';

export function isPreflight(request: Request): boolean {
  return request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
}

/** A browser asks before a call, and without a key: everything it asks for is allowed, the call itself is what is checked. */
export function preflightResponse({ headers }: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': headers.get('origin') ?? '*',
      'access-control-allow-methods': headers.get('access-control-request-method') ?? '*',
      'access-control-allow-headers': headers.get('access-control-request-headers') ?? '*',
      'access-control-expose-headers': ownResponseHeaders,
      'access-control-max-age': '86400',
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    },
  });
}

/** Lets a browser read an answer to which its provider said nothing about other origins. */
export function allowOrigin(headers: Headers, origin: string): void {
  if (!headers.has('access-control-allow-origin')) {
    headers.set('access-control-allow-origin', origin);
    headers.append('vary', 'Origin');
  }
  headers.append('access-control-expose-headers', ownResponseHeaders);
}
