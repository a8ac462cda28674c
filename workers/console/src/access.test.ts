import { createExecutionContext } from 'cloudflare:test';
import { importJWK, SignJWT } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { app } from './app.ts';
import { type Answer, answerOf, api, bindings, migrate, operator } from './test/api.ts';

const team = bindings.TEAM_URL;
const audience = 'a'.repeat(64);
const env = { ...bindings, ACCESS_TEAM_DOMAIN: team, ACCESS_AUD: audience };

beforeAll(async () => {
  await migrate();
  for (const name of ['Acme', 'Globex']) await api('POST', '/v1/organisations', operator, { name });
});
beforeEach(() => bindings.DB.prepare('DELETE FROM members').run());

interface Token {
  email?: string | undefined;
  issuer?: string;
  aud?: string;
  ends?: number;
  kid?: string;
}

async function assertion({
  email = 'jo@example.com',
  issuer = team,
  aud = audience,
  ends = 60_000,
  kid = 'k1',
}: Token = {}) {
  const token = new SignJWT(email === '' ? { common_name: 'a service' } : { email });
  return token
    .setProtectedHeader({ alg: 'RS256', kid })
    .setIssuer(issuer)
    .setAudience(aud)
    .setExpirationTime(new Date(Date.now() + ends))
    .sign(await importJWK(JSON.parse(bindings.TEAM_KEY), 'RS256'));
}

