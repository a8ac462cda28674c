import type { OpenAPIHono } from '@hono/zod-openapi';
import { createKey, type Key, listKeys, lookUp, revokeKey } from '@tallystick/accounts';
import * as routes from '@tallystick/client/routes';
import { signKey } from '@tallystick/log';
import { ApiError } from '../api-error.ts';
import { note } from '../audit.ts';
import { allow } from '../authenticate.ts';
import { kindLetters, kindNames } from '../key-kinds.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

export function addKeys(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...routes.createKey, ...allow('a') }, async (c) => {
    const { organisation, kind, name, default_properties: defaultProperties, expires_at } = c.req.valid('json');
    const { accounts, keySecrets } = c.var.services;
    const organisationId = await organisationOf(c.var, organisation);
    const letter = kindLetters[kind];
    const expiresAt = expires_at === null ? 0 : Math.floor(Date.parse(expires_at) / 1000);
    const key = await createKey(
      accounts,
      { organisationId, kind: letter, name, defaultProperties, expiresAt },
      Date.now(),
    );
    // Before the key is shown: one that left no line is never anybody's.
    await note(c.var, organisationId, 'key_created', key.id, described(key));
    const text = await signKey({ kind: letter, organisationId, keyId: key.id, expiresAt }, keySecrets[letter][0]);
    return c.json({ key: text, ...present(key) }, 201);
  });

  app.openapi({ ...routes.listKeys, ...allow('r', 'a') }, async (c) => {
    const organisationId = await organisationOf(c.var, c.req.valid('query').organisation);
    const keys = await listKeys(c.var.services.accounts, organisationId);
    return c.json({ keys: keys.map(present) }, 200);
  });

  app.openapi({ ...routes.revokeKey, ...allow('a') }, async (c) => {
    const organisationId = await organisationOf(c.var, c.req.valid('query').organisation);
    const { id } = c.req.valid('param');
    const { accounts } = c.var.services;
    const known = (await lookUp(accounts, [], [id])).keys.get(id);
    if (known?.organisationId === organisationId && known.revokedAt === null) {
      await note(c.var, organisationId, 'key_revoked', id, described(known));
    }
    const key = await revokeKey(accounts, organisationId, id, Date.now());
    if (!key) throw new ApiError('not_found', `the organisation ${organisationId} has no key with this id`);
    return c.json(present(key), 200);
  });
}

function present(key: Key): routes.KeyAnswer {
  return {
    id: key.id,
    organisation: key.organisationId,
    kind: kindNames[key.kind],
    name: key.name,
    default_properties: key.defaultProperties,
    created_at: new Date(key.createdAt).toISOString(),
    expires_at: key.expiresAt === 0 ? null : new Date(key.expiresAt * 1000).toISOString(),
    revoked_at: key.revokedAt === null ? null : new Date(key.revokedAt).toISOString(),
  };
}

function described({ kind, name }: Key): string {
  return `${kindNames[kind]} key ${JSON.stringify(name)}`;
}
