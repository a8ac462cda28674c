import type { KeyKind } from '@tallystick/log';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

// The tables as the queries see them. What makes them is `migrations/`, applied by wrangler; a test holds the two together.

export const organisations = sqliteTable('organisations', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Unix ms. */
  createdAt: integer('created_at').notNull(),
});

export const keys = sqliteTable(
  'keys',
  {
    id: text('id').primaryKey(),
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organisations.id),
    kind: text('kind').$type<KeyKind>().notNull(),
    name: text('name').notNull(),
    /** Properties that every call made with the key gets, unless the call has its own of the same name. */
    defaultProperties: text('default_properties', { mode: 'json' })
      .$type<Record<string, string>>()
      .notNull()
      .default({}),
    /** Unix ms. */
    createdAt: integer('created_at').notNull(),
    /** Unix **seconds**, 0 for never: the very number that the key's signed claims carry. */
    expiresAt: integer('expires_at').notNull().default(0),
    /** Unix ms; null while the key is good. */
    revokedAt: integer('revoked_at'),
  },
  (table) => [index('keys_by_organisation').on(table.organisationId, table.createdAt)],
);

export type Organisation = typeof organisations.$inferSelect;
export type Key = typeof keys.$inferSelect;
