import { Remembered } from '@tallystick/delivery';
import { expect, it } from 'vitest';

it('finds out once in a while, and gives others what was known while it does', async () => {
  const answers: ((answer: number) => void)[] = [];
  const remembered = new Remembered(60_000, () => new Promise<number>((resolve) => answers.push(resolve)));
  const start = Date.now();
  const first = remembered.get(start);
  answers[0]?.(1);
  expect([await first, await remembered.get(start + 30_000)]).toEqual([1, 1]);
  const renewed = remembered.get(start + 120_000);
  expect(await remembered.get(start + 120_001)).toBe(1);
  answers[1]?.(2);
  expect([await renewed, answers.length]).toEqual([2, 2]);
});
