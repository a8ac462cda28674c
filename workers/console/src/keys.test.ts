import { checkKey } from '@tallystick/log';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { app } from './app.ts';
import { api, bindings, forge, makeKey, migrate, operator, worker } from './test/api.ts';

beforeAll(async () => {
  await migrate();
  await api('POST', '/v1/organisations', operator, { name: 'Acme' });
  await api('POST', '/v1/organisations', operator, { name: 'Globex' });
});

const withProperties = (default_properties: object) => ({ kind: 'write', default_properties });

describe('a made key', () => {
  it('is shown once, is genuine, and is stored nowhere', async () => {
    const made = await makeKey('acme', 'write', { name: 'checkout', default_properties: { team: 'search' } });
    expect(made).toEqual({
      key: expect.stringMatching(/^tally_w_/),
      id: expect.any(String),
      organisation: 'acme',
      kind: 'write',
      name: 'checkout',
      default_properties: { team: 'search' },
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      expires_at: null,
      revoked_at: null,
    });
    expect(await checkKey(made.key, 'w', [bindings.KEY_SECRET_WRITE], Date.now())).toEqual({
      ok: true,
      claims: { kind: 'w', organisationId: 'acme', keyId: made.id, expiresAt: 0 },
    });
    const { key, ...listed } = made;
    const list = await api('GET', '/v1/keys?organisation=acme', operator);
    expect(list.json.keys).toContainEqual(listed);
    const stored = await bindings.DB.prepare('SELECT * FROM keys').all();
    const signature = key.split('_').pop();
    for (const place of [list.json, stored.results]) expect(JSON.stringify(place)).not.toContain(signature);
    expect(list.headers.get('cache-control')).toBe('no-store');
  });

  it('carries its expiry, in its own zone, to the second', async () => {
    const made = await makeKey('acme', 'read', { expires_at: '2099-01-31T01:00:00.900+01:00' });
    expect(made.expires_at).toBe('2099-01-31T00:00:00.000Z');
    const check = await checkKey(made.key, 'r', [bindings.KEY_SECRET_READ], Date.now());
    expect(check).toMatchObject({ claims: { expiresAt: Date.UTC(2099, 0, 31) / 1000 } });
  });

  it.each<[title: string, body: object | string, message: string]>([
    ['a kind that there is not', { kind: 'owner' }, 'kind: '],
    ['no kind', {}, 'kind: '],
    ['a mistyped field', { kind: 'write', nmae: 'x' }, 'unknown field nmae'],
    ['a name of two lines', { kind: 'write', name: 'a\nb' }, 'name: must be one line'],
    ['a name that colours the terminal', { kind: 'write', name: '\u001b[31mred' }, 'name: must be one line'],
    ['a long name', { kind: 'write', name: 'x'.repeat(121) }, 'name: must be at most 120'],
    ['a name that is no text', { kind: 'write', name: 7 }, 'name: '],
    [
      'an expiry in the past',
      { kind: 'write', expires_at: '2001-01-01T00:00:00Z' },
      'expires_at: must lie in the future',
    ],
    ['an expiry in words', { kind: 'write', expires_at: 'tomorrow' }, 'expires_at: must be a time like'],
    ['an impossible organisation', { kind: 'write', organisation: 'No Such' }, 'organisation: must be'],
    ['a property that is no text', withProperties({ team: 1 }), 'default_properties.team: '],
    ['a property in upper case', withProperties({ Team: 'x' }), 'default_properties.Team: must be named in lower case'],
    ['a long property', withProperties({ team: 'x'.repeat(1025) }), 'default_properties.team: must be at most'],
    [
      'many properties',
      withProperties(Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`p${n}`, '']))),
      'default_properties: more than 64',
    ],
    ['half a body', '{"kind":', 'the body is not JSON'],
    ['a list', '[]', 'the body takes an object, not []'],
    ['nothing', 'null', 'the body takes an object, not null'],
  ])('is refused for %s, naming what is wrong', async (_, body, message) => {
    const refused = await api('POST', '/v1/keys', operator, body);
    expect(refused.json.error.message).toContain(message);
    expect([refused.status, refused.json.error.code]).toEqual([400, 'invalid']);
  });

  it('is refused when its fields come in a body that is not JSON, rather than made without them', async () => {
    const response = await worker.fetch('http://console/v1/keys', {
      method: 'POST',
      headers: { Authorization: `Bearer ${operator}`, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'kind=write&organisation=acme',
    });
    expect([response.status, await response.json()]).toMatchObject([415, { error: { code: 'not_json' } }]);
  });
});

