import { SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { app } from './app.ts';
import { answerOf, api, bindings, browse, codeOf, cookieOf, makeKey, migrate, operator, worker } from './test/api.ts';

beforeAll(async () => {
  await migrate();
  for (const name of ['Acme', 'Globex']) await api('POST', '/v1/organisations', operator, { name });
});

const hour = 3_600_000;

/** A cookie that is signed as the console signs them. */
async function sign(claims: object, { secret = bindings.KEY_SECRET_ADMIN, alg = 'HS256', ends = 60_000 } = {}) {
  const encoder = new TextEncoder();
  const from = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveBits']);
  const info = encoder.encode('tallystick session cookie');
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  const key = new Uint8Array(await crypto.subtle.deriveBits(how, from, 256));
  const token = new SignJWT({ ...claims }).setProtectedHeader({ alg });
  return `tally_session=${await token.setExpirationTime(new Date(Date.now() + ends)).sign(key)}`;
}
const claims = { organisation: 'acme', role: 'owner', actor: 'x', key_id: '', email: '' };
const statusOf = async (cookie: string) => (await browse('GET', '/v1/session', cookie)).status;

describe('signing in', () => {
  it.each([
    ['read', 'member'],
    ['admin', 'owner'],
  ] as const)('by a %s key makes a %s, for half a day', async (kind, role) => {
    const { key, id } = await makeKey('acme', kind, { name: 'laptop' });
    const from = Date.now();
    const answer = await api('POST', '/v1/session', undefined, { key: ` ${key}\n` });
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        organisation: { id: 'acme', name: 'Acme' },
        role,
        actor: 'laptop',
        key_id: id,
        expires_at: expect.any(String),
        organisations: [{ id: 'acme', name: 'Acme', role }],
        edge_url: null,
      },
    ]);
    expect(Math.abs(Date.parse(answer.json.expires_at) - from - 12 * hour)).toBeLessThan(60_000);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^tally_session=[\w.-]+; Max-Age=(43199|43200|4319\d); Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(key);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('vary')).toContain('Cookie');
    expect((await browse('GET', '/v1/session', cookie.split(';')[0] ?? '')).json).toEqual(answer.json);
  });

  it('over https binds the cookie to the host', async () => {
    const { key } = await makeKey('acme', 'read');
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ key }) };
    const [cookie = ''] = (await worker.fetch('https://console/v1/session', init)).headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-tally_session=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    const headers = { Cookie: cookie.split(';')[0] ?? '' };
    expect((await worker.fetch('https://console/v1/session', { headers })).status).toBe(200);
    const [, value] = headers.Cookie.split('=');
    expect(
      (await worker.fetch('https://console/v1/session', { headers: { Cookie: `tally_session=${value}` } })).status,
    ).toBe(401);
  });

  it('lasts no longer than the key', async () => {
    const expires_at = new Date(Math.ceil(Date.now() / 1000) * 1000 + hour).toISOString();
    const { key } = await makeKey('acme', 'read', { expires_at });
    expect((await api('POST', '/v1/session', undefined, { key })).json.expires_at).toBe(expires_at);
  });

  it.each<[string, () => Promise<object> | object, number, RegExp]>([
    [
      'a key that is no key',
      () => ({ key: 'secret' }),
      401,
      /^this token is not known here: send a read or admin key$/,
    ],
    [
      'a key that was cut',
      async () => ({ key: (await makeKey('acme', 'read')).key.slice(0, -1) }),
      401,
      /copy all of it/,
    ],
    ['a write key', async () => ({ key: (await makeKey('acme', 'write')).key }), 403, /a write key may not/],
    ['the operator token', () => ({ key: operator }), 403, /signs nobody in: make a link/],
    [
      'a link that there is not',
      () => ({ code: 'x' }),
      401,
      /used before, is older than 15 minutes, or was not copied whole/,
    ],
    ['nothing', () => ({}), 400, /either a key or a code/],
    ['both', () => ({ key: 'x', code: 'x' }), 400, /either a key or a code/],
  ])('is refused for %s', async (_, body, status, message) => {
    const refused = await api('POST', '/v1/session', undefined, await body());
    expect([refused.status, refused.json.error.message]).toEqual([status, expect.stringMatching(message)]);
    expect(refused.headers.getSetCookie()).toEqual([]);
  });
});

