import type { Filter } from '@tallystick/filter';
import { clickhouseTime, clockSkew } from '@tallystick/log';
import * as z from 'zod';
import { placeColumns, placeKey, placeList } from '../place.ts';
import type { Asker } from './asker.ts';
import { filterSql } from './filter-sql.ts';
import { Parameters } from './parameters.ts';
import { type RequestAnswer, type RequestColumn, selectColumns } from './request-columns.ts';
import { scopeSql } from './scope.ts';

export interface FollowQuestion {
  filter: Filter;
  columns: readonly RequestColumn[];
}

/** What has landed since the last look. */
export interface Landed {
  /** In the order in which they landed, with their `placeColumns`. */
  rows: RequestAnswer[];
  /** How many more there were, which landed before these. */
  skipped: number;
}

/** Looks for calls that have landed, again and again. */
export interface Follower {
  /** Up to where it has looked, by ClickHouse's clock: another follower goes on from here. Unix ms; undefined before the first look. */
  readonly position: number | undefined;
  /** @throws ClickHouseError; then the next look is about this one's calls, too */
  look(asker: Asker): Promise<Landed>;
}

/** The call was made at most this long before it landed. Positions are remembered as long. ms */
export const longestLanding = 86_400_000;
/** `inserted_at` says when an insert began, and the longest that is waited for takes this: each look goes back so far. ms */
const longestInsert = 30_000;
/** Calls that one look answers, and inserts that it tells apart. */
const mostRows = 500;
const mostInserts = 5_000;
/** What one look may take. ms */
export const lookTime = 5_000;

/** What is known of an insert: how many calls of it have been seen, and which were answered. */
interface Insert {
  calls: number;
  answered: ReadonlySet<string>;
}

/**
 * Follows the calls that meet a filter: each of them once, whenever its insert comes to its end. Of a message that is delivered twice, the call may be
 * answered twice; an edit makes no new call.
 *
 * @param position of another follower, whose last 30 s are answered again; by default now, without what has landed already
 */
export function followRequests(question: FollowQuestion, position?: number): Follower {
  let inserts: ReadonlyMap<number, Insert> = new Map();
  return {
    get position() {
      return position;
    },
    async look(asker) {
      const since = (position ?? Date.now()) - longestInsert;
      const { now, calls, latest } = await findInserts(asker, question, since);
      const grown = position === undefined ? [] : latest.filter(([at, count]) => count > (inserts.get(at)?.calls ?? 0));
      const found = await readInserts(
        asker,
        question,
        since,
        grown.map(([at]) => at),
      );
      const fresh = found.filter(({ landed_at, ...row }) => !inserts.get(landed_at)?.answered.has(placeKey(row)));
      const shown = fresh.slice(0, mostRows);
      const unlisted = position === undefined ? 0 : calls - sum(latest.map(([, count]) => count));
      const more = sum(grown.map(([at, count]) => count - (inserts.get(at)?.calls ?? 0))) - shown.length;
      const answered = Map.groupBy(shown, ({ landed_at }) => landed_at);
      inserts = new Map(
        latest.map(([at, count]) => {
          const places = (answered.get(at) ?? []).map(placeKey);
          return [at, { calls: count, answered: new Set([...(inserts.get(at)?.answered ?? []), ...places]) }];
        }),
      );
      position = now;
      const skipped = unlisted + (fresh.length > shown.length ? Math.max(more, 1) : 0);
      return { rows: shown.map(({ landed_at, ...row }) => row).toReversed(), skipped };
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

const lookSchema = z.object({
  /** Unix ms */
  now: z.int(),
  calls: z.int(),
  /** `inserted_at` in Unix ms, and how many calls that meet the filter; the latest first. */
  latest: z.array(z.tuple([z.int(), z.int()])),
});

/** Inserts are few where calls are many: told by their time and size, those that were seen before cost next to nothing. */
async function findInserts(
  asker: Asker,
  { filter }: FollowQuestion,
  since: number,
): Promise<z.infer<typeof lookSchema>> {
  const parameters = new Parameters();
  const { landed, bodies } = conditions(asker.organisation, since, parameters);
  const [look] = await asker.ask(
    lookSchema,
    // Without GROUP BY there is always one row.
    `SELECT toUnixTimestamp64Milli(now64(3)) AS now, sum(size.2) AS calls,
       arraySlice(arrayReverseSort(groupArray(size)), 1, ${parameters.bind('UInt32', mostInserts)}) AS latest
     FROM
     (
       SELECT (toUnixTimestamp64Milli(inserted_at), uniqExact(${placeList})) AS size
       FROM requests
       WHERE ${landed} AND is_deleted = 0 AND ${filterSql(filter, parameters, bodies)}
       GROUP BY inserted_at
     )`,
    parameters,
    { time: lookTime },
  );
  if (!look) throw new RangeError('an aggregate without a row');
  return look;
}

/** The calls of these inserts that meet the filter in their newest version, the latest first: one more than are shown, if there are. */
async function readInserts(
  asker: Asker,
  { filter, columns }: FollowQuestion,
  since: number,
  times: readonly number[],
): Promise<(RequestAnswer & { landed_at: number })[]> {
  if (times.length === 0) return [];
  const parameters = new Parameters();
  const { list, schema } = selectColumns([...placeColumns, ...columns], parameters);
  const { landed, bodies } = conditions(asker.organisation, since, parameters);
  return asker.ask(
    z.intersection(schema, z.object({ landed_at: z.int() })),
    `SELECT ${list}, toUnixTimestamp64Milli(inserted_at) AS landed_at
     FROM requests FINAL
     WHERE ${landed} AND landed_at IN ${parameters.bind('Array(Int64)', times)} AND ${filterSql(filter, parameters, bodies)}
     ORDER BY ${['inserted_at', ...placeColumns].map((column) => `${column} DESC`).join(', ')}
     LIMIT ${parameters.bind('UInt32', mostRows + 1)}`,
    parameters,
    { time: lookTime },
  );
}

/** What has landed since a moment, as a condition on rows of `requests`, and one that holds for their bodies. */
function conditions(organisation: string, since: number, parameters: Parameters): { landed: string; bodies: string } {
  const now = Date.now();
  const scope = scopeSql({ organisation, from: now - longestLanding, to: now + clockSkew }, parameters);
  const landed = `${scope} AND inserted_at >= ${parameters.bind("DateTime64(3, 'UTC')", clickhouseTime(since))}`;
  return { landed, bodies: `${scope} AND (${placeList}) IN (SELECT ${placeList} FROM requests WHERE ${landed})` };
}
