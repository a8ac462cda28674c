import { isOwnHeader, OwnHeaders } from '@tallystick/log/headers';
import { holdsKey } from './misplaced-key.ts';

/**
 * Meant for the next hop only: RFC 9110, section 7.6.1 and, for Expect, whose 100 the edge's own server has sent, 10.1.1. Host
 * follows from the URL, the length from the body.
 */
const hopByHop = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What the network in front of the edge says about the caller, whom the provider would see without it. */
const proxyHeaders = new Set(['cdn-loop', 'forwarded', 'true-client-ip', 'x-real-ip']);

/** Where clients put the provider's key, or a URL in which a key may stand. */
const keyHeaders = new Set(['api-key', 'authorization', 'referer', 'x-api-key', 'x-goog-api-key']);

/** A token of RFC 9110, section 5.6.2. */
const headerName = /^[!#$%&'*+.^_`|~\w-]+$/;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface SplitHeaders {
  own: OwnHeaders;
  outgoing: Headers;
  /** The name of a header that would take a Tallystick key to the provider. */
  misplacedKey: string | undefined;
}

/**
 * Parts the request's headers into ours and those that go to the provider: all but the hop-by-hop ones, ours, and those
 * that a proxy added.
 */
export function splitHeaders(incoming: Headers): SplitHeaders {
  const own = new OwnHeaders();
  let misplacedKey: string | undefined;
  const outgoing = new Headers(incoming);
  // Names only: each value that is read costs as much as its name, and few are needed.
  for (const name of incoming.keys()) {
    if (isOwnHeader(name)) own.put(name, asUtf8(incoming.get(name) ?? ''));
    else if (keyHeaders.has(name) && holdsKey(incoming.get(name) ?? '')) misplacedKey = name;
    else if (!hopByHop.has(name) && !isProxyHeader(name)) continue;
    outgoing.delete(name);
  }
  for (const token of incoming.get('connection')?.split(',') ?? []) {
    const name = token.trim();
    if (headerName.test(name)) outgoing.delete(name);
  }
  if (isWebSocket(incoming)) outgoing.set('upgrade', 'websocket');
  return { own, outgoing, misplacedKey };
}

function isWebSocket(headers: Headers): boolean {
  return headers.get('upgrade')?.toLowerCase() === 'websocket';
}

/** The runtime reads the bytes of a header as Latin-1; clients that send a name with an accent write UTF-8. */
function asUtf8(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  try {
    return utf8.decode(Uint8Array.from(value, (character) => character.charCodeAt(0)));
  } catch {
    return value;
  }
}

function isProxyHeader(name: string): boolean {
  return (
    name.startsWith('cf-') || name.startsWith('x-forwarded-') || name.startsWith('proxy-') || proxyHeaders.has(name)
  );
}
