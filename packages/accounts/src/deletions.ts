import { uuidv7 } from '@tallystick/log';
import { and, asc, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import type { Accounts } from './database.ts';
import { type Deletion, deletions } from './schema.ts';

/** Whose and what. */
export type DeletionRequest = Pick<Deletion, 'organisationId' | 'kind' | 'subject' | 'keyId'>;

/**
 * Records that something is to be deleted. The consumer carries it out, and takes no message any more that matches it.
 *
 * @param now Unix ms: of a session or a user, the calls before it go
 */
export async function requestDeletion(db: Accounts, request: DeletionRequest, now: number): Promise<Deletion> {
  const deletion: Deletion = {
    ...request,
    id: uuidv7(now),
    requestedAt: now,
    passes: 0,
    removed: {},
    completedAt: null,
  };
  await db.insert(deletions).values(deletion);
  return deletion;
}

/** A deletion of an organisation, `undefined` when it has no such one. */
export async function findDeletion(db: Accounts, organisationId: string, id: string): Promise<Deletion | undefined> {
  const isIt = and(eq(deletions.organisationId, organisationId), eq(deletions.id, id));
  const [found] = await db.select().from(deletions).where(isIt);
  return found;
}

/** Deletions of an organisation, the latest first. @param page.before the id of the last one of the page before */
export async function listDeletions(
  db: Accounts,
  organisationId: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<Deletion[]> {
  // Ids are UUIDv7 of `requestedAt`, so their order is that of time.
  const isOnPage = before === undefined ? undefined : lt(deletions.id, before);
  return await db
    .select()
    .from(deletions)
    .where(and(eq(deletions.organisationId, organisationId), isOnPage))
    .orderBy(desc(deletions.id))
    .limit(limit);
}

/** Deletions of all organisations that are not complete, the oldest first. */
export async function pendingDeletions(db: Accounts): Promise<Deletion[]> {
  return await db.select().from(deletions).where(isNull(deletions.completedAt)).orderBy(asc(deletions.id)).limit(1000);
}

/** What tells whether a call is to be deleted, and where the record stands among all. */
export type DeletionRule = Pick<Deletion, 'organisationId' | 'kind' | 'subject' | 'requestedAt'> & { place: number };

/** How many rules are read at once. */
export const rulesAtOnce = 5_000;

/** The rules of all organisations that were recorded after one, in their order; `rulesAtOnce` at most. */
export async function deletionsAfter(db: Accounts, place: number): Promise<DeletionRule[]> {
  // No record is ever removed, so SQLite's row numbers only rise.
  const number = sql<number>`rowid`;
  return await db
    .select({
      place: number,
      organisationId: deletions.organisationId,
      kind: deletions.kind,
      subject: deletions.subject,
      requestedAt: deletions.requestedAt,
    })
    .from(deletions)
    .where(gt(number, place))
    .orderBy(asc(number))
    .limit(rulesAtOnce);
}

/**
 * Notes that a deletion was looked for everywhere.
 *
 * @param removed what this pass removed
 * @param completedAt Unix ms, when nothing is left
 */
export async function recordPass(
  db: Accounts,
  id: string,
  removed: Readonly<Record<string, number>>,
  completedAt: number | null,
): Promise<void> {
  const [known] = await db.select({ removed: deletions.removed }).from(deletions).where(eq(deletions.id, id));
  if (!known) return;
  const total = { ...known.removed };
  for (const [name, count] of Object.entries(removed)) total[name] = (total[name] ?? 0) + count;
  await db
    .update(deletions)
    .set({ passes: sql`${deletions.passes} + 1`, removed: total, completedAt })
    .where(eq(deletions.id, id));
}
