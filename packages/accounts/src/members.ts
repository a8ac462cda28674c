import { type Role, uuidv7 } from '@tallystick/log';
import { and, asc, eq } from 'drizzle-orm';
import type { Accounts } from './database.ts';
import { type Member, members, organisations } from './schema.ts';

/** An organisation that somebody is a member of. */
export interface Membership {
  id: string;
  name: string;
  role: Role;
}

/**
 * Makes somebody a member of an organisation, or gives a member another role.
 *
 * @param email in lower case
 * @param now Unix ms
 */
export async function putMember(
  db: Accounts,
  { organisationId, email, role }: Pick<Member, 'organisationId' | 'email' | 'role'>,
  now: number,
): Promise<Member> {
  const [member] = await db
    .insert(members)
    .values({ id: uuidv7(now), organisationId, email, role, createdAt: now })
    .onConflictDoUpdate({ target: [members.organisationId, members.email], set: { role } })
    .returning();
  if (!member) throw new TypeError('an upsert answered no row');
  return member;
}

/** The members of an organisation, by e-mail. */
export async function listMembers(db: Accounts, organisationId: string): Promise<Member[]> {
  return await db.select().from(members).where(eq(members.organisationId, organisationId)).orderBy(asc(members.email));
}

/** @returns the member that there was, `undefined` when there was none of this e-mail */
export async function removeMember(db: Accounts, organisationId: string, email: string): Promise<Member | undefined> {
  const [removed] = await db
    .delete(members)
    .where(and(eq(members.organisationId, organisationId), eq(members.email, email)))
    .returning();
  return removed;
}

/** The organisations that somebody is a member of, the longest first. @param email in lower case */
export async function membershipsOf(db: Accounts, email: string): Promise<Membership[]> {
  return await db
    .select({ id: organisations.id, name: organisations.name, role: members.role })
    .from(members)
    .innerJoin(organisations, eq(organisations.id, members.organisationId))
    .where(eq(members.email, email))
    .orderBy(asc(members.id));
}
