import { idPattern } from '@tallystick/log';
import { asc, eq } from 'drizzle-orm';
import { AccountsError } from './accounts-error.ts';
import type { Accounts } from './database.ts';
import {
  auditLines,
  keys,
  members,
  type Organisation,
  organisations,
  ownPrices,
  signInLinks,
  views,
} from './schema.ts';

/**
 * Adds an organisation.
 *
 * @param now Unix ms
 * @throws AccountsError `bad_id` when the id is not of `idPattern`, `organisation_exists` when it is taken
 */
export async function createOrganisation(
  db: Accounts,
  { id, name }: { id: string; name: string },
  now: number,
): Promise<Organisation> {
  if (!idPattern.test(id)) throw new AccountsError('bad_id', `not an organisation id: ${id}`);
  const [created] = await db
    .insert(organisations)
    .values({ id, name, createdAt: now })
    .onConflictDoNothing()
    .returning();
  if (!created) throw new AccountsError('organisation_exists', `there is already an organisation ${id}`);
  return created;
}

/** All organisations, by id. */
export async function listOrganisations(db: Accounts): Promise<Organisation[]> {
  return await db.select().from(organisations).orderBy(asc(organisations.id));
}

export async function findOrganisation(db: Accounts, id: string): Promise<Organisation | undefined> {
  const [found] = await db.select().from(organisations).where(eq(organisations.id, id));
  return found;
}

/** @returns the organisation under its other name, `undefined` when there is none */
export async function renameOrganisation(db: Accounts, id: string, name: string): Promise<Organisation | undefined> {
  const [renamed] = await db.update(organisations).set({ name }).where(eq(organisations.id, id)).returning();
  return renamed;
}

/** The organisation that `tally demo` makes, and the only one that can be removed: its calls are made up. */
export const demoOrganisation = { id: 'demo', name: 'Demo of made-up calls' } as const;

/**
 * Removes the organisation of the demo, its keys and all else that D1 has of it. Where it is gone already, that is no mistake: what else it had may not be.
 *
 * @returns how many keys it had; `undefined` when there is one of that id that the demo has not made
 */
export async function removeDemoOrganisation(db: Accounts): Promise<number | undefined> {
  const { id, name } = demoOrganisation;
  const found = await findOrganisation(db, id);
  if (found && found.name !== name) return undefined;
  const removed = await db.delete(keys).where(eq(keys.organisationId, id)).returning({ id: keys.id });
  for (const table of [members, signInLinks, views, ownPrices, auditLines]) {
    await db.delete(table).where(eq(table.organisationId, id));
  }
  await db.delete(organisations).where(eq(organisations.id, id));
  return removed.length;
}
