import { inArray } from 'drizzle-orm';
import type { Accounts } from './database.ts';
import { type Key, keys, organisations } from './schema.ts';

/** D1 binds at most 100 parameters in a statement: https://developers.cloudflare.com/d1/platform/limits/ */
const parametersPerStatement = 100;

/** Those of the asked-for organisations and keys that exist. */
export interface Found {
  organisations: ReadonlySet<string>;
  keys: ReadonlyMap<string, Key>;
}

/** Looks up many organisations and keys at once: all a batch of calls needs. */
export async function lookUp(db: Accounts, organisationIds: string[], keyIds: string[]): Promise<Found> {
  const [foundOrganisations, foundKeys] = await Promise.all([
    Promise.all(
      inStatements(organisationIds).map((ids) =>
        db.select({ id: organisations.id }).from(organisations).where(inArray(organisations.id, ids)),
      ),
    ),
    Promise.all(inStatements(keyIds).map((ids) => db.select().from(keys).where(inArray(keys.id, ids)))),
  ]);
  return {
    organisations: new Set(foundOrganisations.flat().map(({ id }) => id)),
    keys: new Map(foundKeys.flat().map((key) => [key.id, key])),
  };
}

/** In parts that one statement can bind. */
export function inStatements(ids: readonly string[]): string[][] {
  const statements: string[][] = [];
  for (let start = 0; start < ids.length; start += parametersPerStatement) {
    statements.push(ids.slice(start, start + parametersPerStatement));
  }
  return statements;
}
