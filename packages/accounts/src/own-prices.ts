import { type OwnPrice, uuidv7 } from '@tallystick/log';
import { and, asc, count, eq, inArray } from 'drizzle-orm';
import { AccountsError } from './accounts-error.ts';
import type { Accounts } from './database.ts';
import { inStatements } from './look-up.ts';
import { ownPrices, type StoredPrice } from './schema.ts';

/** So many entries an organisation may have: the consumer reads them all, twice a minute. */
export const mostOwnPrices = 1_000;

/**
 * Sets what a model costs an organisation from a time on, in place of what was set from the same time.
 *
 * @param now Unix ms
 * @throws AccountsError `too_many_prices`
 */
export async function setOwnPrice(
  db: Accounts,
  organisationId: string,
  { provider, model, from, prices }: OwnPrice,
  now: number,
): Promise<StoredPrice> {
  const ofOrganisation = eq(ownPrices.organisationId, organisationId);
  const [changed] = await db
    .update(ownPrices)
    .set({ prices, setAt: now })
    .where(and(ofOrganisation, eq(ownPrices.provider, provider), eq(ownPrices.model, model), eq(ownPrices.from, from)))
    .returning();
  if (changed) return changed;

  const [others] = await db.select({ count: count() }).from(ownPrices).where(ofOrganisation);
  if ((others?.count ?? 0) >= mostOwnPrices) {
    throw new AccountsError(
      'too_many_prices',
      `the organisation has ${mostOwnPrices} prices already: remove some, or set one for all models whose names begin alike`,
    );
  }
  const [added] = await db
    .insert(ownPrices)
    .values({ id: uuidv7(now), organisationId, provider, model, from, prices, setAt: now })
    .onConflictDoUpdate({
      target: [ownPrices.organisationId, ownPrices.provider, ownPrices.model, ownPrices.from],
      set: { prices, setAt: now },
    })
    .returning();
  if (!added) throw new TypeError('an upsert answered no row');
  return added;
}

/** The own prices of an organisation, by provider, model and time. */
export async function listOwnPrices(db: Accounts, organisationId: string): Promise<StoredPrice[]> {
  return await db
    .select()
    .from(ownPrices)
    .where(eq(ownPrices.organisationId, organisationId))
    .orderBy(asc(ownPrices.provider), asc(ownPrices.model), asc(ownPrices.from));
}

/** The own prices of each of these organisations that has any. */
export async function lookUpOwnPrices(
  db: Accounts,
  organisationIds: readonly string[],
): Promise<ReadonlyMap<string, StoredPrice[]>> {
  const found = await Promise.all(
    inStatements(organisationIds).map((ids) =>
      db.select().from(ownPrices).where(inArray(ownPrices.organisationId, ids)),
    ),
  );
  return Map.groupBy(found.flat(), ({ organisationId }) => organisationId);
}

/** @returns an own price of the organisation, `undefined` when it has none of this id */
export async function findOwnPrice(db: Accounts, organisationId: string, id: string): Promise<StoredPrice | undefined> {
  const [found] = await db.select().from(ownPrices).where(isIt(organisationId, id));
  return found;
}

/** @returns the price that there was, `undefined` when the organisation has none of this id */
export async function removeOwnPrice(
  db: Accounts,
  organisationId: string,
  id: string,
): Promise<StoredPrice | undefined> {
  const [removed] = await db.delete(ownPrices).where(isIt(organisationId, id)).returning();
  return removed;
}

function isIt(organisationId: string, id: string) {
  return and(eq(ownPrices.organisationId, organisationId), eq(ownPrices.id, id));
}