async function ask(method: string, path: string, token: string, body?: object, variables = env): Promise<Answer> {
  const headers = { 'Cf-Access-Jwt-Assertion': token, Origin: 'http://console', 'Content-Type': 'application/json' };
  const request = new Request(`http://console${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  return answerOf(await app.fetch(request, variables, createExecutionContext()));
}

const add = (organisation: string, role: string, email = 'Jo@Example.com') =>
  api('POST', '/v1/members', operator, { organisation, email, role });

describe('who comes through Cloudflare Access', () => {
  it('is who its e-mail says, in whatever case, without a cookie', async () => {
    const added = await add('acme', 'member');
    expect([added.status, added.json]).toEqual([
      201,
      { email: 'jo@example.com', role: 'member', created_at: expect.any(String) },
    ]);
    const { status, json } = await ask('GET', '/v1/session', await assertion({ email: 'JO@example.com' }));
    expect([status, json]).toEqual([
      200,
      {
        organisation: { id: 'acme', name: 'Acme' },
        role: 'member',
        actor: 'jo@example.com',
        key_id: null,
        expires_at: expect.any(String),
        organisations: [{ id: 'acme', name: 'Acme', role: 'member' }],
        edge_url: null,
      },
    ]);
  });

  it('has to be a member', async () => {
    const refused = await ask('GET', '/v1/session', await assertion());
    expect([refused.status, refused.json.error.message]).toEqual([
      403,
      expect.stringContaining('an owner of one has to add it'),
    ]);
  });

  it('chooses among its organisations as the operator does, and begins in the first', async () => {
    await add('globex', 'viewer');
    await add('acme', 'owner');
    const token = await assertion();
    const first = (await ask('GET', '/v1/session', token)).json;
    expect(first).toMatchObject({ organisation: { id: 'globex' }, role: 'viewer' });
    expect(first.organisations).toEqual([
      { id: 'globex', name: 'Globex', role: 'viewer' },
      { id: 'acme', name: 'Acme', role: 'owner' },
    ]);
    expect((await ask('GET', '/v1/session?organisation=acme', token)).json).toMatchObject({ role: 'owner' });
    expect((await ask('POST', '/v1/keys', token, { kind: 'read' })).status).toBe(403);
    expect((await ask('POST', '/v1/keys', token, { kind: 'read', organisation: 'acme' })).status).toBe(201);
    expect((await ask('GET', '/v1/keys?organisation=nobody', token)).status).toBe(403);
    expect((await ask('PATCH', '/v1/organisations/acme?organisation=acme', token, { name: 'Acme' })).status).toBe(200);
  });

  it('ends as a member at once, and so does what came of a link of its', async () => {
    await add('acme', 'owner');
    const token = await assertion();
    const { url } = (await ask('POST', '/v1/sign-in-links', token, { role: 'member' })).json;
    const signedIn = await api('POST', '/v1/session', undefined, { code: new URL(url).hash.slice(1) });
    const headers = { Cookie: signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
    const ofLink = async () => (await app.request('http://console/v1/session', { headers }, bindings)).status;
    expect(await ofLink()).toBe(200);
    // The last owner may go: a key, and the operator, can add another.
    expect((await ask('DELETE', '/v1/members/JO%40example.com', token)).json).toMatchObject({
      email: 'jo@example.com',
    });
    expect((await ask('GET', '/v1/session', token)).status).toBe(403);
    expect(await ofLink()).toBe(401);
  });

  it('changes nothing for a page of another site', async () => {
    await add('acme', 'owner');
    const headers = {
      'Cf-Access-Jwt-Assertion': await assertion(),
      Origin: 'http://evil.example',
      'Content-Type': 'application/json',
    };
    const init = { method: 'POST', headers, body: JSON.stringify({ kind: 'read' }) };
    expect((await app.request('http://console/v1/keys', init, env)).status).toBe(403);
  });
});

describe('a token of Cloudflare Access', () => {
  it.each<[string, Token]>([
    ['of another team', { issuer: 'https://other.cloudflareaccess.com' }],
    ['for another application', { aud: 'b'.repeat(64) }],
    ['that has expired', { ends: -60_000 }],
    ['signed by a key that the team has not', { kid: 'k2' }],
    ['of a service', { email: '' }],
  ])('%s is refused', async (_, token) => {
    await add('acme', 'owner');
    expect((await ask('GET', '/v1/session', await assertion(token))).status).toBe(401);
  });

  it('that was changed, cut, made up or signed with the public key as a secret is refused', async () => {
    await add('acme', 'owner');
    const good = await assertion();
    const [head, , signature] = good.split('.');
    const payload = btoa(JSON.stringify({ email: 'jo@example.com', iss: team, aud: audience, exp: 9_999_999_999 }));
    const unsigned = `${btoa('{"alg":"none"}')}.${payload.replace(/=+$/, '')}.`;
    const symmetric = await new SignJWT({ email: 'jo@example.com' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setIssuer(team)
      .setAudience(audience)
      .setExpirationTime('1m')
      .sign(new Uint8Array(32));
    const changed = `${head}.${payload.replace(/=+$/, '')}.${signature}`;
    for (const token of [changed, good.slice(0, -3), 'x', '', unsigned, symmetric]) {
      expect((await ask('GET', '/v1/session', token)).status, token).toBe(401);
    }
  });

  it('counts for nothing where Access is not set up whole', async () => {
    await add('acme', 'owner');
    const token = await assertion();
    for (const variables of [{ ...env, ACCESS_AUD: '' }, { ...env, ACCESS_TEAM_DOMAIN: '' }, bindings]) {
      expect((await ask('GET', '/v1/session', token, undefined, variables)).status).toBe(401);
    }
  });

  it('waits while the keys of the team cannot be read', async () => {
    const away = { ...env, ACCESS_TEAM_DOMAIN: 'http://127.0.0.1:1' };
    const refused = await ask(
      'GET',
      '/v1/session',
      await assertion({ issuer: away.ACCESS_TEAM_DOMAIN }),
      undefined,
      away,
    );
    expect([refused.status, refused.json.error.message]).toEqual([503, expect.stringContaining('ACCESS_TEAM_DOMAIN')]);
  });
});

describe('members', () => {
  it('are listed by e-mail, and change their role', async () => {
    await add('acme', 'viewer', 'b@example.com');
    await add('acme', 'member', 'a@example.com');
    await add('acme', 'owner', 'B@example.com');
    const list = await api('GET', '/v1/members?organisation=acme', operator);
    expect(list.json.members).toMatchObject([
      { email: 'a@example.com', role: 'member' },
      { email: 'b@example.com', role: 'owner' },
    ]);
  });

  it.each([
    [{ email: 'nobody', role: 'owner' }, 'email: must be an e-mail address'],
    [{ email: 'a@example.com', role: 'admin' }, 'role: '],
  ])('are refused for %j', async (member, message) => {
    const refused = await api('POST', '/v1/members', operator, { organisation: 'acme', ...member });
    expect([refused.status, refused.json.error.message]).toEqual([400, expect.stringContaining(message)]);
  });
});
