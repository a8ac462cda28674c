import { demoOrganisation } from '@tallystick/accounts';
import { deadLetterKey, deadLetterMetadata, Rejection } from '@tallystick/delivery';
import { messageKey } from '@tallystick/log';
import { beforeAll, describe, expect, it } from 'vitest';
import { app } from './app.ts';
import { api, bindings, makeKey, migrate, operator } from './test/api.ts';
import { ask, callOf, clickhouse, storeRows } from './test/surroundings.ts';

const path = '/v1/organisations/demo';

beforeAll(async () => {
  await migrate();
  await clickhouse.command('TRUNCATE TABLE requests');
});

describe('removing the demo', () => {
  it('takes its organisation, keys and objects, and nothing of another one', async () => {
    await api('POST', '/v1/organisations', operator, demoOrganisation);
    await api('POST', '/v1/organisations', operator, { name: 'Acme' });
    await makeKey('demo', 'write');
    const kept = messageKey(callOf());
    const message = { id: 'm1', timestamp: new Date('2026-11-20T12:00:00Z') };
    for (const key of [
      kept,
      messageKey(callOf({ org_id: 'demo' })),
      deadLetterKey(message, callOf({ org_id: 'demo' })),
    ]) {
      await bindings.OBJECTS.put(key, 'x');
    }
    const removed = await api('DELETE', path, operator);
    expect(removed).toMatchObject({ status: 200, json: { keys: 1, objects: 2 } });
    expect((await bindings.OBJECTS.list()).objects.map(({ key }) => key)).toEqual([kept]);
    const { organisations } = (await api('GET', '/v1/organisations', operator)).json;
    expect(organisations.map(({ id }: { id: string }) => id)).toEqual(['acme']);
    expect((await api('DELETE', path, operator)).json).toEqual({
      keys: 0,
      requests: 0,
      bodies: 0,
      request_ids: 0,
      edits: 0,
      objects: 0,
    });
  });

  it('leaves no gap in the isolate that its calls came through, be they rows or dead letters', async () => {
    const isolate_id = crypto.randomUUID();
    const ended = Date.now() - 600_000;
    const numbered = (isolate_seq: number, org_id: string) => ({ isolate_id, isolate_seq, ended, org_id });
    await storeRows([numbered(1, 'acme'), numbered(2, 'demo'), numbered(4, 'acme')]);
    const dead = callOf({ org_id: 'demo', isolate_id, isolate_seq: 3, created_at: ended });
    const customMetadata = deadLetterMetadata(new Rejection('unknown_organisation', 'no such one'), 1, dead);
    await bindings.OBJECTS.put(deadLetterKey({ id: 'm2', timestamp: new Date() }, dead), 'x', { customMetadata });
    expect(await api('DELETE', path, operator)).toMatchObject({ status: 200, json: { requests: 1, objects: 1 } });
    const { json } = await ask('/v1/verify');
    expect(json).toMatchObject({ verdict: 'clean', messages: 4 });
  });

  it('removes nothing while ClickHouse is away, and says so', async () => {
    await api('POST', '/v1/organisations', operator, demoOrganisation);
    await makeKey('demo', 'write');
    const headers = { Authorization: `Bearer ${operator}` };
    const away = { ...bindings, CLICKHOUSE_URL: 'http://127.0.0.1:1' };
    const refused = await app.request(path, { method: 'DELETE', headers }, away);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      error: { message: expect.stringContaining('ClickHouse does not answer') },
    });
    expect((await api('DELETE', path, operator)).json).toMatchObject({ keys: 1 });
  });

  it('is for the operator, and not for an organisation that only has the name', async () => {
    expect((await api('DELETE', path, (await makeKey('acme', 'admin')).key)).status).toBe(403);
    await api('POST', '/v1/organisations', operator, { id: 'demo', name: 'Demography' });
    const refused = await api('DELETE', path, operator);
    expect(refused).toMatchObject({ status: 409, json: { error: { message: expect.stringContaining('it stays') } } });
    expect((await api('DELETE', '/v1/organisations/acme', operator)).status).toBe(404);
  });
});
