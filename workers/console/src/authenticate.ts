import { lookUp } from '@tallystick/accounts';
import { checkKey, type KeyKind, type KeyRefusal } from '@tallystick/log';
import type { Context, MiddlewareHandler } from 'hono';
import { ApiError } from './api-error.ts';
import { kindNames } from './key-kinds.ts';
import type { AppEnv, Caller, Services } from './services.ts';

/**
 * Lets in the operator, and keys of these kinds that are signed by this deployment, not expired and, as D1 has them, not
 * revoked. Runs before the input is read.
 *
 * @returns the part of a route's definition that does so, and says so in the API's description
 */
export function allow(...kinds: KeyKind[]) {
  const middleware: MiddlewareHandler<AppEnv> = async (c, next) => {
    c.set('caller', await callerOf(c, kinds));
    await next();
  };
  return { security: [{ bearer: [] }], middleware };
}

/**
 * Who is asking, as D1 has it now.
 *
 * @throws ApiError when there is no key of these kinds, or it counts no longer
 */
export async function callerOf(c: Context<AppEnv>, kinds: KeyKind[]): Promise<Caller> {
  const [, token] = /^bearer +(\S+)$/i.exec(c.req.header('authorization')?.trim() ?? '') ?? [];
  if (!token) throw new ApiError('unauthorized', `send the header "Authorization: Bearer …" with ${wanted(kinds)}`);
  return identify(token, kinds, c.var.services);
}

async function identify(token: string, kinds: KeyKind[], services: Services): Promise<Caller> {
  if (services.operatorToken !== '' && (await sameText(token, services.operatorToken))) return 'operator';
  const [, letter] = /^tally_([wra])_/.exec(token) ?? [];
  const kind = letter as KeyKind | undefined;
  if (!kind) throw new ApiError('unauthorized', `this token is not known here: send ${wanted(kinds)}`);
  if (!kinds.includes(kind)) {
    const article = kind === 'a' ? 'an' : 'a';
    throw new ApiError('forbidden', `${article} ${kindNames[kind]} key may not do this: send ${wanted(kinds)}`);
  }
  const check = await checkKey(token, kind, services.keySecrets[kind], Date.now());
  if (!check.ok) throw new ApiError('unauthorized', refusals[check.refusal]);
  const { organisationId, keyId } = check.claims;
  const key = (await lookUp(services.accounts, [], [keyId])).keys.get(keyId);
  if (key?.organisationId !== organisationId || key.kind !== kind)
    throw new ApiError('unauthorized', 'this key is not known here: make a new one');
  if (key.revokedAt !== null) {
    throw new ApiError('unauthorized', `this key was revoked at ${new Date(key.revokedAt).toISOString()}: use another`);
  }
  return { organisationId, keyId };
}

const refusals: Record<KeyRefusal, string> = {
  malformed: 'this key is damaged: copy all of it',
  wrong_kind: 'this key is of another kind',
  bad_signature:
    'this key was not signed by this deployment, or its secret has changed: copy all of it, or make a new one',
  expired: 'this key has expired: make a new one',
};

function wanted(kinds: KeyKind[]): string {
  return kinds.length === 0
    ? 'the operator token'
    : `a key for this (${kinds.map((kind) => kindNames[kind]).join(' or ')})`;
}

/** Compares digests, which are of one length, so that the time taken tells nothing about the token. */
async function sameText(a: string, b: string): Promise<boolean> {
  const encoder = new TextEncoder();
  const [digestA, digestB] = await Promise.all(
    [a, b].map((text) => crypto.subtle.digest('SHA-256', encoder.encode(text))),
  );
  return digestA !== undefined && digestB !== undefined && crypto.subtle.timingSafeEqual(digestA, digestB);
}
