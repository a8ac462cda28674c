import { addAuditLine, openAccounts, trimAuditLines } from '@tallystick/accounts';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { app } from './app.ts';
import { api, bindings, codeOf, makeKey, migrate, operator } from './test/api.ts';
import { clickhouse, storeCall } from './test/surroundings.ts';

let owner: { id: string; key: string };

beforeAll(async () => {
  await migrate();
  await api('POST', '/v1/organisations', operator, { name: 'Acme' });
  owner = await makeKey('acme', 'admin', { name: 'boss' });
});
beforeEach(() => bindings.DB.prepare('DELETE FROM audit_lines').run());

const lines = async (query = '') => (await api('GET', `/v1/audit${query}`, owner.key)).json.lines;
const own = () => ({ actor: 'boss', key_id: owner.id, at: expect.stringMatching(/Z$/) });

describe('the audit log', () => {
  it('says who changed keys and members, and who signed in, the latest first', async () => {
    const made = await api('POST', '/v1/keys', owner.key, { kind: 'write', name: 'shop' });
    await api('DELETE', `/v1/keys/${made.json.id}`, owner.key);
    await api('DELETE', `/v1/keys/${made.json.id}`, owner.key);
    await api('DELETE', '/v1/keys/nobody', owner.key);
    await api('POST', '/v1/members', owner.key, { email: 'jo@example.com', role: 'viewer' });
    await api('DELETE', '/v1/members/jo@example.com', owner.key);
    await api('DELETE', '/v1/members/jo@example.com', owner.key);
    await api('POST', '/v1/session', undefined, { code: await codeOf('acme', 'viewer', owner.key) });
    const actor = 'sign-in link of boss';
    expect(await lines()).toEqual([
      { ...own(), action: 'sign_in', actor, subject: actor, detail: 'viewer' },
      { ...own(), action: 'member_removed', subject: 'jo@example.com', detail: '' },
      { ...own(), action: 'member_added', subject: 'jo@example.com', detail: 'viewer' },
      { ...own(), action: 'key_revoked', subject: made.json.id, detail: 'write key "shop"' },
      { ...own(), action: 'key_created', subject: made.json.id, detail: 'write key "shop"' },
    ]);
    const first = (await api('GET', '/v1/audit?limit=2', owner.key)).json;
    const rest = await lines(`?limit=4&cursor=${first.next_cursor}`);
    expect([...first.lines, ...rest]).toEqual(await lines());
  });

  it('says who deleted what, the operator too', async () => {
    await api('DELETE', '/v1/users/u1?organisation=acme', operator);
    await api('DELETE', '/v1/sessions/s1', owner.key);
    const letter = 'dead/2026-11-20/acme/m1';
    await bindings.OBJECTS.put(letter, 'x', { customMetadata: { code: 'died', reason: 'x', org_id: 'acme' } });
    await api('GET', `/v1/dead-letters/content?key=${letter}`, owner.key);
    await api('POST', '/v1/dead-letters/drop', owner.key, { keys: [letter] });
    expect(await lines()).toMatchObject([
      { action: 'delete', subject: letter, detail: 'dead letter' },
      { action: 'body_read', subject: letter, detail: 'dead letter' },
      { ...own(), action: 'delete', subject: 's1', detail: 'session' },
      { actor: 'operator', key_id: null, action: 'delete', subject: 'u1', detail: 'user' },
    ]);
  });

  it('says whose bodies were read and by whom, and nothing where none were shown', async () => {
    const kept = await storeCall('a', 'b');
    const gone = await storeCall('a', 'b');
    await clickhouse.command('DELETE FROM bodies WHERE request_id = {gone:UUID}', { gone });
    const { key, id } = await makeKey('acme', 'read', { name: 'reader' });
    await bindings.DB.prepare('DELETE FROM audit_lines').run();
    expect((await api('GET', `/v1/requests/${gone}`, key)).status).toBe(200);
    expect((await api('GET', `/v1/requests/${kept}`, key)).json.bodies.request.text).toBe('a');
    await vi.waitFor(async () => expect(await lines()).toHaveLength(1));
    expect(await lines()).toMatchObject([{ action: 'body_read', subject: kept, actor: 'reader', key_id: id }]);
  });

  it('says by what somebody searched bodies or listed them, once an hour each', async () => {
    await storeCall(JSON.stringify({ messages: [{ role: 'user', content: 'refund' }] }), '{}');
    const { key, id } = await makeKey('acme', 'read', { name: 'reader' });
    await bindings.DB.prepare('DELETE FROM audit_lines').run();
    const filter = 'user_id:nobody OR "refund"';
    for (const from of ['1d', '2d']) {
      await api('POST', '/v1/requests/query', key, { from, filter, preview: true });
      await api('POST', '/v1/metrics/query', key, { from, filter, measures: ['requests'] });
      await api('POST', '/v1/requests/query', operator, { organisation: 'acme', from, filter });
    }
    await api('POST', '/v1/requests/query', key, { preview: true });
    await api('POST', '/v1/metrics/difference', key, { from: '1d', inside: { filter: 'response:"x"' } });
    const read = (way: string, line: string) => ({ action: 'body_read', subject: '', detail: `calls ${way}: ${line}` });
    const byReader = { actor: 'reader', key_id: id };
    await vi.waitFor(async () => expect(await lines()).toHaveLength(5));
    expect(await lines()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...read('by search', filter), ...byReader }),
        expect.objectContaining({ ...read('by search', filter), actor: 'operator' }),
        expect.objectContaining({ ...read('by preview', filter), ...byReader }),
        expect.objectContaining({ ...read('by preview', 'all'), ...byReader }),
        expect.objectContaining({ ...read('by search', 'response:"x"'), ...byReader }),
      ]),
    );
  });

  it('says of a long search how it begins, each time', async () => {
    const filter = `"${'long '.repeat(300)}"`;
    for (const _ of [1, 2]) await api('POST', '/v1/requests/query', owner.key, { from: '1d', filter });
    await vi.waitFor(async () => expect(await lines()).toHaveLength(2));
    expect((await lines())[0].detail).toBe(`calls by search: ${filter}`.slice(0, 1000));
  });

  it('says of lists that show and search no bodies nothing', async () => {
    await api('POST', '/v1/requests/query', owner.key, { filter: 'error:*refund*' });
    await api('POST', '/v1/requests/query', owner.key, { filter: 'user:nobody', preview: true });
    await api('POST', '/v1/reports/spending', owner.key, { from: '1d' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await lines()).toEqual([]);
  });

  it('says what left as a file', async () => {
    await api('POST', '/v1/export', owner.key, { limit: 1, bodies: true });
    await api('POST', '/v1/reports/spending', owner.key, { from: '1d', format: 'csv' });
    expect(await lines()).toMatchObject([
      { ...own(), action: 'export', subject: '', detail: 'spending as csv' },
      { ...own(), action: 'export', subject: '', detail: 'ndjson with bodies' },
    ]);
  });

  it('is kept for 400 days', async () => {
    const accounts = openAccounts(bindings.DB);
    const line = { organisationId: 'acme', actor: 'x', keyId: '', action: 'delete', subject: 's', detail: '' } as const;
    const days = (count: number) => count * 86_400_000;
    const now = Date.now();
    for (const age of [days(401), days(399)]) await addAuditLine(accounts, line, now - age);
    expect(await trimAuditLines(accounts, now)).toBe(1);
    expect(await lines()).toMatchObject([{ at: new Date(now - days(399)).toISOString() }]);
  });
});

