import { expect, it } from 'vitest';
import { impatient } from './impatient.ts';
import { bindings } from './test/deliver.ts';

it('fails a call that gives nothing, and leaves the others as they are', async () => {
  const hanging = new Proxy(bindings.OBJECTS, {
    get: (bucket, name: keyof R2Bucket) =>
      name === 'get' ? () => new Promise(() => {}) : Reflect.get(bucket, name).bind(bucket),
  });
  const objects = impatient(hanging, 60_000);
  await objects.put('key', 'value');
  expect((await objects.head('key'))?.size).toBe(5);
  await expect(impatient(hanging, 20).get('key')).rejects.toThrow('no answer within 20 ms');
});
