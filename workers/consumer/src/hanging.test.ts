import { listParked } from '@tallystick/delivery';
import { packFrame } from '@tallystick/log';
import { expect, it } from 'vitest';
import { bindings, deliver, failProxy, prepare, requestsOf, runCron, throughProxy } from './test/deliver.ts';
import { frameOf } from './test/frames.ts';

// In a file of its own, since it lasts as long as the client's timeout.
it('a ClickHouse that never answers is waited for once; what comes in the meantime is parked, and all of it is replayed', async () => {
  const { organisation } = await prepare('hanging');
  const env = throughProxy('hanging');
  await failProxy('hanging', 'hang');
  const again = await deliver([await packFrame(frameOf(organisation))], { env, attempts: 2 });
  expect(again.explicitAcks).toEqual(['m0']);
  const meanwhile = await deliver([await packFrame(frameOf(organisation))], { env });
  expect(meanwhile.explicitAcks).toEqual(['m0']);
  const { batches } = await listParked(bindings.OBJECTS);
  expect(batches.map(({ code }) => code)).toEqual(['clickhouse_timeout', 'clickhouse_timeout']);

  await failProxy('hanging', 'pass');
  await runCron(throughProxy('hanging'));
  expect((await requestsOf(organisation)).length).toBe(2);
}, 120_000);
