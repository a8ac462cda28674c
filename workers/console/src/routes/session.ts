import type { OpenAPIHono } from '@hono/zod-openapi';
import { createSignInLink, findOrganisation, membershipsOf, takeSignInLink } from '@tallystick/accounts';
import * as routes from '@tallystick/client/routes';
import { ApiError } from '../api-error.ts';
import { note } from '../audit.ts';
import { allow, callerOfToken } from '../authenticate.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv, Caller, Principal, Services } from '../services.ts';
import { dropSessionCookie, setSessionCookie } from '../sign-in/sessions.ts';

export function addSession(app: OpenAPIHono<AppEnv>): void {
  app.openapi(routes.signIn, async (c) => {
    const { key, code = '' } = c.req.valid('json');
    const { services } = c.var;
    const now = Date.now();
    const who = key === undefined ? await principalOfLink(code, services, now) : await principalOfKey(key, services);
    const { organisationId: organisation, role, actor, keyId: key_id, email } = who;
    const claims = { organisation, role, actor, key_id, email };
    const { token, expiresAt } = await services.sessions.start(claims, who.expiresAt, now);
    await note({ services, caller: who }, organisation, 'sign_in', actor, role);
    setSessionCookie(c, token, expiresAt);
    return c.json(await present({ ...who, expiresAt }, services), 200);
  });

  app.openapi({ ...routes.getOwnSession, ...allow('r', 'a') }, async (c) => {
    const { caller, services } = c.var;
    await organisationOf(c.var, c.req.valid('query').organisation);
    return c.json(await present(asPerson(caller), services), 200);
  });

  app.openapi(routes.signOut, (c) => {
    dropSessionCookie(c);
    return c.json({}, 200);
  });

  app.openapi({ ...routes.createSignInLink, ...allow('a') }, async (c) => {
    const { organisation, role } = c.req.valid('json');
    const { caller, services } = c.var;
    const organisationId = await organisationOf(c.var, organisation);
    const { actor, keyId, email } = caller === 'operator' ? { actor: 'the operator', keyId: '', email: '' } : caller;
    const link = { organisationId, role, madeBy: actor, keyId, email };
    const { code, expiresAt } = await createSignInLink(services.accounts, link, Date.now());
    // In a fragment, which no log has, and which those who look where a link leads do not send.
    const url = `${new URL(c.req.url).origin}/sign-in#${code}`;
    return c.json({ url, expires_at: new Date(expiresAt).toISOString() }, 201);
  });
}

/** Somebody who may be signed in: a key that only writes has no role. */
type Person = Principal & { role: NonNullable<Principal['role']> };

function asPerson(caller: Caller): Person {
  if (caller !== 'operator' && caller.role !== undefined) return { ...caller, role: caller.role };
  throw new ApiError(
    'forbidden',
    'the operator token belongs to no organisation and signs nobody in: make a link with POST /v1/sign-in-links',
  );
}

async function principalOfKey(key: string, services: Services): Promise<Person> {
  return asPerson(await callerOfToken(key.trim(), ['r', 'a'], services));
}

async function principalOfLink(code: string, { accounts }: Services, now: number): Promise<Person> {
  const link = await takeSignInLink(accounts, code, now);
  if (!link) {
    throw new ApiError(
      'unauthorized',
      'this sign-in link was used before, is older than 15 minutes, or was not copied whole: make another one',
    );
  }
  const { organisationId, role, madeBy, keyId, email } = link;
  return { organisationId, role, actor: `sign-in link of ${madeBy}`, keyId, email, expiresAt: null };
}

async function present(person: Person, { accounts, edgeUrl }: Services) {
  const { organisationId, role, actor, keyId, email, expiresAt } = person;
  const [organisation, memberships] = await Promise.all([
    findOrganisation(accounts, organisationId),
    actor === email ? membershipsOf(accounts, email) : [],
  ]);
  if (!organisation) throw new ApiError('unauthorized', `there is no organisation ${organisationId} any more`);
  const own = { id: organisation.id, name: organisation.name };
  return {
    organisation: own,
    role,
    actor,
    key_id: keyId === '' ? null : keyId,
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    organisations: memberships.length > 0 ? memberships : [{ ...own, role }],
    edge_url: edgeUrl === '' ? null : edgeUrl,
  };
}
