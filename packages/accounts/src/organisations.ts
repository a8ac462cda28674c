import { idPattern } from '@tallystick/log';
import { asc, eq } from 'drizzle-orm';
import { AccountsError } from './accounts-error.ts';
import type { Accounts } from './database.ts';
import { type Organisation, organisations } from './schema.ts';

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
