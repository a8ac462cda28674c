import { and, eq, gt, lte } from 'drizzle-orm';
import type { Accounts } from './database.ts';
import { type SignInLink, signInLinks } from './schema.ts';

/** How long a link waits to be used: for a person to switch to a browser. ms */
const lifetime = 15 * 60_000;

/**
 * Makes the code of a link that signs somebody in once. Those that nobody used in time go.
 *
 * @param now Unix ms
 * @returns the code, which is stored nowhere, and until when it can be used
 */
export async function createSignInLink(
  db: Accounts,
  link: Omit<SignInLink, 'digest' | 'expiresAt'>,
  now: number,
): Promise<{ code: string; expiresAt: number }> {
  const code = hex(crypto.getRandomValues(new Uint8Array(32)));
  const expiresAt = now + lifetime;
  await db.delete(signInLinks).where(lte(signInLinks.expiresAt, now));
  await db.insert(signInLinks).values({ ...link, digest: await digestOf(code), expiresAt });
  return { code, expiresAt };
}

/**
 * Uses a link up. Of two who try at once one gets it.
 *
 * @param now Unix ms
 * @returns `undefined` when there is no such link, or no longer
 */
export async function takeSignInLink(db: Accounts, code: string, now: number): Promise<SignInLink | undefined> {
  const [link] = await db
    .delete(signInLinks)
    .where(and(eq(signInLinks.digest, await digestOf(code)), gt(signInLinks.expiresAt, now)))
    .returning();
  return link;
}

async function digestOf(code: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code))));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
