import { requestRowSchema, uuidv7 } from '@tallystick/log';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, api, makeKey, migrate, operator } from './test/api.ts';
import { ask, clickhouse, storeRows } from './test/surroundings.ts';

const keys = { write: '', read: '', admin: '', stranger: '' };

beforeAll(async () => {
  await migrate();
  await api('POST', '/v1/organisations', operator, { name: 'Acme' });
  await api('POST', '/v1/organisations', operator, { name: 'Stranger' });
  for (const kind of ['write', 'read', 'admin'] as const) keys[kind] = (await makeKey('acme', kind)).key;
  keys.stranger = (await makeKey('stranger', 'admin')).key;
});

let sequence = 0;

/** A call that is a row of acme's. @returns its id */
async function storedCall(more: object = {}): Promise<string> {
  const made = Date.now() - 60_000;
  const request_id = uuidv7(made);
  sequence += 1;
  const place = { isolate_id: '0190a5a0-0000-4000-8000-00000000ed17', isolate_seq: sequence };
  await storeRows([{ ...place, ended: made + 500, request_id, ...more }]);
  return request_id;
}

async function rowOf(request_id: string) {
  const [row] = await clickhouse.query(
    requestRowSchema.pick({ org_id: true, scores: true, properties: true, status: true, model: true }),
    'SELECT org_id, scores, properties, status, model FROM requests FINAL WHERE request_id = {request_id:UUID}',
    { request_id },
  );
  return row;
}

const score = (id: string, scores: unknown, key = keys.write) =>
  api('POST', `/v1/requests/${id}/scores`, key, { scores });

describe('a call gets', () => {
  it('scores: numbers, and booleans as 1 and 0', async () => {
    const id = await storedCall();
    const answer = await score(id.toUpperCase(), { quality: 0.25, 'très bien': true, leak: false });
    expect([answer.status, answer.json]).toEqual([
      201,
      {
        edits: ['quality', 'très bien', 'leak'].map((name) => ({ id: expect.any(String), name })),
        folded: true,
      },
    ]);
    expect(await rowOf(id)).toMatchObject({
      scores: { quality: 0.25, 'très bien': 1, leak: 0 },
      status: 200,
      model: 'gpt-4o-mini',
    });
    await score(id, { quality: -1e-9, leak: null });
    expect((await rowOf(id))?.scores).toEqual({ quality: -1e-9, 'très bien': 1 });
  });

  it('feedback: the rating as a score, the comment beside it', async () => {
    const id = await storedCall();
    await api('POST', `/v1/requests/${id}/feedback`, keys.write, { rating: true });
    const answer = await api('POST', `/v1/requests/${id}/feedback`, keys.write, {
      rating: -1,
      comment: 'It’s “wrong” \n',
    });
    expect(answer).toMatchObject({ status: 201, json: { folded: true } });
    expect((await rowOf(id))?.scores).toEqual({ feedback: -1 });
    const { json } = await api('GET', `/v1/requests/${id}/edits`, keys.read);
    expect(json.edits).toMatchObject([
      { id: answer.json.edits[0].id, kind: 'feedback', value: -1, comment: 'It’s “wrong” \n' },
      { kind: 'feedback', value: 1, comment: null },
    ]);
  });

  it('other properties, and keeps those that are not named', async () => {
    const id = await storedCall();
    const change = (properties: object) => api('PATCH', `/v1/requests/${id}/properties`, keys.admin, { properties });
    await change({ team: 'shop', plan: ' free ' });
    expect(await change({ team: 'search', plan: null, feature: '' })).toMatchObject({ status: 201 });
    expect((await rowOf(id))?.properties).toEqual({ team: 'search', feature: '' });
  });

  it('each of a hundred scores that are given at once', async () => {
    const id = await storedCall();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => score(id, { [`score ${n}`]: n })));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    // Those that were not folded at once, because many were, are folded with the next.
    await score(id, { last: 100 });
    expect(Object.keys((await rowOf(id))?.scores ?? {})).toHaveLength(101);
  });

  it('what was said of it before it was stored', async () => {
    const made = Date.now() - 60_000;
    const id = uuidv7(made);
    expect((await score(id, { early: 1 })).json.folded).toBe(false);
    sequence += 1;
    const isolate_id = '0190a5a0-0000-4000-8000-00000000ed17';
    await storeRows([{ isolate_id, isolate_seq: sequence, ended: made + 500, request_id: id }]);
    expect((await score(id, { late: 2 })).json.folded).toBe(true);
    expect((await rowOf(id))?.scores).toEqual({ early: 1, late: 2 });
  });

  it('nothing from another organisation', async () => {
    const id = await storedCall();
    expect((await score(id, { quality: 0 }, keys.stranger)).json.folded).toBe(false);
    await api('PATCH', `/v1/requests/${id}/properties`, keys.stranger, { properties: { team: 'x' } });
    await score(id, { own: 1 });
    expect(await rowOf(id)).toMatchObject({ scores: { own: 1 }, properties: {} });
    expect((await api('GET', `/v1/requests/${id}/edits`, keys.read)).json.edits).toMatchObject([{ name: 'own' }]);
    const named = await api('POST', `/v1/requests/${id}/scores?organisation=acme`, keys.stranger, { scores: { a: 1 } });
    expect(named.status).toBe(403);
  });
});

