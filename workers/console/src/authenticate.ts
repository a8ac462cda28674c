import { type Key, lookUp, membershipsOf } from '@tallystick/accounts';
import { checkKey, type KeyKind, type KeyRefusal, type Role } from '@tallystick/log';
import type { Context, MiddlewareHandler } from 'hono';
import { ApiError } from './api-error.ts';
import { kindNames } from './key-kinds.ts';
import type { AppEnv, Caller, Principal, Services } from './services.ts';
import { type Access, assertionHeader } from './sign-in/access.ts';
import { sessionCookie } from './sign-in/sessions.ts';

/** A kind of key, with the people who may what it may; or people who are no owners, who may more than a read key. */
type Grant = KeyKind | 'member';

/** A viewer may go wherever a member may: what has bodies in it says so by `requireBodies`. */
const rolesOf: Readonly<Record<Grant, readonly Role[]>> = {
  w: [],
  r: ['member', 'viewer'],
  a: ['owner'],
  member: ['member', 'viewer'],
};

/**
 * Lets in the operator, and keys of these kinds that are signed by this deployment, not expired and, as D1 has them, not
 * revoked; and people whose role may the same. Runs before the input is read.
 *
 * @returns the part of a route's definition that does so, and says so in the API's description
 */
export function allow(...grants: Grant[]) {
  const middleware: MiddlewareHandler<AppEnv> = async (c, next) => {
    c.set('caller', await callerOf(c, grants));
    await next();
  };
  const people = grants.length === 0 ? [] : [{ session: [] }, { access: [] }];
  return { security: [{ bearer: [] }, ...people], description: whoMay(grants), middleware };
}

/** As the API's description says it. */
function whoMay(grants: readonly Grant[]): string {
  if (grants.length === 0) return 'With the operator token.';
  return `With ${keyFor(kindsOf(grants))}, signed in with the role ${rolesFor(grants)}, or with the operator token.`;
}

/**
 * Who is asking, as D1 has it now. A key in the header goes before a cookie, and that before Cloudflare Access: what was chosen last.
 *
 * @throws ApiError when there is nobody of these grants, or they count no longer
 */
export async function callerOf(c: Context<AppEnv>, grants: readonly Grant[]): Promise<Caller> {
  const kinds = kindsOf(grants);
  const { services } = c.var;
  const authorization = c.req.header('authorization');
  if (authorization !== undefined) {
    const [, token] = /^bearer +(\S+)$/i.exec(authorization.trim()) ?? [];
    if (token) return callerOfToken(token, kinds, services);
  }
  const person = authorization === undefined ? await findPerson(c) : undefined;
  if (!person) {
    throw new ApiError('unauthorized', `sign in, or send the header "Authorization: Bearer …" with ${keyFor(kinds)}`);
  }
  if (person.role === undefined || !grants.some((grant) => rolesOf[grant].some((role) => role === person.role))) {
    const needed = grants.length === 0 ? operatorToken : `the role ${rolesFor(grants)}`;
    throw new ApiError('forbidden', `the role ${person.role} may not do this: it takes ${needed}`);
  }
  return person;
}

async function findPerson(c: Context<AppEnv>): Promise<Principal | undefined> {
  const { services } = c.var;
  const token = sessionCookie(c);
  const ofCookie = token === undefined ? undefined : await principalOfSession(token, services);
  if (ofCookie) return ofCookie;
  const assertion = c.req.header(assertionHeader);
  if (services.access === undefined || assertion === undefined) return undefined;
  return principalOfAccess(services.access, assertion, await organisationNamed(c), services);
}

/**
 * Whom a key or the operator token stands for.
 *
 * @throws ApiError for one that is not good, or of another kind
 */
export async function callerOfToken(token: string, kinds: readonly KeyKind[], services: Services): Promise<Caller> {
  if (services.operatorToken !== '' && (await sameText(token, services.operatorToken))) return 'operator';
  const [, letter] = /^tally_([wra])_/.exec(token) ?? [];
  const kind = letter as KeyKind | undefined;
  if (!kind) throw new ApiError('unauthorized', `this token is not known here: send ${keyFor(kinds)}`);
  if (!kinds.includes(kind)) {
    throw new ApiError('forbidden', `${keyFor([kind])} may not do this: it takes ${keyFor(kinds)}`);
  }
  const check = await checkKey(token, kind, services.keySecrets[kind], Date.now());
  if (!check.ok) throw new ApiError('unauthorized', refusals[check.refusal]);
  const { organisationId, keyId, expiresAt } = check.claims;
  const key = (await lookUp(services.accounts, [], [keyId])).keys.get(keyId);
  if (key?.organisationId !== organisationId || key.kind !== kind)
    throw new ApiError('unauthorized', 'this key is not known here: make a new one');
  if (key.revokedAt !== null) {
    throw new ApiError('unauthorized', `this key was revoked at ${new Date(key.revokedAt).toISOString()}: use another`);
  }
  return {
    organisationId,
    keyId,
    actor: nameOf(key),
    email: '',
    role: rolesOf[kind][0],
    expiresAt: expiresAt === 0 ? null : expiresAt * 1000,
  };
}

