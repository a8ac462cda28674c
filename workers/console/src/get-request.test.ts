import { insertBodies, insertRequests } from '@tallystick/clickhouse';
import { requestRow } from '@tallystick/clickhouse/test/rows';
import { clickhouseTime, messageKey, packFrame, type RequestRow, uuidv7 } from '@tallystick/log';
import { sampleFrame } from '@tallystick/log/test/sample-frame';
import { beforeAll, describe, expect, it } from 'vitest';
import { api, bindings, makeKey, migrate, operator } from './test/api.ts';
import { clickhouse } from './test/surroundings.ts';

const hour = 3_600_000;
const now = Date.now();
let key: string;
let otherKey: string;

beforeAll(async () => {
  await migrate();
  for (const name of ['acme', 'other']) await api('POST', '/v1/organisations', operator, { name, id: name });
  key = (await makeKey('acme', 'read')).key;
  otherKey = (await makeKey('other', 'admin')).key;
});

/** A call made some hours ago. */
function call(isolate_seq: number, overrides: Partial<RequestRow> = {}, ago = isolate_seq * hour): RequestRow {
  const request_id = uuidv7(now - ago);
  const created_at = clickhouseTime(now - ago);
  const cost = { cost_usd: '0.25', cost_breakdown: { input: '0.2', output: '0.05' } };
  return requestRow({
    org_id: 'acme',
    request_id,
    call_id: request_id,
    created_at,
    isolate_seq,
    ...cost,
    ...overrides,
  });
}

describe('GET /v1/requests/{id}', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('answers a call with its cost lines, attempts and bodies', async () => {
    const row = call(1);
    const again = call(2, { call_id: row.request_id, attempt: 2 }, hour - 900);
    await insertRequests(clickhouse, [row, again, call(3)]);
    const { org_id, created_at, request_id, isolate_id, isolate_seq } = row;
    await insertBodies(clickhouse, [
      {
        ...{ org_id, created_at, request_id, isolate_id, isolate_seq, version: 1, is_deleted: 0 },
        request_body: bytes('{"model":"gpt-4o-mini"}'),
        request_encoding: 'utf8',
        response_body: bytes('AAE='),
        response_encoding: 'base64',
      },
    ]);
    const { status, json } = await api('GET', `/v1/requests/${request_id}`, key);
    expect(status).toBe(200);
    expect(json.request).toMatchObject({
      request_id,
      cost_usd: '0.25',
      cost_breakdown: { input: '0.2', output: '0.05' },
    });
    expect(json.attempts.map(({ attempt }: { attempt: number }) => attempt)).toEqual([row.attempt, 2].toSorted());
    expect(json.bodies).toEqual({
      request: { text: '{"model":"gpt-4o-mini"}', encoding: 'utf8' },
      response: { text: 'AAE=', encoding: 'base64' },
      missing: '',
    });
    expect(json.again.curl).toContain(`curl 'http://console/v1/requests/${request_id}'`);
  });

  it('reads bodies that stand in R2, and undoes how they were encoded', async () => {
    const row = call(1, { body_location: 'r2' });
    const zipped = new Response('{"answer": "ünzipped"}').body?.pipeThrough(new CompressionStream('gzip'));
    const response = new Uint8Array(await new Response(zipped ?? null).arrayBuffer());
    const frame = sampleFrame({
      call: {
        org_id: 'acme',
        request_id: row.request_id,
        created_at: now - hour,
        isolate_id: row.isolate_id,
        isolate_seq: 1,
      },
      request: bytes('{"question": 1}'),
      response,
    });
    frame.call.response.encoding = 'gzip';
    await insertRequests(clickhouse, [row]);
    await bindings.OBJECTS.put(messageKey(frame.call), await packFrame(frame));
    const { json } = await api('GET', `/v1/requests/${row.request_id}`, key);
    expect(json.bodies).toEqual({
      request: { text: '{"question": 1}', encoding: 'utf8' },
      response: { text: '{"answer": "ünzipped"}', encoding: 'utf8' },
      missing: '',
    });
  });

  it.each([
    ['omitted', 'the caller asked to keep neither'],
    ['clickhouse', 'they are no longer kept'],
    ['r2', 'they are no longer kept, or were lost'],
  ] as const)('says why there are no bodies where they are %s and gone', async (body_location, missing) => {
    const row = call(9, { body_location });
    await insertRequests(clickhouse, [row]);
    const { json } = await api('GET', `/v1/requests/${row.request_id}`, key);
    expect(json.bodies).toEqual({ request: null, response: null, missing });
  });

  it('answers 404 for a call that there is not, also when another organisation has it', async () => {
    const row = call(1);
    await insertRequests(clickhouse, [row]);
    for (const [id, token] of [
      [uuidv7(now), key],
      [row.request_id, otherKey],
    ] as const) {
      expect(await api('GET', `/v1/requests/${id}`, token)).toMatchObject({
        status: 404,
        json: { error: { code: 'not_found' } },
      });
    }
  });

  it('answers 400 for an id that is none', async () => {
    for (const id of ['5', 'x%27%20OR%201', '../v1/keys', '%00']) {
      const { status } = await api('GET', `/v1/requests/${encodeURIComponent(id)}`, key);
      expect([id, status]).toEqual([id, 400]);
    }
  });
});