describe('a session', () => {
  it('has scores and feedback of its own, whatever it is called', async () => {
    const id = encodeURIComponent('chats/2026 ü?#1');
    expect(await api('POST', `/v1/sessions/${id}/scores`, keys.write, { scores: { solved: true } })).toMatchObject({
      status: 201,
      json: { edits: [{ name: 'solved' }] },
    });
    await api('POST', `/v1/sessions/${id}/feedback`, keys.write, { rating: 4, comment: 'quick' });
    const { json } = await api('GET', `/v1/sessions/${id}/edits`, keys.read);
    expect(json.edits).toMatchObject([
      { kind: 'feedback', name: 'feedback', value: 4, comment: 'quick' },
      { kind: 'score', name: 'solved', value: 1, comment: null },
    ]);
    expect((await api('GET', `/v1/sessions/${id}/edits`, keys.stranger)).json.edits).toEqual([]);
  });
});

describe('the list of edits', () => {
  it('goes on where the page before ended', async () => {
    const id = await storedCall();
    for (let n = 0; n < 5; n++) await score(id, { n });
    const values: number[] = [];
    let cursor = '';
    do {
      const page: Answer = await api('GET', `/v1/requests/${id}/edits?limit=2${cursor}`, keys.admin);
      values.push(...page.json.edits.map(({ value }: { value: number }) => value));
      cursor = page.json.cursor === undefined ? '' : `&cursor=${page.json.cursor}`;
    } while (cursor !== '');
    expect(values).toEqual([4, 3, 2, 1, 0]);
  });

  it('says with which key each was made', async () => {
    const id = await storedCall();
    await score(id, { a: 1 });
    const path = `/v1/requests/${id}/scores?organisation=acme`;
    expect((await api('POST', path, operator, { scores: { b: 1 } })).status).toBe(201);
    const { edits } = (await api('GET', `/v1/requests/${id}/edits`, keys.read)).json;
    expect(edits).toMatchObject([
      { name: 'b', key_id: null },
      { name: 'a', key_id: expect.stringMatching(/^\w{20}$/) },
    ]);
  });
});

describe('who may', () => {
  const id = uuidv7(Date.now());
  const edits: [string, string, object][] = [
    ['POST', `/v1/requests/${id}/scores`, { scores: { a: 1 } }],
    ['POST', `/v1/requests/${id}/feedback`, { rating: 1 }],
    ['PATCH', `/v1/requests/${id}/properties`, { properties: { a: 'b' } }],
    ['POST', '/v1/sessions/s/scores', { scores: { a: 1 } }],
    ['POST', '/v1/sessions/s/feedback', { rating: 1 }],
    ['POST', `/v1/request/${id}/score`, { scores: { a: 1 } }],
    ['POST', `/v1/request/${id}/feedback`, { rating: true }],
    ['PUT', `/v1/request/${id}/property`, { key: 'a', value: 'b' }],
  ];

  it.each(edits)(
    '%s %s: admin keys all, write keys scores and feedback, read keys nothing',
    async (method, path, body) => {
      const isProperty = path.includes('propert');
      expect((await api(method, path, keys.admin, body)).status).toBeLessThan(202);
      expect((await api(method, path, keys.read, body)).status).toBe(403);
      const written = await api(method, path, keys.write, body);
      if (isProperty) expect(written.status).toBe(403);
      else expect(written.status).toBeLessThan(202);
    },
  );

  it('list: read and admin keys', async () => {
    for (const path of [`/v1/requests/${id}/edits`, '/v1/sessions/s/edits']) {
      const statuses = [keys.read, keys.admin, keys.write].map(async (key) => (await api('GET', path, key)).status);
      expect(await Promise.all(statuses)).toEqual([200, 200, 403]);
    }
  });
});

