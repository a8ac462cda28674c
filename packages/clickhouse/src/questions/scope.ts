import { clickhouseTime } from '@tallystick/log';
import type { Parameters } from './parameters.ts';

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
