import type { RequestRow } from '@tallystick/log';
import { metricsOf, timeOf, type Values } from './metrics-of.ts';

/** What is told of a group of calls, said once more without SQL. @param all every row of the organisation */
export function figuresOf(rows: readonly RequestRow[], all: readonly RequestRow[]): Values {
  const times = rows.map(timeOf);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const ended = Math.max(...rows.map(({ responded_at }) => Date.parse(`${responded_at.replace(' ', 'T')}Z`)));
  const shown = (time: number) => new Date(time).toISOString();
  return {
    ...metricsOf(rows, all),
    first_seen: shown(first),
    last_seen: shown(last),
    started_at: shown(first),
    ended_at: shown(ended),
    duration_ms: ended - first,
  };
}

/** Sums of floats differ in their last digits with the order of their parts; all else is exact. */
export function rounded<Value>(value: Value): Value | number {
  // JSON has no -0.
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(10)) + 0 : value;
}

/** The paths from the root to a call's own step. */
export function stepsOf({ session_path }: Pick<RequestRow, 'session_path'>): string[] {
  const names = session_path.split('/').filter((name) => name !== '');
  return Array.from({ length: names.length + 1 }, (_, depth) => `/${names.slice(0, depth).join('/')}`);
}