describe('an admin key', () => {
  it('makes, lists and revokes the keys of its organisation without naming it', async () => {
    const { key: admin } = await makeKey('acme', 'admin');
    const made = await api('POST', '/v1/keys', admin, { kind: 'read' });
    expect([made.status, made.json.organisation]).toEqual([201, 'acme']);
    const revoked = await api('DELETE', `/v1/keys/${made.json.id}`, admin);
    expect(revoked.json.revoked_at).toEqual(expect.any(String));
    expect((await api('DELETE', `/v1/keys/${made.json.id}`, admin)).json).toEqual(revoked.json);
    const { keys } = (await api('GET', '/v1/keys', admin)).json;
    expect(keys).toContainEqual(revoked.json);
    expect(new Set(keys.map((key: { organisation: string }) => key.organisation))).toEqual(new Set(['acme']));
  });

  it('is told apart from one that differs only in what is wrong with it', async () => {
    const { id, key } = await makeKey('acme', 'admin');
    const { id: revokedId, key: revoked } = await makeKey('acme', 'admin');
    await api('DELETE', `/v1/keys/${revokedId}?organisation=acme`, operator);
    const secret = bindings.KEY_SECRET_ADMIN;
    const tries: [token: string | undefined, status: number, says: string][] = [
      [undefined, 401, 'send the header'],
      ['nonsense', 401, 'not known here'],
      [`${operator}x`, 401, 'not known here'],
      ['tally_a_nonsense', 401, 'damaged'],
      [key.slice(0, -1), 401, 'damaged'],
      [await forge('a', 'a guess', 'acme', id), 401, 'not signed by this deployment'],
      [await forge('a', bindings.KEY_SECRET_WRITE, 'acme', id), 401, 'not signed by this deployment'],
      [await forge('a', secret, 'acme', id, 1_000_000), 401, 'expired'],
      [await forge('a', secret, 'acme', 'never-made'), 401, 'not known here'],
      [await forge('a', secret, 'globex', id), 401, 'not known here'],
      [await forge('r', bindings.KEY_SECRET_READ, 'acme', id), 403, 'a read key may not'],
      [revoked, 401, 'was revoked at 20'],
      [(await makeKey('acme', 'write')).key, 403, 'a write key may not do this: it takes an admin key'],
      [(await makeKey('acme', 'read')).key, 403, 'a read key may not'],
    ];
    expect((await api('GET', '/v1/organisations', key)).json.error.message).toBe(
      'an admin key may not do this: it takes the operator token',
    );
    for (const [token, status, says] of tries) {
      const refused = await api('POST', '/v1/keys', token, { kind: 'read' });
      expect(refused.json.error.message).toContain(says);
      expect(refused.status).toBe(status);
      expect(refused.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
    }
    expect((await api('POST', '/v1/keys', key, { kind: 'read' })).status).toBe(201);
  });

  it('still counts when the previous secret signed it', async () => {
    const { id } = await makeKey('acme', 'admin');
    const old = await forge('a', bindings.KEY_SECRET_ADMIN_PREVIOUS ?? '', 'acme', id);
    expect((await api('GET', '/v1/keys', old)).status).toBe(200);
  });
});

describe('the operator', () => {
  it('says which organisation is meant, and one that exists', async () => {
    const list = await api('GET', '/v1/keys', operator);
    expect([list.status, list.json.error.message]).toEqual([400, expect.stringContaining('organisation: name it')]);
    const unknown = await api('POST', '/v1/keys', operator, { organisation: 'nobody', kind: 'read' });
    expect([unknown.status, unknown.json.error.message]).toEqual([404, 'there is no organisation nobody']);
    const mistyped = await api('GET', '/v1/keys?organization=acme', operator);
    expect([mistyped.status, mistyped.json.error.message]).toEqual([
      400,
      'unknown field organization: the fields are organisation',
    ]);
  });

  it('cannot be impersonated where no token is set', async () => {
    const request = new Request('http://console/v1/organisations', { headers: { Authorization: 'Bearer undefined' } });
    for (const token of ['', undefined]) {
      const env = { ...bindings, OPERATOR_TOKEN: token as string };
      expect((await app.fetch(request, env)).status).toBe(401);
    }
  });
});

describe('a fault of our own', () => {
  it('is logged, and told without its words', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const request = new Request('http://console/v1/organisations', {
      headers: { Authorization: `Bearer ${operator}` },
    });
    await bindings.DB.prepare('ALTER TABLE organisations RENAME TO hidden').run();
    const response = await app.fetch(request, bindings);
    await bindings.DB.prepare('ALTER TABLE hidden RENAME TO organisations').run();
    expect([response.status, await response.text()]).toEqual([
      500,
      expect.not.stringMatching(/select|sql|no such table/i),
    ]);
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });
});
