import { insertRequests } from '@tallystick/clickhouse';
import { requestRow } from '@tallystick/clickhouse/test/rows';
import { clickhouseTime, uuidv7 } from '@tallystick/log';
import { beforeAll, expect, it } from 'vitest';
import { api, bindings, makeKey, migrate, operator } from './test/api.ts';
import { clickhouse } from './test/surroundings.ts';

const at = Date.now() - 60_000;
const id = uuidv7(at);

beforeAll(async () => {
  await migrate();
  for (const name of ['Acme', 'Globex']) await api('POST', '/v1/organisations', operator, { name });
});

it('a key sees and touches nothing of another organisation, by any route', async () => {
  const { key: admin } = await makeKey('globex', 'admin');
  const { key: read } = await makeKey('globex', 'read');
  const { key: write } = await makeKey('globex', 'write');
  const theirs = await makeKey('acme', 'read', { name: 'their own' });
  const letter = 'dead/2026-11-20/acme/m1';
  const customMetadata = { code: 'died', reason: 'their own', org_id: 'acme' };
  await bindings.OBJECTS.put(letter, 'their own', { customMetadata });
  const batch = 'parked/2026-11-20T00:00:00.000Z-x';
  await bindings.OBJECTS.put(batch, 'their own');
  const row = {
    org_id: 'acme',
    created_at: clickhouseTime(at),
    request_id: id,
    call_id: id,
    user_id: 'their own',
    session_id: 's1',
  };
  const said = { ...row, prompt_id: 'their own', model: 'their own', properties: { secret: 'their own' } };
  await insertRequests(clickhouse, [requestRow({ ...said, isolate_seq: 1 }), requestRow({ ...said, isolate_seq: 2 })]);
  const theirPage = await api('POST', '/v1/requests/query', theirs.key, { limit: 1 });
  expect(theirPage.text).toContain('their own');
  const cursor = theirPage.json.next_cursor;

  // Both of them may have a call, session or user of one name.
  for (const of of [`requests/${id}`, 'sessions/s1']) {
    const said = { rating: 1, comment: 'their own' };
    await api('POST', `/v1/${of}/feedback?organisation=acme`, operator, said);
  }
  const deletion = await api('DELETE', `/v1/users/${encodeURIComponent('nobody')}?organisation=acme`, operator);
  const member = { organisation: 'acme', email: 'their.own@example.com', role: 'owner' };
  await api('POST', '/v1/members', operator, member);
  const saved = { organisation: 'acme', name: 'their own', page: '/requests', search: { q: 'their own' } };
  const view = (await api('POST', '/v1/views', operator, saved)).json;
  const priced = { organisation: 'acme', provider: 'openai', model: 'their own', prices: { input_mtok: 1 } };
  const price = (await api('PUT', '/v1/prices', operator, priced)).json;
  const ids = [theirs.id, id, 's1', deletion.json.id, view.id, price.id];

  const query = '/v1/requests/query';
  const groups = [
    ['/v1/users/query', {}],
    ['/v1/models/query', {}],
    ['/v1/prompts/query', {}],
    ['/v1/sessions/query', {}],
    ['/v1/properties/query', {}],
    ['/v1/properties/values/query', { property: 'secret' }],
  ] as const;
  for (const [path, asked] of groups) {
    // Other files store calls of this organisation, too.
    const found = await api('POST', path, theirs.key, { ...asked, filter: 'user:"their own"' });
    expect(found.json.data).toHaveLength(1);
  }
  const tries = [
    [404, 'DELETE', `/v1/keys/${theirs.id}`, admin],
    [403, 'DELETE', `/v1/keys/${theirs.id}?organisation=acme`, admin],
    [403, 'GET', '/v1/keys?organisation=acme', admin],
    [403, 'GET', '/v1/keys?organisation=acme', read],
    [403, 'POST', '/v1/keys', admin, { organisation: 'acme', kind: 'read' }],
    [403, 'GET', '/v1/organisations', admin],
    [403, 'POST', '/v1/organisations', admin, { name: 'Initech' }],
    [403, 'DELETE', '/v1/organisations/demo', admin],
    [403, 'GET', '/v1/dead-letters?organisation=acme', admin],
    [200, 'GET', '/v1/dead-letters', admin],
    [403, 'GET', '/v1/dead-letters', read],
    [404, 'GET', `/v1/dead-letters/letter?key=${letter}`, admin],
    [404, 'GET', `/v1/dead-letters/content?key=${letter}`, admin],
    [200, 'POST', '/v1/dead-letters/replay', admin, { keys: [letter] }],
    [200, 'POST', '/v1/dead-letters/drop', admin, { keys: [letter] }],
    [403, 'GET', '/v1/parked', admin],
    [403, 'POST', '/v1/parked/replay', admin, { keys: [batch] }],
    [200, 'GET', '/v1/gaps', read],
    [403, 'GET', '/v1/gaps', write],
    [403, 'GET', '/v1/verify', admin],
    [200, 'GET', '/v1/metrics/prometheus', admin],
    [403, 'GET', '/v1/metrics/prometheus?organisation=acme', admin],
    [200, 'POST', query, read, {}],
    [403, 'POST', query, read, { organisation: 'acme' }],
    [403, 'POST', query, write, {}],
    [400, 'POST', query, read, { limit: 1, cursor }],
    [200, 'POST', query, read, { filter: `id:${id} OR -id:${id} OR user:their*` }],
    [200, 'POST', query, read, { filter: `user:"') OR org_id = 'acme' OR ('"` }],
    [200, 'POST', query, admin, { filter: '-"nothing"', sort: { field: 'cost_usd' } }],
    // What it shows of one's own has no end: stream-requests.test.ts reads some of it.
    [403, 'GET', '/v1/requests/stream?organisation=acme', read],
    [404, 'GET', `/v1/requests/${id}`, read],
    ...groups.flatMap(
      ([path, asked]) =>
        [
          [200, 'POST', path, read, asked],
          [200, 'POST', path, admin, { ...asked, filter: 'session:s1 OR -session:s1', search: '' }],
          [403, 'POST', path, admin, { ...asked, organisation: 'acme' }],
          [403, 'POST', path, write, asked],
        ] as const,
    ),
    [404, 'GET', '/v1/sessions/s1', read],
    [403, 'GET', '/v1/sessions/s1?organisation=acme', admin],
    [403, 'GET', '/v1/sessions/s1', write],
    [200, 'POST', '/v1/metrics/query', read, { from: '1d', groupings: [{ by: 'user_id' }] }],
    [403, 'POST', '/v1/metrics/query', read, { from: '1d', organisation: 'acme' }],
    [200, 'POST', '/v1/metrics/difference', admin, { from: '1d', inside: { filter: 'user:their*' } }],
    [403, 'POST', '/v1/metrics/difference', admin, { from: '1d', inside: { from: '1h' }, organisation: 'acme' }],
    [200, 'POST', '/v1/export', read, { bodies: true }],
    [200, 'POST', '/v1/export', admin, { filter: `id:${id} OR user:their*`, format: 'csv' }],
    [403, 'POST', '/v1/export', read, { organisation: 'acme' }],
    [200, 'POST', '/v1/reprice', admin, { from: '1d' }],
    [403, 'POST', '/v1/reprice', admin, { from: '1d', organisation: 'acme' }],
    [403, 'POST', '/v1/reprice', read, { from: '1d', dry_run: true }],
    [200, 'POST', '/v1/reports/spending', read, { from: '1d', by: ['user_id'] }],
    [403, 'POST', '/v1/reports/spending', read, { from: '1d', organisation: 'acme' }],
    [403, 'GET', `/v1/requests/${id}?organisation=acme`, admin],
    // What is said of an id is said of one's own call of that id, should it ever come.
    [201, 'POST', `/v1/requests/${id}/scores`, write, { scores: { stolen: 1 } }],
    [403, 'POST', `/v1/requests/${id}/scores?organisation=acme`, write, { scores: { stolen: 1 } }],
    [201, 'POST', `/v1/requests/${id}/feedback`, write, { rating: 1 }],
    [403, 'POST', `/v1/requests/${id}/feedback?organisation=acme`, admin, { rating: 1 }],
    [201, 'PATCH', `/v1/requests/${id}/properties`, admin, { properties: { stolen: 'yes' } }],
    [403, 'PATCH', `/v1/requests/${id}/properties?organisation=acme`, admin, { properties: { stolen: 'yes' } }],
    [200, 'GET', `/v1/requests/${id}/edits`, read],
    [403, 'GET', `/v1/requests/${id}/edits?organisation=acme`, read],
    [201, 'POST', '/v1/sessions/s1/scores', write, { scores: { stolen: 1 } }],
    [403, 'POST', '/v1/sessions/s1/scores?organisation=acme', write, { scores: { stolen: 1 } }],
    [201, 'POST', '/v1/sessions/s1/feedback', write, { rating: 1 }],
    [200, 'GET', '/v1/sessions/s1/edits', read],
    [403, 'GET', '/v1/sessions/s1/edits?organisation=acme', read],
    [200, 'POST', `/v1/request/${id}/score`, write, { scores: { stolen: 1 } }],
    [200, 'POST', `/v1/request/${id}/feedback`, write, { rating: true }],
    [200, 'PUT', `/v1/request/${id}/property`, admin, { key: 'stolen', value: 'yes' }],
    [403, 'DELETE', `/v1/requests/${id}?organisation=acme`, admin],
    [403, 'DELETE', '/v1/sessions/s1?organisation=acme', admin],
    [403, 'DELETE', '/v1/users/s1?organisation=acme', admin],
    [403, 'GET', '/v1/deletions?organisation=acme', admin],
    [200, 'GET', '/v1/deletions', admin],
    [404, 'GET', `/v1/deletions/${deletion.json.id}`, admin],
    [200, 'GET', '/v1/session', read],
    [403, 'GET', '/v1/session?organisation=acme', read],
    [200, 'POST', '/v1/session', admin, { key: read }],
    [200, 'DELETE', '/v1/session', admin],
    [403, 'POST', '/v1/sign-in-links', admin, { organisation: 'acme', role: 'viewer' }],
    [403, 'POST', '/v1/sign-in-links', read, { role: 'viewer' }],
    [200, 'GET', '/v1/members', admin],
    [403, 'GET', '/v1/members?organisation=acme', admin],
    [403, 'POST', '/v1/members', admin, member],
    [403, 'DELETE', `/v1/members/${member.email}?organisation=acme`, admin],
    [404, 'DELETE', `/v1/members/other@example.com`, admin],
    [200, 'GET', '/v1/audit', admin],
    [403, 'GET', '/v1/audit?organisation=acme', admin],
    [200, 'GET', '/v1/views', read],
    [403, 'GET', '/v1/views?organisation=acme', read],
    // A name is unique in its organisation only.
    [201, 'POST', '/v1/views', admin, { name: 'one', page: '/requests', search: {} }],
    [403, 'POST', '/v1/views', admin, saved],
    [404, 'DELETE', `/v1/views/${view.id}`, admin],
    [200, 'GET', '/v1/prices', read],
    [403, 'GET', '/v1/prices?organisation=acme', read],
    [403, 'GET', '/v1/prices', write],
    [403, 'PUT', '/v1/prices', admin, priced],
    [404, 'DELETE', `/v1/prices/${price.id}`, admin],
    [403, 'DELETE', `/v1/prices/${price.id}?organisation=acme`, admin],
    [200, 'GET', '/v1/prices/missing', read],
    [403, 'GET', '/v1/prices/missing?organisation=acme', admin],
    [200, 'GET', '/v1/settings', read],
    [403, 'GET', '/v1/settings?organisation=acme', read],
    [403, 'PATCH', '/v1/organisations/acme', admin, { name: 'Stolen' }],
  ] as const;
  const routes = Object.entries<object>((await api('GET', '/openapi.json')).json.paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .filter((route) => route !== 'GET /v1/health');
  const routeOf = (path: string) =>
    ids
      .reduce((route, one) => route.replace(one, '{id}'), path.replace(/\?.*/, ''))
      .replace('organisations/acme', 'organisations/{id}')
      .replace(/[^/]+@.*/, '{email}');
  expect(new Set(tries.map(([, method, path]) => `${method} ${routeOf(path)}`))).toEqual(new Set(routes));
  for (const [status, method, path, key, body] of tries) {
    const answer = await api(method, path, key, body);
    expect([method, path, answer.status]).toEqual([method, path, status]);
    // What was asked may quote it.
    const said = answer.json ? JSON.stringify({ ...answer.json, asked: '', again: '' }) : answer.text;
    expect(said).not.toContain('their own');
  }
  const own = (await api('GET', `/v1/requests/${id}`, theirs.key)).json.request;
  expect(JSON.stringify([own.scores, own.properties])).not.toContain('stolen');
  for (const path of [`/v1/requests/${id}/edits`, '/v1/sessions/s1/edits']) {
    expect((await api('GET', path, theirs.key)).json.edits).toMatchObject([{ comment: 'their own' }]);
  }
  for (const key of [admin, read]) {
    expect(JSON.stringify((await api('GET', '/v1/keys', key)).json)).not.toContain('acme');
  }
  const after = (await api('GET', '/v1/keys?organisation=acme', operator)).json.keys;
  expect(after.find((key: { id: string }) => key.id === theirs.id).revoked_at).toBeNull();
  expect((await api('GET', '/v1/views?organisation=acme', operator)).json.views).toEqual([view]);
  expect((await api('GET', '/v1/prices?organisation=acme', operator)).json.prices).toEqual([price]);
  expect((await api('GET', '/v1/members?organisation=acme', operator)).json.members).toHaveLength(1);
  expect((await api('GET', '/v1/settings?organisation=acme', operator)).json.organisation.name).toBe('Acme');
  for (const key of [letter, batch]) expect(await bindings.OBJECTS.head(key)).not.toBeNull();
});
