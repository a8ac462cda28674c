import type { KeyKind } from '@tallystick/log';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { AccountsError } from './accounts-error.ts';
import type { Accounts } from './database.ts';
import { findOrganisation } from './organisations.ts';
import { type Key, keys } from './schema.ts';

export interface KeyOptions {
  organisationId: string;
  kind: KeyKind;
  name: string;
  /** Properties for every call made with the key; a call's own win. */
  defaultProperties?: Record<string, string>;
  /** Unix seconds; 0, the default, for never. */
  expiresAt?: number;
}

/**
 * Records a key under an id of its own. The text that callers send is made of the result by `signKey` and is stored
 * nowhere.
 *
 * @param now Unix ms
 * @throws AccountsError `unknown_organisation`
 */
export async function createKey(db: Accounts, options: KeyOptions, now: number): Promise<Key> {
  if (!(await findOrganisation(db, options.organisationId))) {
    throw new AccountsError('unknown_organisation', `there is no organisation ${options.organisationId}`);
  }
  const key: Key = {
    id: crypto.randomUUID().replaceAll('-', '').slice(0, 20),
    organisationId: options.organisationId,
    kind: options.kind,
    name: options.name,
    defaultProperties: options.defaultProperties ?? {},
    createdAt: now,
    expiresAt: options.expiresAt ?? 0,
    revokedAt: null,
  };
  await db.insert(keys).values(key);
  return key;
}

/** All keys of an organisation, revoked ones too, oldest first. */
export async function listKeys(db: Accounts, organisationId: string): Promise<Key[]> {
  return await db
    .select()
    .from(keys)
    .where(eq(keys.organisationId, organisationId))
    .orderBy(asc(keys.createdAt), asc(keys.id));
}

/**
 * Revokes a key from `now` on. Calls made before are still logged; a key that is revoked already keeps its time.
 *
 * @param now Unix ms
 * @returns the key as it stands, or `undefined` when the organisation has no such key
 */
export async function revokeKey(
  db: Accounts,
  organisationId: string,
  keyId: string,
  now: number,
): Promise<Key | undefined> {
  const isKey = and(eq(keys.organisationId, organisationId), eq(keys.id, keyId));
  await db
    .update(keys)
    .set({ revokedAt: now })
    .where(and(isKey, isNull(keys.revokedAt)));
  const [key] = await db.select().from(keys).where(isKey);
  return key;
}
