import type { AuditAction, KeyKind, OwnPrice, Role } from '@tallystick/log';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

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

export const deletions = sqliteTable(
  'deletions',
  {
    id: text('id').primaryKey(),
    organisationId: text('organisation_id').notNull(),
    /** A call is deleted for good; of a session or a user the calls that were made before `requestedAt`. */
    kind: text('kind').$type<'call' | 'session' | 'user'>().notNull(),
    /** The id of the call, in lower case, or of the session or user as its calls name it. */
    subject: text('subject').notNull(),
    /** Of the key that asked for it, '' for the operator. */
    keyId: text('key_id').notNull(),
    /** Unix ms. */
    requestedAt: integer('requested_at').notNull(),
    /** How often it was looked for everywhere. */
    passes: integer('passes').notNull().default(0),
    /** How many of each were removed. */
    removed: text('removed', { mode: 'json' }).$type<Record<string, number>>().notNull().default({}),
    /** Unix ms; null until it was looked for everywhere and nothing was left. */
    completedAt: integer('completed_at'),
  },
  (table) => [
    index('deletions_by_organisation').on(table.organisationId, table.requestedAt),
    index('deletions_by_completion').on(table.completedAt),
  ],
);

export const members = sqliteTable(
  'members',
  {
    id: text('id').primaryKey(),
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organisations.id),
    /** In lower case. */
    email: text('email').notNull(),
    role: text('role').$type<Role>().notNull(),
    /** Unix ms. */
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('members_by_organisation').on(table.organisationId, table.email),
    index('members_by_email').on(table.email),
  ],
);

export const signInLinks = sqliteTable('sign_in_links', {
  /** Of the code that the link carries: SHA-256 in hex. */
  digest: text('digest').primaryKey(),
  organisationId: text('organisation_id')
    .notNull()
    .references(() => organisations.id),
  role: text('role').$type<Role>().notNull(),
  /** Who made it, in words. */
  madeBy: text('made_by').notNull(),
  /** Of the key that made it, '' for none: a session that came of the link ends with it. */
  keyId: text('key_id').notNull(),
  /** Of the owner who made it, '' for none: likewise. */
  email: text('email').notNull(),
  /** Unix ms. */
  expiresAt: integer('expires_at').notNull(),
});

export const views = sqliteTable(
  'views',
  {
    id: text('id').primaryKey(),
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organisations.id),
    name: text('name').notNull(),
    /** Which page of the console it is a view of. */
    page: text('page').notNull(),
    /** What the page shows, as it stands in its address. */
    search: text('search', { mode: 'json' }).$type<Record<string, string>>().notNull(),
    createdBy: text('created_by').notNull(),
    /** Unix ms. */
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('views_by_organisation').on(table.organisationId, table.name)],
);

export const ownPrices = sqliteTable(
  'own_prices',
  {
    id: text('id').primaryKey(),
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organisations.id),
    provider: text('provider').notNull(),
    /** A name, or how names begin and `*`. */
    model: text('model').notNull(),
    /** Unix ms: calls from then on have it; 0 for all. */
    from: integer('valid_from').notNull(),
    /** By the keys of the price list, USD. */
    prices: text('prices', { mode: 'json' }).$type<OwnPrice['prices']>().notNull(),
    /** Unix ms. */
    setAt: integer('set_at').notNull(),
  },
  (table) => [
    uniqueIndex('own_prices_by_organisation').on(table.organisationId, table.provider, table.model, table.from),
  ],
);

export const auditLines = sqliteTable(
  'audit_lines',
  {
    /** UUIDv7 of `at`. */
    id: text('id').primaryKey(),
    organisationId: text('organisation_id').notNull(),
    /** Unix ms. */
    at: integer('at').notNull(),
    /** An e-mail, a key's name, or the operator. */
    actor: text('actor').notNull(),
    /** '' where no key was used. */
    keyId: text('key_id').notNull(),
    action: text('action').$type<AuditAction>().notNull(),
    /** The id of what it was done to. */
    subject: text('subject').notNull(),
    detail: text('detail').notNull(),
  },
  (table) => [index('audit_lines_by_organisation').on(table.organisationId, table.id)],
);

export type AuditLine = typeof auditLines.$inferSelect;
export type Member = typeof members.$inferSelect;
export type SignInLink = typeof signInLinks.$inferSelect;
/** An own price of an organisation, as it is stored. */
export type StoredPrice = typeof ownPrices.$inferSelect;
export type View = typeof views.$inferSelect;
export type Deletion = typeof deletions.$inferSelect;
export type Organisation = typeof organisations.$inferSelect;
export type Key = typeof keys.$inferSelect;