describe('it is refused, with what is wrong,', () => {
  const id = uuidv7(Date.now());
  it.each([
    ['POST', 'scores', { scores: {} }, 'scores: must have 1 to 64 names'],
    ['POST', 'scores', { scores: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [n, 1])) }, '1 to 64 names'],
    ['POST', 'scores', { scores: { ['x'.repeat(65)]: 1 } }, 'longer than 64 characters'],
    ['POST', 'scores', { scores: { ' a': 1 } }, 'without spaces around it'],
    ['POST', 'scores', '{"scores": {"a": 1e999}}', 'scores.a: must be a number, true or false'],
    ['POST', 'scores', { scores: { a: '1' } }, 'scores.a: must be a number, true or false'],
    ['POST', 'scores', { scores: { a: 1 }, comment: 'x' }, 'unknown field comment'],
    ['POST', 'feedback', { rating: 'good' }, 'rating: must be a number, true or false'],
    ['POST', 'feedback', { rating: 1, comment: 'x'.repeat(4097) }, 'comment: must be at most 4096 characters'],
    ['PATCH', 'properties', { properties: { Team: 'x' } }, 'properties.Team: must be named in lower case'],
    ['PATCH', 'properties', { properties: { team: 1 } }, 'properties.team: '],
    ['PATCH', 'properties', { properties: { team: 'x'.repeat(1025) } }, 'must be at most 1024 characters'],
  ])('%s %s %j', async (method, what, body, message) => {
    const { status, json } = await api(method, `/v1/requests/${id}/${what}`, keys.admin, body);
    expect([status, json.error.message]).toEqual([400, expect.stringContaining(message)]);
    expect((await api('GET', `/v1/requests/${id}/edits`, keys.read)).json.edits).toEqual([]);
  });

  it('for what is no id of a call', async () => {
    const { status, json } = await score('7', { a: 1 });
    expect([status, json.error.message]).toEqual([400, 'id: must be the UUID of a call']);
  });

  it('while ClickHouse is away: then nothing is taken', async () => {
    const env = { CLICKHOUSE_URL: 'http://127.0.0.1:1' };
    const refused = await ask(`/v1/requests/${id}/scores`, { env, token: keys.write, body: { scores: { a: 1 } } });
    expect([refused.status, refused.json.error.code]).toEqual([503, 'unavailable']);
  });
});

describe('a client of Helicone’s', () => {
  it('gives scores and feedback and sets a property as it always did', async () => {
    const id = await storedCall();
    const said: [string, string, string, object][] = [
      ['POST', 'score', keys.write, { scores: { accuracy: 92, safe: true } }],
      ['POST', 'feedback', keys.write, { rating: false }],
      ['PUT', 'property', keys.admin, { key: 'Environment', value: 'production' }],
    ];
    for (const [method, what, key, body] of said) {
      const answer = await api(method, `/v1/request/${id}/${what}`, key, body);
      expect([answer.status, answer.json]).toEqual([200, { data: null, error: null }]);
    }
    expect(await rowOf(id)).toMatchObject({
      scores: { accuracy: 92, safe: 1, feedback: 0 },
      properties: { environment: 'production' },
    });
    const refused = await api('PUT', `/v1/request/${id}/property`, keys.admin, { key: 'a b', value: 'x' });
    expect([refused.status, refused.json.error.message]).toEqual([400, expect.stringContaining('header')]);
  });
});
