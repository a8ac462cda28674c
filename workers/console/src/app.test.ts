import { beforeAll, describe, expect, it } from 'vitest';
import { api, makeKey, migrate, operator } from './test/api.ts';

beforeAll(migrate);

describe('organisations', () => {
  it('get an id made of their name', async () => {
    const made = await api('POST', '/v1/organisations', operator, { name: ' Café Zoë, Inc. ' });
    expect([made.status, made.json]).toEqual([
      201,
      { id: 'cafe-zoe-inc', name: 'Café Zoë, Inc.', created_at: expect.stringMatching(/Z$/) },
    ]);
    expect((await api('GET', '/v1/organisations', operator)).json.organisations).toContainEqual(made.json);
  });

  it('or the one that they are given', async () => {
    const made = await api('POST', '/v1/organisations', operator, { name: 'Shop', id: 'shop-eu' });
    expect(made.json.id).toBe('shop-eu');
  });

  it('never share an id', async () => {
    await api('POST', '/v1/organisations', operator, { name: 'Twin' });
    const second = await api('POST', '/v1/organisations', operator, { name: 'twin!' });
    expect([second.status, second.json.error.code]).toEqual([409, 'conflict']);
  });

  it.each([
    [{}, 'name: '],
    [{ name: ' ' }, 'name: must not be empty'],
    [{ name: '日本' }, 'id: give one'],
    [{ name: 'x', id: 'Not An Id' }, 'id: must be'],
    [{ name: 'x', ids: 'x' }, 'unknown field ids'],
  ])('are refused for %j, naming what is wrong', async (body, message) => {
    const refused = await api('POST', '/v1/organisations', operator, body);
    expect([refused.status, refused.json.error.message]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe('the settings', () => {
  it('are the organisation, under the name that its owner gives it, and how long what is kept', async () => {
    await api('POST', '/v1/organisations', operator, { name: 'Initech' });
    const { key } = await makeKey('initech', 'admin');
    const renamed = await api('PATCH', '/v1/organisations/initech', key, { name: 'Initrode' });
    expect([renamed.status, renamed.json]).toEqual([200, expect.objectContaining({ id: 'initech', name: 'Initrode' })]);
    const settings = await api('GET', '/v1/settings', key);
    expect([settings.status, settings.json]).toEqual([
      200,
      { organisation: renamed.json, retention: { requests_days: 0, bodies_days: 0 }, version: expect.any(String) },
    ]);
    expect((await api('PATCH', '/v1/organisations/nobody', operator, { name: 'x' })).status).toBe(404);
  });
});

/** Routes that let everybody in. */
const open = ['post /v1/session', 'delete /v1/session', 'get /v1/health'];

describe('the API', () => {
  it('describes its routes and how to be let in', async () => {
    const { json } = await api('GET', '/openapi.json');
    expect(Object.keys(json.paths).sort()).toEqual([
      '/v1/audit',
      '/v1/dead-letters',
      '/v1/dead-letters/content',
      '/v1/dead-letters/drop',
      '/v1/dead-letters/letter',
      '/v1/dead-letters/replay',
      '/v1/deletions',
      '/v1/deletions/{id}',
      '/v1/export',
      '/v1/gaps',
      '/v1/health',
      '/v1/keys',
      '/v1/keys/{id}',
      '/v1/members',
      '/v1/members/{email}',
      '/v1/metrics/difference',
      '/v1/metrics/prometheus',
      '/v1/metrics/query',
      '/v1/models/query',
      '/v1/organisations',
      '/v1/organisations/demo',
      '/v1/organisations/{id}',
      '/v1/parked',
      '/v1/parked/replay',
      '/v1/prices',
      '/v1/prices/missing',
      '/v1/prices/{id}',
      '/v1/prompts/query',
      '/v1/properties/query',
      '/v1/properties/values/query',
      '/v1/reports/spending',
      '/v1/reprice',
      '/v1/request/{id}/feedback',
      '/v1/request/{id}/property',
      '/v1/request/{id}/score',
      '/v1/requests/query',
      '/v1/requests/stream',
      '/v1/requests/{id}',
      '/v1/requests/{id}/edits',
      '/v1/requests/{id}/feedback',
      '/v1/requests/{id}/properties',
      '/v1/requests/{id}/scores',
      '/v1/session',
      '/v1/sessions/query',
      '/v1/sessions/{id}',
      '/v1/sessions/{id}/edits',
      '/v1/sessions/{id}/feedback',
      '/v1/sessions/{id}/scores',
      '/v1/settings',
      '/v1/sign-in-links',
      '/v1/users/query',
      '/v1/users/{id}',
      '/v1/verify',
      '/v1/views',
      '/v1/views/{id}',
    ]);
    const people = [{ session: [] }, { access: [] }];
    const ways = new Map<string, string[]>();
    for (const [path, methods] of Object.entries<object>(json.paths)) {
      for (const [method, route] of Object.entries(methods)) {
        const way = JSON.stringify(route.security);
        ways.set(way, [...(ways.get(way) ?? []), `${method} ${path}`]);
      }
    }
    expect(ways.get('[]')).toEqual(open);
    expect([...ways.keys()].sort()).toEqual(
      [[], [{ bearer: [] }], [{ bearer: [] }, ...people]].map((way) => JSON.stringify(way)).sort(),
    );
    expect(Object.keys(json.components.securitySchemes)).toEqual(['bearer', 'session', 'access']);
  });

  it('lets nobody in anywhere else without a token', async () => {
    const { json } = await api('GET', '/openapi.json');
    for (const [path, methods] of Object.entries<object>(json.paths)) {
      for (const method of Object.keys(methods)) {
        if (open.includes(`${method} ${path}`)) continue;
        const refused = await api(method.toUpperCase(), path, undefined, /get|delete/.test(method) ? undefined : {});
        expect([path, method, refused.status]).toEqual([path, method, 401]);
      }
    }
  });

  it('answers an unknown route in the shape of every refusal', async () => {
    expect(await api('GET', '/v2')).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } });
  });

  it('answers anything, and refuses what makes no sense in words of its own, by any route that takes a body', async () => {
    const { json } = await api('GET', '/openapi.json');
    await api('POST', '/v1/organisations', operator, { name: 'Fuzz' });
    const { key } = await makeKey('fuzz', 'admin');
    const resolved = (schema: { $ref?: string }) =>
      json.components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;
    const values = [null, 5, -1, 1e300, 1.5, 'x', '', true, [], [null], [[['x']]], {}, { x: {} }];
    /** Without these, some questions would not be asked at all. */
    const needed = { from: '1d', inside: { from: '1h' } };
    let refusals = 0;
    const answered = new Set<string>();
    for (const [path, methods] of Object.entries<object>(json.paths)) {
      for (const [method, route] of Object.entries(methods)) {
        const schema = route.requestBody?.content['application/json'].schema;
        if (!schema) continue;
        const { properties, required = [] } = resolved(schema);
        const names = Object.keys(properties);
        const least = Object.fromEntries(Object.entries(needed).filter(([name]) => required.includes(name)));
        expect(names).not.toEqual([]);
        const bodies = [
          '{',
          ...values,
          ...names.flatMap((name) => values.map((value) => ({ ...least, [name]: value }))),
        ];
        for (const body of bodies) {
          const at = path.replace('{id}', '019a3b00-0000-7000-8000-00000000000a');
          const sent = typeof body === 'string' && body !== '{' ? JSON.stringify(body) : body;
          const { status, json: answer } = await api(method.toUpperCase(), at, key, sent);
          if (status === 200) answered.add(path);
          if (status < 400) continue;
          refusals++;
          expect([status, answer.error.message], `${path} ${JSON.stringify(body)}`).toEqual([
            expect.toSatisfy((given) => [400, ...(path === '/v1/session' ? [401] : []), 403, 404].includes(given)),
            expect.not.stringMatching(/invalid|expected|unrecognized|too (big|small)|undefined/i),
          ]);
        }
      }
    }
    expect(refusals).toBeGreaterThan(500);
    const questions = [
      'requests/query',
      'metrics/query',
      'metrics/difference',
      'users/query',
      'reports/spending',
      'export',
    ];
    expect([...answered]).toEqual(expect.arrayContaining(questions.map((name) => `/v1/${name}`)));
  }, 120_000);

  it.each([
    ['GET', '/v1/organisations', operator, 200],
    ['GET', '/v1/keys', undefined, 401],
    ['POST', '/v1/organisations', operator, 400],
    ['GET', '/v1/unknown', undefined, 404],
    ['GET', '/openapi.json', undefined, 200],
    ['GET', '/docs', undefined, 200],
  ])('answers what a browser can run or frame nothing of (%s %s)', async (method, path, token, expected) => {
    const { status, headers } = await api(method, path, token, method === 'POST' ? {} : undefined);
    const policy = headers.get('Content-Security-Policy')?.split('; ');
    expect([status, policy]).toEqual([
      expected,
      expect.arrayContaining([`default-src 'none'`, `frame-ancestors 'none'`, `base-uri 'none'`, `form-action 'none'`]),
    ]);
    expect(policy?.join()).not.toMatch(/unsafe|'self'|script-src/);
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
  });

  it('takes no body that no input could need', async () => {
    const refused = await api('POST', '/v1/organisations', operator, { name: 'x'.repeat(300_000) });
    expect([refused.status, refused.json.error.code]).toEqual([413, 'too_large']);
  });
});
