import { uuidv7 } from '@tallystick/log';
import { and, desc, eq, inArray, lt } from 'drizzle-orm';
import type { Accounts } from './database.ts';
import { type AuditLine, auditLines } from './schema.ts';

/** How long lines are kept: a year, and the month in which somebody looks back at it. ms */
const kept = 400 * 86_400_000;

/** So many lines are removed by one statement, which D1 ends after 30 s. */
const trimmedAtOnce = 10_000;

/** @param now Unix ms */
export async function addAuditLine(db: Accounts, line: Omit<AuditLine, 'id' | 'at'>, now: number): Promise<void> {
  await db.insert(auditLines).values({ ...line, id: uuidv7(now), at: now });
}

/** Lines of an organisation, the latest first. @param page.before the id of the last one of the page before */
export async function listAuditLines(
  db: Accounts,
  organisationId: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<AuditLine[]> {
  const isOnPage = before === undefined ? undefined : lt(auditLines.id, before);
  return await db
    .select()
    .from(auditLines)
    .where(and(eq(auditLines.organisationId, organisationId), isOnPage))
    .orderBy(desc(auditLines.id))
    .limit(limit);
}

/**
 * Removes lines that are no longer kept.
 *
 * @param now Unix ms
 * @returns how many
 */
export async function trimAuditLines(db: Accounts, now: number): Promise<number> {
  let trimmed = 0;
  for (;;) {
    const old = db
      .select({ id: auditLines.id })
      .from(auditLines)
      .where(lt(auditLines.id, uuidv7(now - kept)))
      .limit(trimmedAtOnce);
    const removed = await db.delete(auditLines).where(inArray(auditLines.id, old)).returning({ at: auditLines.at });
    trimmed += removed.length;
    if (removed.length < trimmedAtOnce) return trimmed;
  }
}
