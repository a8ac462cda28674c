import { sampleFrame } from '@tallystick/log/test/sample-frame';
import { expect, test, vi } from 'vitest';
import { Batch, type Message } from '../src/batch.ts';

function messageOf(bytes: number): Message {
  return { call: sampleFrame().call, packed: new Uint8Array(bytes) };
}

/** A queue takes 256 KB at once, its own 100 bytes of each message included. */
test.each([2_500, 2_600, 120_000])('takes no more messages of %i bytes than the queue takes at once', (size) => {
  const batch = new Batch(messageOf(size));
  while (batch.add(messageOf(size)));
  expect(batch.messages.length * (size + 100)).toBeLessThanOrEqual(256_000);
  expect(batch.messages.length).toBeGreaterThan(1);
});

test('takes a hundred small messages', () => {
  const batch = new Batch(messageOf(10));
  while (batch.add(messageOf(10)));
  expect(batch.messages).toHaveLength(100);
});

test.each([1_100, -60_000])(
  'is overdue when the clock has moved by %i ms, so that no message joins a batch nobody sends',
  (moved) => {
    vi.useFakeTimers();
    try {
      const batch = new Batch(messageOf(10));
      expect(batch.isOverdue).toBe(false);
      vi.setSystemTime(Date.now() + moved);
      expect(batch.isOverdue).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  },
);
