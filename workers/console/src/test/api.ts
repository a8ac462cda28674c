import { applyD1Migrations, type D1Migration } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { type KeyKind, type Role, signKey } from '@tallystick/log';
import type { Env } from '../env.ts';

/** The bindings of the Worker under test, with what vitest.config.ts adds. */
export const bindings = env as unknown as Env & { MIGRATIONS: D1Migration[]; TEAM_URL: string; TEAM_KEY: string };
export const operator = bindings.OPERATOR_TOKEN;

export const worker = (exports as unknown as { default: Fetcher }).default;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an assertion says what it expects of an answer
  json: any;
}

/** Calls the console Worker as an HTTP client does. */
export async function api(method: string, path: string, token?: string, body?: unknown): Promise<Answer> {
  const response = await worker.fetch(`http://console${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return answerOf(response);
}

/** Calls the console Worker as one of its own pages does. @param cookie as a browser sends it */
export async function browse(method: string, path: string, cookie: string, body?: unknown): Promise<Answer> {
  return answerOf(
    await worker.fetch(`http://console${path}`, {
      method,
      headers: {
        Cookie: cookie,
        Origin: 'http://console',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
}

/** The cookie of somebody who signs in by a key or by the code of a link. */
export async function cookieOf(by: { key: string } | { code: string }): Promise<string> {
  const { headers, status, text } = await api('POST', '/v1/session', undefined, by);
  if (status !== 200) throw new Error(text);
  return headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** The code of a sign-in link that the operator makes. */
export async function codeOf(organisation: string, role: Role, token = operator): Promise<string> {
  const { json } = await api('POST', '/v1/sign-in-links', token, { organisation, role });
  return new URL(json.url).hash.slice(1);
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, json };
}

export async function migrate(): Promise<void> {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS);
}

/** A new key of an organisation, made by the operator through the API. */
export async function makeKey(
  organisation: string,
  kind: 'write' | 'read' | 'admin',
  more: object = {},
): Promise<Answer['json']> {
  const made = await api('POST', '/v1/keys', operator, { organisation, kind, ...more });
  if (made.status !== 201) throw new Error(JSON.stringify(made.json));
  return made.json;
}

/** A key signed with any secret, whatever D1 holds. */
export function forge(
  kind: KeyKind,
  secret: string,
  organisationId: string,
  keyId: string,
  expiresAt = 0,
): Promise<string> {
  return signKey({ kind, organisationId, keyId, expiresAt }, secret);
}
