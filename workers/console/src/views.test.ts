import { beforeAll, describe, expect, it } from 'vitest';
import { api, browse, codeOf, cookieOf, migrate, operator } from './test/api.ts';

let cookie: string;

beforeAll(async () => {
  await migrate();
  await api('POST', '/v1/organisations', operator, { name: 'Acme' });
  cookie = await cookieOf({ code: await codeOf('acme', 'member') });
});

const view = { name: 'Dear ones', page: '/requests', search: { filter: 'cost:>1', from: '7d' } };

describe('a saved view', () => {
  it('is seen by everybody in the organisation until somebody removes it', async () => {
    const saved = await browse('POST', '/v1/views', cookie, view);
    expect([saved.status, saved.json]).toEqual([
      201,
      { ...view, id: expect.any(String), created_by: 'sign-in link of the operator', created_at: expect.any(String) },
    ]);
    const viewer = await cookieOf({ code: await codeOf('acme', 'viewer') });
    expect((await browse('GET', '/v1/views', viewer)).json).toEqual({ views: [saved.json] });
    const again = await browse('POST', '/v1/views', cookie, view);
    expect([again.status, again.json.error]).toEqual([
      409,
      { code: 'conflict', message: 'there is already a view "Dear ones"' },
    ]);
    expect((await browse('DELETE', `/v1/views/${saved.json.id}`, cookie)).status).toBe(200);
    expect((await browse('DELETE', `/v1/views/${saved.json.id}`, cookie)).status).toBe(404);
    expect((await browse('GET', '/v1/views', cookie)).json).toEqual({ views: [] });
  });

  it.each([
    [{ ...view, name: ' ' }, 'name: must not be empty'],
    ...['requests', 'https://evil.example', '//evil.example', '/.//evil.example', '/\\evil.example', '/a?b'].map(
      (page): [object, string] => [{ ...view, page }, 'page: must be a path of the console, like /requests'],
    ),
    [{ ...view, search: { filter: 'é'.repeat(2048) } }, 'search: must be at most 4096 bytes'],
    [{ ...view, search: { limit: 7 } }, 'search.limit: '],
  ])('is refused for %j', async (body, message) => {
    const refused = await browse('POST', '/v1/views', cookie, body);
    expect([refused.status, refused.json.error.message]).toEqual([400, expect.stringContaining(message)]);
  });
});