describe('a sign-in link', () => {
  it('opens this console once, in the role that it was made for, and is stored nowhere', async () => {
    const made = await api('POST', '/v1/sign-in-links', operator, { organisation: 'acme', role: 'viewer' });
    expect([made.status, made.json.url]).toEqual([
      201,
      expect.stringMatching(/^http:\/\/console\/sign-in#[0-9a-f]{64}$/),
    ]);
    expect(Math.abs(Date.parse(made.json.expires_at) - Date.now() - hour / 4)).toBeLessThan(60_000);
    const code = new URL(made.json.url).hash.slice(1);
    const stored = JSON.stringify((await bindings.DB.prepare('SELECT * FROM sign_in_links').all()).results);
    expect(stored).not.toContain(code);
    const twice = await Promise.all([1, 2].map(() => api('POST', '/v1/session', undefined, { code })));
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(twice.find(({ status }) => status === 200)?.json).toMatchObject({
      role: 'viewer',
      actor: 'sign-in link of the operator',
      key_id: null,
    });
  });

  it('is of no use after a quarter of an hour', async () => {
    const code = await codeOf('acme', 'owner');
    await bindings.DB.prepare('UPDATE sign_in_links SET expires_at = ?').bind(Date.now()).run();
    expect((await api('POST', '/v1/session', undefined, { code })).status).toBe(401);
    await codeOf('acme', 'owner');
    const { results } = await bindings.DB.prepare('SELECT count(*) AS count FROM sign_in_links').all();
    expect(results).toEqual([{ count: 1 }]);
  });

  it('that an owner made is for its own organisation, and what came of it ends with the owner’s key', async () => {
    const { key, id } = await makeKey('acme', 'admin', { name: 'boss' });
    const cookie = await cookieOf({ code: await codeOf('acme', 'viewer', key) });
    expect((await browse('GET', '/v1/session', cookie)).json).toMatchObject({
      actor: 'sign-in link of boss',
      key_id: id,
    });
    await bindings.DB.prepare('UPDATE keys SET expires_at = 1 WHERE id = ?').bind(id).run();
    expect(await statusOf(cookie)).toBe(401);
    await bindings.DB.prepare('UPDATE keys SET expires_at = 0 WHERE id = ?').bind(id).run();
    expect(await statusOf(cookie)).toBe(200);
    await api('DELETE', `/v1/keys/${id}?organisation=acme`, operator);
    expect(await statusOf(cookie)).toBe(401);
  });
});

describe('a cookie', () => {
  it('that this console signed counts, also with the secret before', async () => {
    expect(await statusOf(await sign(claims))).toBe(200);
    expect(await statusOf(await sign(claims, { secret: bindings.KEY_SECRET_ADMIN_PREVIOUS ?? '' }))).toBe(200);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['forged', () => sign(claims, { secret: 'another secret' })],
    ['signed with nothing', () => sign(claims, { secret: '' })],
    ['signed otherwise', () => sign(claims, { alg: 'HS512' })],
    ['expired', () => sign(claims, { ends: -1000 })],
    ['cut', async () => (await sign(claims)).slice(0, -2)],
    ['without a signature', async () => (await sign(claims)).replace(/[^.]*$/, '')],
    ['of an organisation that there is not', () => sign({ ...claims, organisation: 'nobody' })],
    ['of a key that there is not', () => sign({ ...claims, key_id: 'x' })],
    [
      'of a key of another organisation',
      async () => sign({ ...claims, key_id: (await makeKey('globex', 'admin')).id }),
    ],
    ['of an owner who is none', () => sign({ ...claims, email: 'nobody@example.com' })],
    ['empty', () => 'tally_session='],
    ['of something else', () => 'other=1'],
  ])('that is %s counts for nothing', async (_, cookie) => {
    expect(await statusOf(await cookie())).toBe(401);
  });

  it('with its claims changed counts for nothing', async () => {
    const [head, , signature] = (await sign({ ...claims, role: 'viewer' })).split('.');
    const changed = btoa(JSON.stringify({ ...claims, exp: 9_999_999_999 })).replace(/=+$/, '');
    expect(await statusOf(`${head}.${changed}.${signature}`)).toBe(401);
  });

  it('ends when its key is revoked', async () => {
    const { key, id } = await makeKey('acme', 'read');
    const cookie = await cookieOf({ key });
    expect(await statusOf(cookie)).toBe(200);
    await api('DELETE', `/v1/keys/${id}?organisation=acme`, operator);
    expect(await statusOf(cookie)).toBe(401);
  });

  it('sees nothing of another organisation', async () => {
    const cookie = await cookieOf({ code: await codeOf('globex', 'owner') });
    expect((await browse('GET', '/v1/keys?organisation=acme', cookie)).status).toBe(403);
    expect((await browse('POST', '/v1/requests/query', cookie, { organisation: 'acme' })).status).toBe(403);
    expect((await browse('GET', '/v1/keys', cookie)).text).not.toContain('"acme"');
  });

  it('goes when its holder signs out', async () => {
    const cookie = await cookieOf({ code: await codeOf('acme', 'member') });
    const out = await browse('DELETE', '/v1/session', cookie);
    expect([out.status, out.headers.getSetCookie()]).toEqual([
      200,
      [expect.stringMatching(/^tally_session=; Max-Age=0; Path=\//)],
    ]);
  });

  it('changes nothing for a page of another site, or of none', async () => {
    const cookie = await cookieOf({ code: await codeOf('acme', 'owner') });
    const send = async (headers: Record<string, string>, method = 'POST', path = '/v1/keys') => {
      const json = { 'Content-Type': 'application/json' };
      const body = method === 'POST' ? { body: JSON.stringify({ kind: 'read' }) } : {};
      return answerOf(
        await worker.fetch(`http://console${path}`, { method, headers: { ...json, ...headers }, ...body }),
      );
    };
    for (const origin of ['http://evil.example', 'https://console', 'http://console:81', 'null']) {
      const refused = await send({ Cookie: cookie, Origin: origin });
      expect([refused.status, refused.json.error.message]).toEqual([
        403,
        expect.stringContaining('from http://console only'),
      ]);
    }
    expect((await send({ Cookie: cookie })).status).toBe(403);
    expect((await send({ Cookie: cookie }, 'DELETE', '/v1/session')).status).toBe(403);
    expect((await send({ Cookie: cookie }, 'GET')).status).toBe(200);
    expect((await send({ Cookie: cookie, Origin: 'http://console' })).status).toBe(201);
  });

  it('gives way to a key in the header', async () => {
    const cookie = await cookieOf({ code: await codeOf('acme', 'owner') });
    const { key } = await makeKey('globex', 'read', { name: 'a script' });
    const headers = { Cookie: cookie, Authorization: `Bearer ${key}` };
    const answer = await answerOf(await worker.fetch('http://console/v1/session', { headers }));
    expect(answer.json).toMatchObject({ organisation: { id: 'globex' }, actor: 'a script', role: 'member' });
    const damaged = { Cookie: cookie, Authorization: 'Bearer x' };
    expect((await worker.fetch('http://console/v1/session', { headers: damaged })).status).toBe(401);
  });
});

it('who is signed in is told where calls are sent', async () => {
  const { key } = await makeKey('acme', 'read');
  const env = { ...bindings, EDGE_URL: 'https://llm.example.com' };
  const answer = await app.request('/v1/session', { headers: { Authorization: `Bearer ${key}` } }, env);
  expect(await answer.json()).toMatchObject({ edge_url: 'https://llm.example.com', expires_at: null });
});
