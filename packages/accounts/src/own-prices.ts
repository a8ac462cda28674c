import { type OwnPrice, uuidv7 } from '@tallystick/log';
import { and, asc, count, eq, inArray } from 'drizzle-orm';
import { AccountsError } from './accounts-error.ts';
import type { Accounts } from './database.ts';
import { inStatements } from './look-up.ts';
import { ownPrices, type StoredPrice } from './schema.ts';

/** So many entries an organisation may have: the consumer reads them all, twice a minute. */
export const mostOwnPrices = 1_000;

/** Of an organisation's entries: one, or all of a model where no time is given. */
type Which = Pick<OwnPrice, 'provider' | 'model'> & { from?: number | undefined };

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
  const [changed] = await db
    .update(ownPrices)
    .set({ prices, setAt: now })
    .where(isOf(organisationId, { provider, model, from }))
    .returning();
  if (changed) return changed;

  const ofOrganisation = eq(ownPrices.organisationId, organisationId);
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

/** @returns what there was */
export async function removeOwnPrices(db: Accounts, organisationId: string, which: Which): Promise<StoredPrice[]> {
  return await db.delete(ownPrices).where(isOf(organisationId, which)).returning();
}

function isOf(organisationId: string, { provider, model, from }: Which) {
  return and(
    eq(ownPrices.organisationId, organisationId),
    eq(ownPrices.provider, provider),
    eq(ownPrices.model, model),
    from === undefined ? undefined : eq(ownPrices.from, from),
  );
}
