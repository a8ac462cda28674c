import { type Role, roles, uuidv7 } from '@tallystick/log';
import { beforeAll, describe, expect, it } from 'vitest';
import { api, browse, codeOf, cookieOf, migrate, operator } from './test/api.ts';
import { storeCall } from './test/surroundings.ts';

let id: string;
const cookies = {} as Record<Role, string>;

beforeAll(async () => {
  await migrate();
  await api('POST', '/v1/organisations', operator, { name: 'Acme' });
  for (const role of roles) cookies[role] = await cookieOf({ code: await codeOf('acme', role) });
  const question = { messages: [{ role: 'user', content: 'a secret' }] };
  const answer = { choices: [{ message: { role: 'assistant', content: 'kept' } }] };
  id = await storeCall(JSON.stringify(question), JSON.stringify(answer));
});

/** Who is let in; the last three ask nobody who it is. */
const table: Readonly<Record<string, readonly Role[]>> = {
  'POST /v1/requests/query': roles,
  'GET /v1/requests/{id}': roles,
  'POST /v1/metrics/query': roles,
  'POST /v1/metrics/difference': roles,
  'GET /v1/requests/stream': roles,
  'POST /v1/users/query': roles,
  'POST /v1/models/query': roles,
  'POST /v1/prompts/query': roles,
  'POST /v1/sessions/query': roles,
  'POST /v1/properties/query': roles,
  'POST /v1/properties/values/query': roles,
  'GET /v1/sessions/{id}': roles,
  'POST /v1/reports/spending': roles,
  'POST /v1/export': roles,
  'POST /v1/reprice': ['owner'],
  'POST /v1/requests/{id}/scores': roles,
  'POST /v1/requests/{id}/feedback': roles,
  'PATCH /v1/requests/{id}/properties': ['owner'],
  'GET /v1/requests/{id}/edits': roles,
  'POST /v1/sessions/{id}/scores': roles,
  'POST /v1/sessions/{id}/feedback': roles,
  'GET /v1/sessions/{id}/edits': roles,
  'DELETE /v1/requests/{id}': ['owner'],
  'DELETE /v1/sessions/{id}': ['owner'],
  'DELETE /v1/users/{id}': ['owner'],
  'GET /v1/deletions': ['owner'],
  'GET /v1/deletions/{id}': ['owner'],
  'POST /v1/request/{id}/score': roles,
  'POST /v1/request/{id}/feedback': roles,
  'PUT /v1/request/{id}/property': ['owner'],
  'POST /v1/organisations': [],
  'GET /v1/organisations': [],
  'PATCH /v1/organisations/{id}': ['owner'],
  'DELETE /v1/organisations/demo': [],
  'POST /v1/keys': ['owner'],
  'GET /v1/keys': roles,
  'DELETE /v1/keys/{id}': ['owner'],
  'GET /v1/prices': roles,
  'PUT /v1/prices': ['owner'],
  'DELETE /v1/prices/{id}': ['owner'],
  'GET /v1/prices/missing': roles,
  'GET /v1/session': roles,
  'POST /v1/sign-in-links': ['owner'],
  'GET /v1/members': ['owner'],
  'POST /v1/members': ['owner'],
  'DELETE /v1/members/{email}': ['owner'],
  'GET /v1/audit': ['owner'],
  'GET /v1/views': roles,
  'POST /v1/views': roles,
  'DELETE /v1/views/{id}': roles,
  'GET /v1/settings': roles,
  'GET /v1/metrics/prometheus': ['owner'],
  'GET /v1/gaps': roles,
  'GET /v1/verify': [],
  'GET /v1/dead-letters': ['owner'],
  'GET /v1/dead-letters/letter': ['owner'],
  'GET /v1/dead-letters/content': ['owner'],
  'POST /v1/dead-letters/replay': ['owner'],
  'POST /v1/dead-letters/drop': ['owner'],
  'GET /v1/parked': [],
  'POST /v1/parked/replay': [],
  'GET /v1/health': roles,
  'POST /v1/session': roles,
  'DELETE /v1/session': roles,
};

it('each route lets in the roles that the table says, and no others', async () => {
  const { json } = await api('GET', '/openapi.json');
  const routes = Object.entries<object>(json.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(Object.keys(table).sort()).toEqual(routes.sort());
  for (const [route, letIn] of Object.entries(table)) {
    const [method = '', path = ''] = route.split(' ');
    // Of a call that there is not, so that nothing of the others' is removed.
    const asked = path
      // What makes no sense is refused after who it is; a stream would not end.
      .replace('requests/stream', 'requests/stream?columns=none')
      .replace('organisations/{id}', 'organisations/acme')
      .replace('{id}', uuidv7(Date.now()))
      .replace('{email}', 'x@example.com');
    const passed = [];
    for (const role of roles) {
      const { status } = await browse(method, asked, cookies[role], /GET|DELETE/.test(method) ? undefined : {});
      if (status !== 401 && status !== 403) passed.push(role);
    }
    expect([route, passed]).toEqual([route, letIn]);
  }
});

describe('a viewer', () => {
  it.each([
    ['PUT', '/v1/prices', 'the role viewer may not do this: it takes the role owner'],
    ['POST', '/v1/organisations', 'the role viewer may not do this: it takes the operator token'],
  ])('is told who may %s %s', async (method, path, message) => {
    expect((await browse(method, path, cookies.viewer, {})).json.error).toEqual({ code: 'forbidden', message });
  });

  it('sees a call without its bodies, which others see', async () => {
    const { json } = await browse('GET', `/v1/requests/${id}`, cookies.viewer);
    expect(json.request.request_id).toBe(id);
    expect(json.bodies).toEqual({ request: null, response: null, missing: 'as viewer you see no bodies' });
    expect(json.conversation).toBeNull();
    expect(JSON.stringify(json)).not.toContain('secret');
    const seen = (await browse('GET', `/v1/requests/${id}`, cookies.member)).json;
    expect(seen.bodies.request.text).toContain('a secret');
    expect(seen.conversation).not.toBeNull();
  });

  it.each<[string, object]>([
    ['requests/query', { filter: '"secret"' }],
    ['requests/query', { filter: { not: { or: [{ text: 'secret', in: 'request' }] } } }],
    ['metrics/query', { from: '1d', filter: 'status:200 response:"kept"' }],
    ['users/query', { filter: '"secret"' }],
    ['export', { filter: '"secret"' }],
    ['reports/spending', { from: '1d', by: ['model'], filter: '"secret"' }],
    ['metrics/difference', { from: '1d', inside: { filter: '"secret"' } }],
    ['metrics/difference', { from: '1d', inside: { from: '1h' }, filter: '-"secret"' }],
  ])('finds out by no filter what they say (%s %j)', async (path, question) => {
    const refused = await browse('POST', `/v1/${path}`, cookies.viewer, question);
    expect([refused.status, refused.json.error.message]).toEqual([403, expect.stringContaining('a viewer does not')]);
    expect((await browse('POST', `/v1/${path}`, cookies.member, question)).status).toBe(200);
  });

  it.each<[string, object]>([
    ['requests/query', { preview: true }],
    ['export', { bodies: true }],
  ])('takes them by no list and no file (%s %j)', async (path, question) => {
    const refused = await browse('POST', `/v1/${path}`, cookies.viewer, question);
    expect([refused.status, refused.json.error.message]).toEqual([403, expect.stringContaining('a viewer does not')]);
  });

  it('filters by all else', async () => {
    const found = await browse('POST', '/v1/requests/query', cookies.viewer, { filter: `id:${id}` });
    expect(found.json.data).toHaveLength(1);
  });
});