describe('where no line can be written', () => {
  /** D1, but for its audit lines. */
  const DB = new Proxy(bindings.DB, {
    get(target, name) {
      if (name !== 'prepare') return Reflect.get(target, name).bind(target);
      return (sql: string) => {
        if (sql.startsWith('insert into "audit_lines"')) throw new Error('D1 refuses');
        return target.prepare(sql);
      };
    },
  });
  const send = (method: string, path: string, body?: object) => {
    const headers = { Authorization: `Bearer ${owner.key}`, 'Content-Type': 'application/json' };
    return app.request(path, { method, headers, ...(body && { body: JSON.stringify(body) }) }, { ...bindings, DB });
  };

  it('nothing is deleted or leaves as a file, no key is shown or revoked, no member changed and nobody signed in', async () => {
    const { id } = await makeKey('acme', 'write');
    expect((await send('DELETE', '/v1/users/unlogged')).status).toBe(500);
    expect((await send('DELETE', `/v1/keys/${id}`)).status).toBe(500);
    expect(await (await send('POST', '/v1/keys', { kind: 'read' })).text()).not.toContain('tally_r_');
    expect((await send('POST', '/v1/members', { email: 'x@example.com', role: 'owner' })).status).toBe(500);
    expect((await send('POST', '/v1/export', {})).status).toBe(500);
    expect((await send('POST', '/v1/reports/spending', { from: '1d', format: 'csv' })).status).toBe(500);
    const signIn = await send('POST', '/v1/session', { key: owner.key });
    expect([signIn.status, signIn.headers.getSetCookie()]).toEqual([500, []]);
    const { keys } = (await api('GET', '/v1/keys', owner.key)).json;
    expect(keys.find((key: { id: string }) => key.id === id).revoked_at).toBeNull();
    expect((await api('GET', '/v1/members', owner.key)).json.members).toEqual([]);
    expect((await api('GET', '/v1/deletions', owner.key)).text).not.toContain('unlogged');
  });
});