/** @returns undefined when the cookie is not ours, has expired, or what it came of is no longer good */
async function principalOfSession(token: string, { sessions, accounts }: Services): Promise<Principal | undefined> {
  const session = await sessions.read(token);
  if (!session) return undefined;
  const { organisation, key_id, email, role, actor, expiresAt } = session;
  const [found, memberships] = await Promise.all([
    lookUp(accounts, [organisation], key_id === '' ? [] : [key_id]),
    email === '' ? [] : membershipsOf(accounts, email),
  ]);
  const key = found.keys.get(key_id);
  const good =
    found.organisations.has(organisation) &&
    (key_id === '' || (key?.organisationId === organisation && isGood(key))) &&
    (email === '' || memberships.some(({ id, role }) => id === organisation && role === 'owner'));
  return good ? { organisationId: organisation, keyId: key_id, actor, email, role, expiresAt } : undefined;
}

async function principalOfAccess(
  access: Access,
  assertion: string,
  named: unknown,
  { accounts }: Services,
): Promise<Principal> {
  const { email, expiresAt } = await access.verify(assertion);
  const memberships = await membershipsOf(accounts, email);
  if (memberships.length === 0) {
    throw new ApiError('forbidden', `${email} is a member of no organisation here: an owner of one has to add it`);
  }
  const chosen = named === undefined ? memberships[0] : memberships.find(({ id }) => id === named);
  if (!chosen) throw new ApiError('forbidden', `${email} is no member of that organisation`);
  return { organisationId: chosen.id, keyId: '', actor: email, email, role: chosen.role, expiresAt };
}

/** The organisation that a request names, in its query or its body. What else is wrong with them is told later. */
async function organisationNamed(c: Context<AppEnv>): Promise<unknown> {
  const named = c.req.query('organisation');
  if (named !== undefined || c.req.method === 'GET' || c.req.method === 'DELETE') return named;
  const body: unknown = await c.req.json().catch(() => undefined);
  return typeof body === 'object' && body !== null && 'organisation' in body ? body.organisation : undefined;
}

const refusals: Record<KeyRefusal, string> = {
  malformed: 'this key is damaged: copy all of it',
  wrong_kind: 'this key is of another kind',
  bad_signature:
    'this key was not signed by this deployment, or its secret has changed: copy all of it, or make a new one',
  expired: 'this key has expired: make a new one',
};

function isGood({ revokedAt, expiresAt }: Key): boolean {
  return revokedAt === null && (expiresAt === 0 || expiresAt * 1000 > Date.now());
}

function nameOf({ name, id }: Key): string {
  return name === '' ? `key ${id}` : name;
}

const operatorToken = 'the operator token';

/** `a read or admin key` */
function keyFor(kinds: readonly KeyKind[]): string {
  const names = kinds.map((kind) => kindNames[kind]);
  return names.length === 0 ? operatorToken : `${names[0] === kindNames.a ? 'an' : 'a'} ${names.join(' or ')} key`;
}

/** `owner or member` */
function rolesFor(grants: readonly Grant[]): string {
  return [...new Set(grants.flatMap((grant) => rolesOf[grant]))].join(' or ');
}

function kindsOf(grants: readonly Grant[]): KeyKind[] {
  return grants.filter((grant) => grant !== 'member');
}

/** Compares digests, which are of one length, so that the time taken tells nothing about the token. */
async function sameText(a: string, b: string): Promise<boolean> {
  const encoder = new TextEncoder();
  const [digestA, digestB] = await Promise.all(
    [a, b].map((text) => crypto.subtle.digest('SHA-256', encoder.encode(text))),
  );
  return digestA !== undefined && digestB !== undefined && crypto.subtle.timingSafeEqual(digestA, digestB);
}
