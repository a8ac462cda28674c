import { uuidv7 } from '@tallystick/log';
import { and, asc, eq } from 'drizzle-orm';
import { AccountsError } from './accounts-error.ts';
import type { Accounts } from './database.ts';
import { type View, views } from './schema.ts';

/**
 * Saves a view for everybody in the organisation.
 *
 * @param now Unix ms
 * @throws AccountsError `view_exists` when the organisation has one of this name
 */
export async function createView(db: Accounts, view: Omit<View, 'id' | 'createdAt'>, now: number): Promise<View> {
  const [created] = await db
    .insert(views)
    .values({ ...view, id: uuidv7(now), createdAt: now })
    .onConflictDoNothing()
    .returning();
  if (!created) throw new AccountsError('view_exists', `there is already a view ${JSON.stringify(view.name)}`);
  return created;
}

/** The saved views of an organisation, by name. */
export async function listViews(db: Accounts, organisationId: string): Promise<View[]> {
  return await db.select().from(views).where(eq(views.organisationId, organisationId)).orderBy(asc(views.name));
}

/** @returns the view that there was, `undefined` when the organisation has none of this id */
export async function removeView(db: Accounts, organisationId: string, id: string): Promise<View | undefined> {
  const [removed] = await db
    .delete(views)
    .where(and(eq(views.organisationId, organisationId), eq(views.id, id)))
    .returning();
  return removed;
}
