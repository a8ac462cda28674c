import { expect, it } from 'vitest';
import { idleShare, linearScale, shortenedScale } from './scale.ts';

const second = 1000;
const day = 86_400_000;

it('places calls by time, with marks that are round from the beginning', () => {
  const { place, marks } = linearScale([
    { from: 0, to: 4 * second },
    { from: 6 * second, to: 10 * second },
  ]);
  expect(place(5 * second)).toBe(0.5);
  expect(marks.map(({ at }) => at)).toEqual([0, 2000, 4000, 6000, 8000, 10_000]);
});

it('says how much of the time nothing ran, however calls overlap', () => {
  expect(
    idleShare([
      { from: 0, to: 20 },
      { from: 10, to: 30 },
      { from: 90, to: 100 },
    ]),
  ).toBeCloseTo(0.6);
  expect(idleShare([{ from: 5, to: 5 }])).toBe(0);
});

it('shortens the days between two calls, and keeps both as long as they were beside each other', () => {
  const spans = [
    { from: 0, to: second },
    { from: 3 * day, to: 3 * day + 2 * second },
  ];
  const { place, gaps, marks } = shortenedScale(spans);
  const first = place(second) - place(0);
  expect(place(3 * day + 2 * second)).toBeCloseTo(1);
  expect(1 - place(3 * day)).toBeCloseTo(2 * first);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]?.length).toBe(3 * day - second);
  expect(marks.map(({ at }) => at)).toEqual([0, 3 * day]);
});

it('leaves most of the width to the calls, however many gaps there are', () => {
  const spans = Array.from({ length: 200 }, (_, i) => ({ from: i * day, to: i * day + second }));
  const { gaps } = shortenedScale(spans);
  expect(gaps.reduce((sum, { from, to }) => sum + to - from, 0)).toBeCloseTo(0.3);
});
