import { clickhouseTime } from '@tallystick/log';
import { type placeColumns, placeList } from '../place.ts';
import type { Parameters } from './parameters.ts';
import type { RequestAnswer } from './request-columns.ts';

/** Which calls a question is about: an organisation's in a span of time. Unix ms; `to` is excluded. */
export interface Scope {
  organisation: string;
  from: number;
  to: number;
}

/** A scope as a condition on rows of any table of calls. */
export function scopeSql({ organisation, from, to }: Scope, parameters: Parameters): string {
  const time = (at: number) => parameters.bind("DateTime64(3, 'UTC')", clickhouseTime(at));
  return `org_id = ${parameters.bind('String', organisation)} AND created_at >= ${time(from)} AND created_at < ${time(to)}`;
}

/** What tells the calls of an organisation apart. `created_at` in ISO 8601. */
export type Place = Required<Pick<RequestAnswer, (typeof placeColumns)[number]>>;

/** The calls at these places, at least one, as a condition on rows of any table of calls. */
export function placesSql(organisation: string, places: readonly Place[], parameters: Parameters): string {
  const times = places.map(({ created_at }) => Date.parse(created_at));
  const scope = { organisation, from: Math.min(...times), to: Math.max(...times) + 1 };
  return `${scopeSql(scope, parameters)} AND (${placeList}) IN arrayZip(${[
    parameters.bind("Array(DateTime64(3, 'UTC'))", times.map(clickhouseTime)),
    parameters.bind(
      'Array(UUID)',
      places.map(({ request_id }) => request_id),
    ),
    parameters.bind(
      'Array(UUID)',
      places.map(({ isolate_id }) => isolate_id),
    ),
    parameters.bind(
      'Array(UInt32)',
      places.map(({ isolate_seq }) => isolate_seq),
    ),
  ].join(', ')})`;
}
