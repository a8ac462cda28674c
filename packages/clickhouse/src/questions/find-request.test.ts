import { clickhouseTime, type RequestRow, uuidv7 } from '@tallystick/log';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  askerOf,
  findAttempts,
  findBodies,
  findRequest,
  insertBodies,
  insertRequestIds,
  insertRequests,
} from '../index.ts';
import { clickhouse } from '../test/database.ts';
import { bodyRow, requestRow } from '../test/rows.ts';

const at = Date.UTC(2026, 10, 20, 12);
const chosen = '7b8c2f6e-3d35-4a5b-9d0c-5a4c4a0e6f11';

beforeEach(async () => {
  for (const table of ['requests', 'bodies', 'request_ids']) await clickhouse.command(`TRUNCATE TABLE ${table}`);
});

function call(created: number, isolate_seq: number, overrides: Partial<RequestRow> = {}): RequestRow {
  const request_id = uuidv7(created);
  const created_at = clickhouseTime(created);
  return requestRow({
    org_id: 'acme',
    created_at,
    request_id,
    call_id: request_id,
    isolate_seq,
    version: 1,
    ...overrides,
  });
}

const idOf = ({ org_id, request_id, created_at }: RequestRow) => ({ org_id, request_id, created_at });

const acme = () => askerOf(clickhouse, 'acme');

describe('a call', () => {
  it('is found by its id, in its newest version', async () => {
    const row = call(at, 1);
    await insertRequests(clickhouse, [row, { ...row, version: 2, scores: { good: 1 } }, call(at, 2)]);
    const found = await findRequest(acme(), row.request_id);
    expect(found?.request).toMatchObject({ request_id: row.request_id, isolate_seq: 1, scores: { good: 1 } });
    expect(found?.request.created_at).toBe(new Date(at).toISOString());
    expect(found?.others).toEqual([]);
  });

  it('is found by an id that its caller chose, the latest of several first', async () => {
    const rows = [1, 2, 3].map((number) => call(at - number * 86_400_000, number, { request_id: chosen }));
    await insertRequests(clickhouse, rows);
    await insertRequestIds(clickhouse, rows.map(idOf));
    const found = await findRequest(acme(), chosen.toUpperCase());
    expect(found?.request.isolate_seq).toBe(1);
    expect(found?.others.map(({ isolate_seq }) => isolate_seq)).toEqual([2, 3]);
  });

  it('is not found by another organisation, nor once it is deleted, nor where there is none', async () => {
    const deleted = call(at, 1);
    const theirs = call(at, 2, { org_id: 'other' });
    const theirChosen = call(at, 3, { org_id: 'other', request_id: chosen });
    await insertRequests(clickhouse, [deleted, { ...deleted, version: 9, is_deleted: 1 }, theirs, theirChosen]);
    await insertRequestIds(clickhouse, [idOf(theirChosen)]);
    for (const id of [deleted.request_id, theirs.request_id, chosen, uuidv7(at)]) {
      expect(await findRequest(acme(), id)).toBeUndefined();
    }
  });

  it('has its attempts, in their order and no others', async () => {
    const first = call(at, 1, { attempt: 1, status: 500 });
    const second = call(at + 4000, 2, { attempt: 2, call_id: first.request_id });
    await insertRequests(clickhouse, [second, first, call(at, 3), { ...second, org_id: 'other' }]);
    const found = await findRequest(acme(), second.request_id);
    if (!found) throw new Error('the call is not there');
    expect((await findAttempts(acme(), found.request)).map(({ request_id }) => request_id)).toEqual([
      first.request_id,
      second.request_id,
    ]);
  });

  it('has the bodies of its own place, the complete ones', async () => {
    const row = call(at, 1);
    await insertRequests(clickhouse, [row]);
    const { org_id, created_at, request_id, isolate_id } = row;
    const key = { org_id, created_at, request_id, isolate_id };
    const bytes = (text: string) => new TextEncoder().encode(text);
    await insertBodies(
      clickhouse,
      [
        bodyRow({ ...key, isolate_seq: 1, version: 0 }),
        bodyRow({ ...key, isolate_seq: 1, version: 1 }),
        bodyRow({ ...key, isolate_seq: 2 }),
        bodyRow({ ...key, isolate_seq: 1, org_id: 'other' }),
      ].map((body, i) => ({ ...body, request_body: bytes(`"${i}"`), response_body: bytes('AA==') })),
    );
    const found = await findRequest(acme(), row.request_id);
    if (!found) throw new Error('the call is not there');
    expect(await findBodies(acme(), found.request)).toEqual({
      request_body: '"1"',
      request_encoding: 'utf8',
      response_body: 'AA==',
      response_encoding: 'base64',
    });
    expect(await findBodies(acme(), { ...found.request, isolate_seq: 7 })).toBeUndefined();
  });
});
