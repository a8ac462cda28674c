import { insertRequests } from '@tallystick/clickhouse';
import { requestRow } from '@tallystick/clickhouse/test/rows';
import { deadLetterKey, deadLetterMetadata, Rejection } from '@tallystick/delivery';
import { clickhouseTime, uuidv7 } from '@tallystick/log';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, api, bindings, makeKey, migrate, operator } from './test/api.ts';
import { callOf, clickhouse, messageOf } from './test/surroundings.ts';

/** In every call of the organisation that is reached for, and in nothing else. */
const secret = 'only-acme-may-read-this';
const at = Date.now() - 60_000;
const id = uuidv7(at);
let cursor: string;
let letter: string;
let theirs: Record<'write' | 'read' | 'admin', string>;

beforeAll(async () => {
  await migrate();
  for (const name of ['acme', 'other']) await api('POST', '/v1/organisations', operator, { name, id: name });
  const keyOf = async (organisation: string, kind: 'write' | 'read' | 'admin') =>
    (await makeKey(organisation, kind)).key;
  theirs = {
    write: await keyOf('other', 'write'),
    read: await keyOf('other', 'read'),
    admin: await keyOf('other', 'admin'),
  };
  const row = {
    org_id: 'acme',
    created_at: clickhouseTime(at),
    request_id: id,
    call_id: id,
    model: secret,
    user_id: secret,
    session_id: secret,
  };
  await insertRequests(clickhouse, [
    requestRow({ ...row, isolate_seq: 1 }),
    requestRow({ ...row, isolate_seq: 2, request_id: uuidv7(at) }),
  ]);
  const call = callOf({ org_id: 'acme', user_id: secret });
  letter = deadLetterKey({ id: 'm1', timestamp: new Date() }, call);
  const customMetadata = deadLetterMetadata(new Rejection('died', secret), 3, call);
  await bindings.OBJECTS.put(letter, await messageOf(call), { customMetadata });
  const first = await api('POST', '/v1/requests/query', await keyOf('acme', 'read'), { limit: 1 });
  expect(first.text).toContain(secret);
  cursor = first.json.next_cursor;
});

/**
 * What a key of another organisation tries, by route. A route that is only the operator's has none: `app.test.ts` and its own
 * tests hold that no key opens it.
 */
const attempts: Record<string, ((key: string) => Promise<Answer>)[]> = {
  'POST /v1/requests/query': [
    (key) => api('POST', '/v1/requests/query', key, {}),
    (key) => api('POST', '/v1/requests/query', key, { organisation: 'acme' }),
    (key) => api('POST', '/v1/requests/query', key, { limit: 1, cursor }),
    (key) =>
      api('POST', '/v1/requests/query', key, { filter: `id:${id} OR NOT id:${id} OR model:${secret.slice(0, 5)}*` }),
    (key) => api('POST', '/v1/requests/query', key, { filter: `user:"') OR org_id = 'acme' OR ('"` }),
    (key) =>
      api('POST', '/v1/requests/query', key, { sort: { field: 'cost_usd', direction: 'asc' }, filter: '-"nothing"' }),
  ],
  'GET /v1/requests/{id}': [
    (key) => api('GET', `/v1/requests/${id}`, key),
    (key) => api('GET', `/v1/requests/${id}?organisation=acme`, key),
  ],
  'GET /v1/dead-letters': [
    (key) => api('GET', '/v1/dead-letters', key),
    (key) => api('GET', '/v1/dead-letters?organisation=acme', key),
  ],
  'GET /v1/dead-letters/letter': [(key) => api('GET', `/v1/dead-letters/letter?key=${letter}`, key)],
  'GET /v1/dead-letters/content': [(key) => api('GET', `/v1/dead-letters/content?key=${letter}`, key)],
  'POST /v1/dead-letters/replay': [(key) => api('POST', '/v1/dead-letters/replay', key, { keys: [letter] })],
  'POST /v1/dead-letters/drop': [(key) => api('POST', '/v1/dead-letters/drop', key, { keys: [letter] })],
  'GET /v1/keys': [(key) => api('GET', '/v1/keys?organisation=acme', key)],
  'POST /v1/keys': [(key) => api('POST', '/v1/keys', key, { organisation: 'acme', kind: 'admin' })],
  'DELETE /v1/keys/{id}': [(key) => api('DELETE', '/v1/keys/acme?organisation=acme', key)],
  'GET /v1/metrics/prometheus': [
    (key) => api('GET', '/v1/metrics/prometheus', key),
    (key) => api('GET', '/v1/metrics/prometheus?organisation=acme', key),
  ],
};

describe('a key of another organisation', () => {
  it('sees nothing through any route that takes keys', async () => {
    for (const [route, tries] of Object.entries(attempts)) {
      for (const [i, attempt] of tries.entries()) {
        for (const key of Object.values(theirs)) {
          const answer = await attempt(key);
          expect(answer.text, `${route}, attempt ${i}`).not.toContain(secret);
          expect(answer.status, `${route}, attempt ${i}`).toBeLessThan(500);
        }
      }
    }
  });

  it('leaves what it reached for where it was', async () => {
    expect(await bindings.OBJECTS.head(letter)).not.toBeNull();
    const keys = await api('GET', '/v1/keys?organisation=acme', operator);
    expect(keys.json.keys.map(({ kind }: { kind: string }) => kind)).toEqual(['read']);
  });

  it('has been tried on every route that takes keys', async () => {
    const { json } = await api('GET', '/openapi.json');
    const routes = Object.entries<object>(json.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
    );
    const untried: string[] = [];
    for (const { path, method } of routes) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      // A route of the operator's alone says so before it reads anything.
      const answer = await api(method, path.replace('{id}', id), theirs.admin, body);
      const isOperators = answer.status === 403 && answer.text.includes('send the operator token');
      if (!isOperators && path !== '/v1/health' && !attempts[`${method} ${path}`]) untried.push(`${method} ${path}`);
    }
    expect(untried).toEqual([]);
  });
});
