import { unknown } from './money.ts';

const whole = new Intl.NumberFormat('en-US');

/** `41,209` */
export function count(value: number | null): string {
  return value === null ? unknown : whole.format(value);
}

/** `12.4k`, `3.1M`; up to 9,999 as it is. */
export function compact(value: number | null): string {
  if (value === null) return unknown;
  if (Math.abs(value) < 10_000) return whole.format(Math.round(value));
  for (const [size, letter] of [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // 999,950 reads 1.0M, not 1000.0k.
    if (Math.abs(value) >= size * 0.99995)
      return `${(value / size).toFixed(Math.abs(value) >= 99.95 * size ? 0 : 1)}${letter}`;
  }
  return whole.format(value);
}

/** `2.4 %` of a ratio. */
export function percent(ratio: number | null): string {
  if (ratio === null) return unknown;
  const value = ratio * 100;
  if (value !== 0 && Math.abs(value) < 0.1) return value > 0 ? '< 0.1 %' : '> −0.1 %';
  return `${value.toFixed(Math.abs(value) >= 99.95 || value === 0 ? 0 : 1)} %`;
}

/** `42 %`, `2.9 %`, `< 0.1 %`: a part's share of the whole, in little room. */
export function share(ratio: number): string {
  return ratio < 0.001 ? '< 0.1 %' : `${(ratio * 100).toFixed(ratio >= 0.0995 ? 0 : 1)} %`;
}

/** `+12 %` from one value to another, `12×`, `> 99×`; undefined where no share says it. */
export function change(value: number | null, before: number | null): string | undefined {
  if (value === null || before === null || before === 0) return undefined;
  const ratio = value / before - 1;
  if (Math.abs(ratio) < 0.005) return '±0 %';
  if (ratio >= 99) return '> 99×';
  if (ratio >= 10) return `${(ratio + 1).toFixed(0)}×`;
  return `${ratio > 0 ? '+' : '−'}${Math.abs(ratio * 100).toFixed(0)} %`;
}

/** `512 B`, `1.2 MB` */
export function bytes(value: number | null): string {
  if (value === null) return unknown;
  if (value < 1000) return `${value} B`;
  if (value < 999_950) return `${(value / 1e3).toFixed(1)} KB`;
  return `${(value / 1e6).toFixed(1)} MB`;
}
