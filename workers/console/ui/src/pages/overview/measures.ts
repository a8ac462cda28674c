import { percent } from '../../format/numbers.ts';
import { cost, counted, time, type Unit } from '../../format/units.ts';

export interface Measure extends Unit {
  name: string;
  /** The API's measure, of a group. */
  of: string;
  /** What is drawn while calls are not split; by default `of` alone. */
  lines?: readonly { name: string; of: string; colour: string }[];
  /** Of what is not split. */
  colour?: string;
  /** Whether those of the groups add up to the whole. */
  sums: boolean;
  /** Which groups come first: by default those with most of it. A slow model that was called once says little. */
  rankBy?: string;
}

/** What the chart and the breakdowns may be about, by the name that stands in the URL. */
export const measures = {
  requests: { name: 'Requests', of: 'requests', sums: true, ...counted },
  errors: { name: 'Errors', of: 'errors', colour: 'bad', sums: true, ...counted },
  error_rate: {
    name: 'Error rate',
    of: 'error_rate',
    colour: 'bad',
    sums: false,
    rankBy: 'errors',
    format: percent,
    tick: (value) => `${Number((value * 100).toPrecision(3))} %`,
    exact: percent,
  },
  cost: { name: 'Cost', of: 'cost_usd', sums: true, ...cost },
  tokens: { name: 'Tokens', of: 'total_tokens', sums: true, ...counted },
  latency: {
    name: 'Latency',
    of: 'latency_p95',
    lines: [
      { name: 'p50', of: 'latency_p50', colour: 'category-3' },
      { name: 'p95', of: 'latency_p95', colour: 'category-1' },
      { name: 'p99', of: 'latency_p99', colour: 'category-4' },
    ],
    sums: false,
    rankBy: 'requests',
    ...time,
  },
  first_byte: {
    name: 'First byte',
    of: 'ttft_p95',
    lines: [
      { name: 'p50', of: 'ttft_p50', colour: 'category-3' },
      { name: 'p95', of: 'ttft_p95', colour: 'category-1' },
    ],
    sums: false,
    rankBy: 'requests',
    ...time,
  },
  users: { name: 'Active users', of: 'users', sums: false, ...counted },
  savings: { name: 'Cache savings', of: 'cost_saved_usd', sums: true, ...cost },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof measures;

/** `Latency p95` where one of several is meant. */
export function nameOfOne({ name, of, lines }: Measure): string {
  const line = lines?.find((one) => one.of === of);
  return line ? `${name} ${line.name}` : name;
}

/** All that is drawn unsplit, and so asked for by time at once. */
export const drawnMeasures = [
  ...new Set(Object.values<Measure>(measures).flatMap(({ of, lines }) => lines?.map((line) => line.of) ?? [of])),
];
