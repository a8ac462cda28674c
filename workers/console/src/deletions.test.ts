import { openAccounts, pendingDeletions, recordPass } from '@tallystick/accounts';
import { uuidv7 } from '@tallystick/log';
import { beforeAll, expect, it } from 'vitest';
import { type Answer, api, bindings, makeKey, migrate, operator } from './test/api.ts';

const keys = { write: '', read: '', admin: '', stranger: '' };
const accounts = openAccounts(bindings.DB);
const nothing = { requests: 0, bodies: 0, request_ids: 0, edits: 0, objects: 0, waiting: 0 };

beforeAll(async () => {
  await migrate();
  await api('POST', '/v1/organisations', operator, { name: 'Acme' });
  await api('POST', '/v1/organisations', operator, { name: 'Stranger' });
  for (const kind of ['write', 'read', 'admin'] as const) keys[kind] = (await makeKey('acme', kind)).key;
  keys.stranger = (await makeKey('stranger', 'admin')).key;
});

const id = uuidv7(Date.now());

it.each([
  ['call', `/v1/requests/${id.toUpperCase()}`, id],
  ['session', `/v1/sessions/${encodeURIComponent('chats/1 ü?')}`, 'chats/1 ü?'],
  ['user', `/v1/users/${encodeURIComponent('ada@example.com/%2F')}`, 'ada@example.com/%2F'],
])(
  'a %s is recorded to be deleted, for the consumer to carry out, and reported when it is',
  async (kind, path, subject) => {
    const before = Date.now();
    const asked = await api('DELETE', path, keys.admin);
    expect([asked.status, asked.json]).toEqual([
      202,
      {
        id: expect.any(String),
        kind,
        subject,
        state: 'pending',
        requested_at: expect.any(String),
        completed_at: null,
        key_id: expect.stringMatching(/^\w{20}$/),
        passes: 0,
        removed: nothing,
      },
    ]);
    expect(Date.parse(asked.json.requested_at)).toBeGreaterThanOrEqual(before);
    expect(await pendingDeletions(accounts)).toContainEqual(
      expect.objectContaining({ id: asked.json.id, organisationId: 'acme', kind, subject }),
    );
    await recordPass(accounts, asked.json.id, { requests: 2, waiting: 1 }, null);
    await recordPass(accounts, asked.json.id, {}, before + 200_000);
    const shown = await api('GET', `/v1/deletions/${asked.json.id}`, keys.admin);
    expect(shown.json).toEqual({
      ...asked.json,
      state: 'complete',
      completed_at: new Date(before + 200_000).toISOString(),
      passes: 2,
      removed: { ...nothing, requests: 2, waiting: 1 },
    });
  },
);

it('lists an organisation’s own, the latest first, page by page', async () => {
  const made: string[] = [];
  for (let n = 0; n < 3; n++) {
    made.push((await api('DELETE', `/v1/users/${n}`, keys.stranger)).json.id);
    // Of one millisecond no id is the later.
    await scheduler.wait(2);
  }
  const listed: string[] = [];
  let cursor = '';
  do {
    const page: Answer = await api('GET', `/v1/deletions?limit=2${cursor}`, keys.stranger);
    listed.push(...page.json.deletions.map((deletion: { id: string }) => deletion.id));
    cursor = page.json.cursor === undefined ? '' : `&cursor=${page.json.cursor}`;
  } while (cursor !== '');
  expect(listed).toEqual(made.toReversed());
  expect((await api('GET', `/v1/deletions/${made[0]}`, keys.admin)).status).toBe(404);
  expect((await api('GET', `/v1/deletions/${made[0]}?organisation=stranger`, operator)).status).toBe(200);
});

it('is for admin keys only', async () => {
  for (const key of [keys.write, keys.read]) {
    for (const path of [`/v1/requests/${id}`, '/v1/sessions/s', '/v1/users/u']) {
      expect((await api('DELETE', path, key)).status, path).toBe(403);
    }
    expect((await api('GET', '/v1/deletions', key)).status).toBe(403);
  }
});

it('refuses what is no id of a call', async () => {
  const { status, json } = await api('DELETE', '/v1/requests/7', keys.admin);
  expect([status, json.error.message]).toEqual([400, 'id: must be the UUID of a call']);
});
