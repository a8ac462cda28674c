import { type AnyD1Database, drizzle } from 'drizzle-orm/d1';
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';

/** The accounts database. Any asynchronous driver of drizzle-orm will do; `openAccounts` makes one of a D1 binding. */
export type Accounts = BaseSQLiteDatabase<'async', unknown>;

/** @param binding a D1 binding: a Worker's `env.DB`, or one from wrangler's `getPlatformProxy` */
export function openAccounts(binding: AnyD1Database): Accounts {
  return drizzle(binding);
}
