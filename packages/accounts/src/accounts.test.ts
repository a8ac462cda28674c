import { readdir, readFile } from 'node:fs/promises';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getPlatformProxy } from 'wrangler';
import {
  type Accounts,
  auditLines,
  createKey,
  createOrganisation,
  deletions,
  deletionsAfter,
  findDeletion,
  findOrganisation,
  findOwnPrice,
  keys,
  listDeletions,
  listKeys,
  listOrganisations,
  listOwnPrices,
  lookUp,
  lookUpOwnPrices,
  members,
  mostOwnPrices,
  openAccounts,
  organisations,
  ownPrices,
  pendingDeletions,
  recordPass,
  removeOwnPrice,
  requestDeletion,
  revokeKey,
  setOwnPrice,
  signInLinks,
  views,
} from './index.ts';

interface Binding {
  prepare(sql: string): { run(): Promise<unknown>; all<T>(): Promise<{ results: T[] }> };
}

let binding: Binding;
let db: Accounts;
let close: () => Promise<void>;

beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url);
  const proxy = await getPlatformProxy<{ DB: Binding }>({
    configPath: new URL('../../../workers/consumer/wrangler.toml', import.meta.url).pathname,
    persist: false,
  });
  binding = proxy.env.DB;
  close = proxy.dispose;
  for (const file of (await readdir(migrations)).sort()) {
    const sql = await readFile(new URL(file, migrations), 'utf8');
    for (const statement of sql.split(/;\s*$/m).filter((part) => part.trim())) await binding.prepare(statement).run();
  }
  db = openAccounts(binding);
}, 60_000);
afterAll(() => close());

describe('the schema', () => {
  it.each([organisations, keys, deletions, members, signInLinks, views, ownPrices, auditLines])(
    'agrees with the migrations (table %#)',
    async (table) => {
      const { name, columns, indexes } = getTableConfig(table);
      const inDatabase = await binding
        .prepare(
          `SELECT name, type, "notnull", pk, dflt_value IS NOT NULL AS has_default FROM pragma_table_info('${name}')`,
        )
        .all();
      expect(inDatabase.results).toEqual(
        columns.map((column) => ({
          name: column.name,
          type: column.getSQLType().toUpperCase(),
          notnull: Number(column.notNull),
          pk: Number(column.primary),
          has_default: Number(column.hasDefault),
        })),
      );
      const made = await binding
        .prepare(`SELECT name FROM pragma_index_list('${name}') WHERE origin = 'c' ORDER BY name`)
        .all<{ name: string }>();
      expect(made.results.map((row) => row.name)).toEqual(indexes.map((index) => index.config.name).sort());
    },
  );
});

describe('organisations', () => {
  it('are listed and found once created', async () => {
    const created = await createOrganisation(db, { id: 'acme', name: 'Acme' }, 1_700_000_000_000);
    expect(created).toEqual({ id: 'acme', name: 'Acme', createdAt: 1_700_000_000_000 });
    expect(await findOrganisation(db, 'acme')).toEqual(created);
    expect(await listOrganisations(db)).toEqual([created]);
    expect(await findOrganisation(db, 'nobody')).toBeUndefined();
  });

  it('are refused under a taken id or one that no key could carry', async () => {
    await createOrganisation(db, { id: 'taken', name: 'First' }, 1);
    await expect(createOrganisation(db, { id: 'taken', name: 'Second' }, 2)).rejects.toMatchObject({
      code: 'organisation_exists',
    });
    await expect(createOrganisation(db, { id: 'Not:An-Id', name: '' }, 2)).rejects.toMatchObject({ code: 'bad_id' });
  });
});

describe('keys', () => {
  it('keep everything they were created with', async () => {
    await createOrganisation(db, { id: 'keeper', name: 'Keeper' }, 1);
    const key = await createKey(
      db,
      {
        organisationId: 'keeper',
        kind: 'w',
        name: 'checkout',
        defaultProperties: { team: 'shop' },
        expiresAt: 1_900_000_000,
      },
      5,
    );
    expect(await listKeys(db, 'keeper')).toEqual([key]);
    expect(key).toMatchObject({
      kind: 'w',
      name: 'checkout',
      defaultProperties: { team: 'shop' },
      createdAt: 5,
      expiresAt: 1_900_000_000,
      revokedAt: null,
    });
  });

  it('are not made for an organisation that does not exist', async () => {
    await expect(createKey(db, { organisationId: 'nobody', kind: 'w', name: '' }, 1)).rejects.toMatchObject({
      code: 'unknown_organisation',
    });
  });

  it('keep the time of their first revocation, and only their own organisation can revoke them', async () => {
    await createOrganisation(db, { id: 'revoker', name: '' }, 1);
    const key = await createKey(db, { organisationId: 'revoker', kind: 'r', name: '' }, 1);
    expect(await revokeKey(db, 'keeper', key.id, 6)).toBeUndefined();
    expect(await revokeKey(db, 'revoker', key.id, 7)).toEqual({ ...key, revokedAt: 7 });
    expect(await revokeKey(db, 'revoker', key.id, 8)).toEqual({ ...key, revokedAt: 7 });
  });

  it('are found among more ids than one statement can bind', async () => {
    await createOrganisation(db, { id: 'many', name: '' }, 1);
    const key = await createKey(db, { organisationId: 'many', kind: 'w', name: '' }, 1);
    const unknown = Array.from({ length: 250 }, (_, n) => `unknown-${n}`);
    const found = await lookUp(db, [...unknown, 'many'], [...unknown, key.id]);
    expect(found.organisations).toEqual(new Set(['many']));
    expect(found.keys).toEqual(new Map([[key.id, key]]));
  });
});

