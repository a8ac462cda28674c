import { packFrame } from '@tallystick/log';
import { expect, it } from 'vitest';
import { bindings, deliver, prepare, requestsOf } from './test/deliver.ts';
import { frameOf } from './test/frames.ts';

// In a file of its own, since it lasts as long as the client's timeout.
it('a ClickHouse that never answers is given up after a while, and its messages come again', async () => {
  const { organisation } = await prepare('hanging');
  const url = bindings.HANGING_PROXY_URL;
  const message = await packFrame(frameOf(organisation));
  const env = { ...bindings, CLICKHOUSE_URL: url };
  await fetch(`${url}/mode`, { method: 'PUT', body: 'hang' });
  const hung = await deliver([message.slice()], { env });
  expect(hung.explicitAcks).toEqual([]);
  expect(hung.retryMessages.length).toBe(1);

  await fetch(`${url}/mode`, { method: 'PUT', body: 'pass' });
  expect((await deliver([message], { env, attempts: 2 })).explicitAcks).toEqual(['m0']);
  expect((await requestsOf(organisation)).length).toBe(1);
}, 120_000);
