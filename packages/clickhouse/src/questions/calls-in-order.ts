import { placeColumns, placeList } from '../place.ts';
import type { Asker } from './asker.ts';
import { filterSql } from './filter-sql.ts';
import {
  beyondPlace,
  type ListAnswer,
  type ListQuestion,
  type Position,
  placeSchema,
  placeSql,
} from './list-requests.ts';
import { Parameters } from './parameters.ts';
import { type RequestAnswer, selectColumns } from './request-columns.ts';
import { scopeSql } from './scope.ts';

/**
 * The calls that meet a filter, the oldest first, in pieces of up to `limit`. A piece that looks through more calls than a page of a list: where
 * it ends is asked first, and then all of it in one statement.
 *
 * @throws ClickHouseError; `too_much` and `timeout` where few of very many calls meet the filter
 */
export async function callsInOrder(asker: Asker, question: Omit<ListQuestion, 'sort'>): Promise<ListAnswer> {
  const next = await findEnd(asker, question);
  const parameters = new Parameters();
  const { list, schema } = selectColumns(question.columns, parameters);
  const meant = conditions(asker, question, parameters);
  const until = next ? `AND (${placeList}) <= ${placeSql(next, parameters)}` : '';
  const rows: RequestAnswer[] = await asker.ask(
    schema,
    // The keys tell ClickHouse which of its granules to look into: with FINAL, no other column does.
    `SELECT ${list}
     FROM requests FINAL
     WHERE ${meant} ${until} AND (created_at, request_id) IN (SELECT created_at, request_id FROM requests WHERE ${meant} ${until})
     ORDER BY ${placeList}`,
    parameters,
    { rowsAnswered: 0 },
  );
  return { rows, next };
}

/** The place of the last call in a piece; undefined where there are fewer. Versions of a call count, so a piece may be short. */
async function findEnd(asker: Asker, question: Omit<ListQuestion, 'sort'>): Promise<Position | undefined> {
  const parameters = new Parameters();
  const [end] = await asker.ask(
    placeSchema,
    `SELECT ${placeList}
     FROM requests
     WHERE ${conditions(asker, question, parameters)} AND is_deleted = 0
     ORDER BY ${['org_id', ...placeColumns].join(', ')}
     LIMIT 1 OFFSET ${parameters.bind('UInt32', question.limit - 1)}`,
    parameters,
  );
  return end;
}

function conditions(
  { organisation }: Asker,
  { from, to, filter, after }: Omit<ListQuestion, 'sort'>,
  parameters: Parameters,
): string {
  const start = after ? Math.max(from, Date.parse(after.created_at)) : from;
  const scope = scopeSql({ organisation, from: start, to }, parameters);
  const beyond = after ? `AND ${beyondPlace('asc', after, parameters)}` : '';
  return `${scope} ${beyond} AND ${filterSql(filter, parameters, scope)}`;
}
