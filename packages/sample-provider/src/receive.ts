import type { IncomingMessage } from 'node:http';

/** A request as it came over the wire. */
export interface Received {
  method: string;
  /** As received, without the query. */
  path: string;
  /** As received, without the question mark. */
  query: string;
  /** Names in lower case; several values of one name are joined with commas. */
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
}

/** Reads a whole request; `undefined` when the client left before it was all there. */
export async function receive(request: IncomingMessage): Promise<Received | undefined> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of request) parts.push(part);
  } catch (error) {
    if (request.destroyed) return undefined;
    throw error;
  }
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { method: request.method ?? 'GET', path, query: query.join('?'), headers, body: Buffer.concat(parts) };
}
