import { demoOrganisation } from '@tallystick/accounts';
import { deadLetterKey } from '@tallystick/delivery';
import { messageKey } from '@tallystick/log';
import { beforeAll, describe, expect, it } from 'vitest';
import { api, bindings, makeKey, migrate, operator } from './test/api.ts';
import { callOf } from './test/surroundings.ts';

const path = '/v1/organisations/demo';

beforeAll(migrate);

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
      objects: 0,
    });
  });

  it('is for the operator, and not for an organisation that only has the name', async () => {
    expect((await api('DELETE', path, (await makeKey('acme', 'admin')).key)).status).toBe(403);
    await api('POST', '/v1/organisations', operator, { id: 'demo', name: 'Demography' });
    const refused = await api('DELETE', path, operator);
    expect(refused).toMatchObject({ status: 409, json: { error: { message: expect.stringContaining('it stays') } } });
    expect((await api('DELETE', '/v1/organisations/acme', operator)).status).toBe(404);
  });
});
