import { expect, test } from 'vitest';
import { Batch } from '../src/batch.ts';

/** A queue takes 256 KB at once, its own 100 bytes of each message included. */
test.each([2_500, 2_600, 120_000])('takes no more messages of %i bytes than the queue takes at once', (size) => {
  const batch = new Batch(new Uint8Array(size));
  while (batch.add(new Uint8Array(size)));
  expect(batch.messages.length * (size + 100)).toBeLessThanOrEqual(256_000);
  expect(batch.messages.length).toBeGreaterThan(1);
});

test('takes a hundred small messages', () => {
  const batch = new Batch(new Uint8Array(10));
  while (batch.add(new Uint8Array(10)));
  expect(batch.messages).toHaveLength(100);
});
