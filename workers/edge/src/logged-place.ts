import type { Call } from '@tallystick/log/call';
import type { PlaceInIsolate } from './isolate.ts';

const encoder = new TextEncoder();

/**
 * The place of a call that was logged without the proxy. It follows from what names the call, so that the same call posted
 * again is the same message, and one row. Such a call is no part of an isolate's sequence: each has a sequence of its own,
 * whose only number is 1. Its name is a UUIDv8 made of a SHA-256 (RFC 9562, section 5.8), which no isolate's random one is.
 */
export async function loggedPlace({
  org_id,
  request_id,
  created_at,
}: Pick<Call, 'org_id' | 'request_id' | 'created_at'>): Promise<PlaceInIsolate> {
  const name = encoder.encode(`${org_id}:${request_id}:${created_at}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', name)).slice(0, 16);
  const view = new DataView(digest.buffer);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x80);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  const hex = digest.toHex();
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return { isolate_id: parts.join('-'), isolate_seq: 1 };
}
