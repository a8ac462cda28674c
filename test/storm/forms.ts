import type { StormOptions } from './storm.ts';

type Form = Omit<StormOptions, 'seed' | 'onProgress'>;

/** About a minute: part of every test run. */
export const shortForm: Form = {
  calls: 1_500,
  rate: 60,
  climate: { fault: [0.5, 4], calm: [0.2, 1.5], scheduleDies: false },
  patience: 240,
};

/** Faults that last longer than every timeout, and calls enough for many of each. */
export const longForm: Form = {
  calls: 30_000,
  rate: 60,
  climate: { fault: [1, 40], calm: [5, 60], scheduleDies: true },
  patience: 900,
};
