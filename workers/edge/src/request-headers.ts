import { isOwnHeader, OwnHeaders } from '@tallystick/log/headers';

/** Meant for the next hop only: RFC 9110, section 7.6.1. Host follows from the URL, the length from the body. */
const hopByHop = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What the network in front of the edge says about the caller, whom the provider would see without it. */
const proxyHeaders = new Set(['cdn-loop', 'forwarded', 'true-client-ip', 'x-real-ip']);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parts the request's headers into ours and those that go to the provider: all but the hop-by-hop ones, ours, and those
 * that a proxy added.
 */
export function splitHeaders(incoming: Headers): { own: OwnHeaders; outgoing: Headers } {
  const own = new OwnHeaders();
  const outgoing = new Headers(incoming);
  // Names only: each value that is read costs as much as its name, and few are needed.
  for (const name of incoming.keys()) {
    if (isOwnHeader(name)) own.put(name, asUtf8(incoming.get(name) ?? ''));
    else if (!hopByHop.has(name) && !isProxyHeader(name)) continue;
    outgoing.delete(name);
  }
  for (const name of incoming.get('connection')?.split(',') ?? []) {
    if (name.trim()) outgoing.delete(name.trim());
  }
  if (isWebSocket(incoming)) outgoing.set('upgrade', 'websocket');
  return { own, outgoing };
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
  return name.startsWith('cf-') || name.startsWith('x-forwarded-') || proxyHeaders.has(name);
}
