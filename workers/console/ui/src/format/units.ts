import { exactMoney, money } from './money.ts';
import { compact, count } from './numbers.ts';
import { duration } from './times.ts';

/** How a unit is told: in short, at a mark of an axis, and in full. */
export interface Unit {
  format: (value: number) => string;
  tick: (value: number) => string;
  exact: (value: number) => string;
}

/** Marks are round: `20k`, and none of half a call. */
const whole = (value: number) => (Number.isInteger(value) ? compact(value).replace('.0', '') : '');
export const counted: Unit = { format: compact, tick: whole, exact: count };

const usd = (value: number) => money(String(value));
export const cost: Unit = {
  format: usd,
  // Marks are round: `$0.5`, `$2`, `$1.5k`.
  tick: (value) => `$${value < 10_000 ? Number(value.toPrecision(6)) : compact(value)}`,
  exact: (value) => (value < 1e-6 ? usd(value) : exactMoney(value.toFixed(12))),
};

export const time: Unit = {
  format: duration,
  tick: (value) => (value >= 1000 && value < 60_000 ? `${value / 1000} s` : duration(value)),
  exact: (value) => `${count(Math.round(value))} ms`,
};
