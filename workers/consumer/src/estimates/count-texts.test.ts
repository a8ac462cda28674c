import { expect, it } from 'vitest';
import { countTexts } from './count-texts.ts';

const encoder = new TextEncoder();

/** Counts words, and how much it was given. */
function counter() {
  const seen = { bytes: 0 };
  const count = (text: string) => {
    seen.bytes += encoder.encode(text).length;
    return text.split(' ').length - 1;
  };
  return { seen, count };
}

it('counts all of what is not too much, each text by itself', () => {
  const { seen, count } = counter();
  expect(countTexts(['one two ', '', 'three '], count, 100)).toBe(3);
  expect(seen.bytes).toBe(14);
});

it.each([
  ['one long text', ['word '.repeat(2_000_000)], 2_000_000],
  ['many texts', Array.from({ length: 10_000 }, () => 'word '.repeat(100)), 1_000_000],
  ['texts of two kinds', ['word '.repeat(500_000), 'longerwords '.repeat(500_000)], 1_000_000],
  ['letters of several bytes', ['刻木记事 '.repeat(200_000)], 200_000],
])('takes the rest to be like the stretches that it counts: %s', (_, texts, words) => {
  const { seen, count } = counter();
  const counted = countTexts(texts, count, 200_000);
  expect(Math.abs(counted / words - 1)).toBeLessThan(0.02);
  expect(seen.bytes).toBeLessThanOrEqual(200_000);
  expect(seen.bytes).toBeGreaterThan(150_000);
});