describe('deletions', () => {
  const of = (organisationId: string, subject: string) => ({
    organisationId,
    kind: 'user' as const,
    subject,
    keyId: 'k',
  });

  it('are listed by their organisation, the latest first, page by page, and found by no other', async () => {
    const made = [];
    for (let n = 0; n < 5; n++) made.push(await requestDeletion(db, of('lister', `user ${n}`), 1_000 + n));
    await requestDeletion(db, of('others', 'user'), 1_010);
    const first = await listDeletions(db, 'lister', { limit: 3 });
    const rest = await listDeletions(db, 'lister', { limit: 3, before: first[2]?.id });
    expect([...first, ...rest]).toEqual(made.toReversed());
    expect(await findDeletion(db, 'lister', made[0]?.id ?? '')).toEqual(made[0]);
    expect(await findDeletion(db, 'others', made[0]?.id ?? '')).toBeUndefined();
  });

  it('are pending, the oldest first, until they are complete; what each pass removed is added up', async () => {
    const [late, early] = [
      await requestDeletion(db, of('p', 'late'), 20),
      await requestDeletion(db, of('p', 'early'), 10),
    ];
    const pending = async () => (await pendingDeletions(db)).filter(({ organisationId }) => organisationId === 'p');
    expect(await pending()).toEqual([early, late]);
    await recordPass(db, early.id, { requests: 2, objects: 1 }, null);
    await recordPass(db, early.id, { requests: 1 }, 30);
    expect(await pending()).toEqual([late]);
    expect(await findDeletion(db, 'p', early.id)).toMatchObject({
      passes: 2,
      removed: { requests: 3, objects: 1 },
      completedAt: 30,
    });
  });

  it('can be read from where the last look ended', async () => {
    const before = await deletionsAfter(db, 0);
    const last = before.at(-1)?.place ?? 0;
    expect(await deletionsAfter(db, last)).toEqual([]);
    const made = await requestDeletion(db, of('reader', 'a'), 5);
    expect(await deletionsAfter(db, last)).toEqual([
      { place: last + 1, organisationId: 'reader', kind: 'user', subject: 'a', requestedAt: made.requestedAt },
    ]);
  });
});

describe('own prices', () => {
  const prices = { input_mtok: '3', output_mtok: { base: '12', tiers: [{ start: 200_000, price: '24' }] } };
  const gpt = { provider: 'openai', model: 'gpt-4o', from: 0, prices };

  it('are listed by model and time; what is set again from one time takes the place of what there was', async () => {
    await createOrganisation(db, { id: 'priced', name: '' }, 1);
    const later = await setOwnPrice(db, 'priced', { ...gpt, from: 9 }, 1);
    const first = await setOwnPrice(db, 'priced', gpt, 2);
    const other = await setOwnPrice(db, 'priced', { ...gpt, model: 'a*' }, 3);
    expect(await listOwnPrices(db, 'priced')).toEqual([other, first, later]);
    const again = await setOwnPrice(db, 'priced', { ...gpt, prices: { input_mtok: '0' } }, 4);
    expect(again).toEqual({ ...first, prices: { input_mtok: '0' }, setAt: 4 });
    expect(await listOwnPrices(db, 'priced')).toEqual([other, again, later]);
  });

  it('are found and removed by their own organisation only', async () => {
    await createOrganisation(db, { id: 'unset', name: '' }, 1);
    const made = await setOwnPrice(db, 'unset', gpt, 1);
    const kept = await setOwnPrice(db, 'unset', { ...gpt, from: 5 }, 1);
    expect(await findOwnPrice(db, 'priced', made.id)).toBeUndefined();
    expect(await removeOwnPrice(db, 'priced', made.id)).toBeUndefined();
    expect(await findOwnPrice(db, 'unset', made.id)).toEqual(made);
    expect(await removeOwnPrice(db, 'unset', made.id)).toEqual(made);
    expect(await removeOwnPrice(db, 'unset', made.id)).toBeUndefined();
    expect(await listOwnPrices(db, 'unset')).toEqual([kept]);
  });

  it('are found for many organisations at once, for each its own', async () => {
    const ids = [...Array.from({ length: 250 }, (_, n) => `unknown-${n}`), 'unset', 'priced'];
    const found = await lookUpOwnPrices(db, ids);
    expect([...found.keys()].sort()).toEqual(['priced', 'unset']);
    expect(found.get('unset')).toMatchObject([{ organisationId: 'unset', from: 5 }]);
  });

  it('are a thousand at most, of which each can still be changed', async () => {
    await createOrganisation(db, { id: 'full', name: '' }, 1);
    await binding
      .prepare(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${mostOwnPrices})
         INSERT INTO own_prices SELECT 'full-' || i, 'full', 'openai', 'm', i, '{}', 1 FROM n`,
      )
      .run();
    await expect(setOwnPrice(db, 'full', gpt, 2)).rejects.toMatchObject({ code: 'too_many_prices' });
    const changed = await setOwnPrice(db, 'full', { ...gpt, model: 'm', from: 7 }, 2);
    expect(changed).toMatchObject({ id: 'full-7', prices, setAt: 2 });
  });
});
