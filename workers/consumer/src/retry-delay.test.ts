import { expect, it } from 'vitest';
import { retryDelay } from './retry-delay.ts';

it('grows with the attempts from seconds to an hour, and is never the same for all', () => {
  const ranges = [1, 2, 5, 10, 100].map((attempts) => {
    const delays = Array.from({ length: 200 }, () => retryDelay(attempts));
    expect(delays.every(Number.isInteger)).toBe(true);
    return { least: Math.min(...delays), most: Math.max(...delays) };
  });
  for (const [index, full] of [10, 20, 160, 3600, 3600].entries()) {
    expect(ranges[index]?.most).toBeLessThanOrEqual(full);
    expect(ranges[index]?.least).toBeGreaterThanOrEqual(full / 2);
  }
  expect(ranges[4]?.least).not.toBe(ranges[4]?.most);
});
