import { type Filter, type SortField, searchesOf } from '@tallystick/filter';
import { clickhouseTime } from '@tallystick/log';
import * as z from 'zod';
import { placeColumns, placeKey, placeList } from '../place.ts';
import { behindSql, type SortDirection } from './after.ts';
import type { Asker } from './asker.ts';
import { filterSql } from './filter-sql.ts';
import { Parameters } from './parameters.ts';
import { printStatement } from './print-statement.ts';
import { QuestionError } from './question-error.ts';
import { answeredTime, type RequestAnswer, type RequestColumn, selectColumns } from './request-columns.ts';
import { placesSql, scopeSql } from './scope.ts';

/** Where a page ended. The next begins after it, whatever has been added, edited or deleted meanwhile. */
export const positionSchema = z.strictObject({
  created_at: z.iso.datetime(),
  request_id: z.guid(),
  isolate_id: z.guid(),
  isolate_seq: z.int().min(0),
  /** Of the field that is sorted by, unless that is `created_at`; null stands behind all others. */
  value: z
    .union([z.number(), z.string().regex(/^-?\d{1,6}(\.\d{1,12})?$/)])
    .nullable()
    .optional(),
});
export type Position = z.infer<typeof positionSchema>;

export interface ListQuestion {
  /** Unix ms; `to` is excluded. */
  from: number;
  to: number;
  filter: Filter;
  sort: { field: SortField; direction: SortDirection };
  columns: readonly RequestColumn[];
  /** 1 to 1,000. */
  limit: number;
  after?: Position | undefined;
}

export interface ListAnswer {
  rows: RequestAnswer[];
  /** Where the next page begins; undefined when there is none. */
  next: Position | undefined;
}

/** A list by time stops looking after this, and says how far it came. ms */
const patience = 3_000;
/** So many candidates are asked for to a row that is wanted: some are versions of one call. */
const spare = 1.1;
/** A window of a list by time is this long at first, and four times as long each time. ms */
const firstWindow = 86_400_000;
const firstTextWindow = 3_600_000;

/**
 * The calls that meet a filter, a page of them. A list by time may answer fewer than `limit` with a next page: then it looked through
 * much without finding more.
 */
export function listRequests(asker: Asker, question: ListQuestion): Promise<ListAnswer> {
  return question.sort.field === 'created_at' ? listByTime(asker, question) : listByValue(asker, question);
}

/**
 * FINAL makes a list by time read all of it (docs/decisions/0901). Here ClickHouse walks back in the order of the key without it, and
 * stops at enough candidates; their rows are then read with FINAL, by their keys, and must meet the filter still.
 */
async function listByTime(asker: Asker, question: ListQuestion): Promise<ListAnswer> {
  const started = Date.now();
  const down = question.sort.direction === 'desc';
  const rows: RequestAnswer[] = [];
  let after = question.after;
  let length = searchesOf(question.filter).length > 0 ? firstTextWindow : firstWindow;
  let { from, to } = restOf(question, after);
  while (from < to) {
    const window = down ? { from: Math.max(from, to - length), to } : { from, to: Math.min(to, from + length) };
    const wanted = Math.ceil((question.limit + 1 - rows.length) * spare);
    const candidates = await findCandidates(asker, question, window, after, wanted);
    rows.push(...(await readPlaces(asker, question, withoutRepeats(candidates))));
    if (rows.length > question.limit) break;
    const last = candidates.at(-1);
    if (last && candidates.length === wanted) {
      // Versions of one call, or candidates whose newest version does not meet the filter, made the page short.
      after = last;
      ({ from, to } = restOf(question, after));
    } else {
      after = edgeOf(window, down);
      if (down) to = window.from;
      else from = window.to;
      length *= 4;
    }
    if (Date.now() - started > patience && from < to) return { rows: shown(rows, question), next: after };
  }
  return page(rows, question);
}

function restOf({ from, to, sort }: ListQuestion, after: Position | undefined): { from: number; to: number } {
  if (!after) return { from, to };
  const reached = Date.parse(after.created_at);
  return sort.direction === 'desc' ? { from, to: Math.min(to, reached + 1) } : { from: Math.max(from, reached), to };
}

/** The position before everything of the millisecond at which a window ended, in the direction of the list. */
function edgeOf({ from, to }: { from: number; to: number }, down: boolean): Position {
  const [time, digit] = down ? [from, '0'] : [to - 1, 'f'];
  const id = '00000000-0000-0000-0000-000000000000'.replaceAll('0', digit);
  return {
    created_at: new Date(time).toISOString(),
    request_id: id,
    isolate_id: id,
    isolate_seq: down ? 0 : 2 ** 32 - 1,
  };
}

export const placeSchema = z.object({
  created_at: answeredTime,
  request_id: z.string(),
  isolate_id: z.string(),
  isolate_seq: z.int(),
});

/** A place for each version that meets the filter, in the order of the list: with LIMIT 1 BY, ClickHouse would read three times as much. */
async function findCandidates(
  asker: Asker,
  { filter, sort }: ListQuestion,
  window: { from: number; to: number },
  after: Position | undefined,
  limit: number,
): Promise<Position[]> {
  const parameters = new Parameters();
  const scope = { organisation: asker.organisation, ...window };
  const direction = sort.direction === 'desc' ? 'DESC' : 'ASC';
  const beyond = after ? `AND ${beyondPlace(sort.direction, after, parameters)}` : '';
  return asker.ask(
    placeSchema,
    `SELECT ${placeList}
     FROM requests
     WHERE ${scopeSql(scope, parameters)} AND is_deleted = 0 ${beyond} AND ${filterSql(filter, parameters, scopeSql(scope, parameters))}
     ORDER BY ${['org_id', ...placeColumns].map((column) => `${column} ${direction}`).join(', ')}
     LIMIT ${parameters.bind('UInt32', limit)}`,
    parameters,
  );
}

/** Versions of one call stand next to each other. */
function withoutRepeats(places: readonly Position[]): Position[] {
  return places.filter((one, i) => placeKey(one) !== placeKey(places[i - 1] ?? {}));
}

/** The rows at these places that meet the filter in their newest version, in the order of the list. */
async function readPlaces(
  asker: Asker,
  { filter, sort, columns }: ListQuestion,
  places: readonly Position[],
): Promise<RequestAnswer[]> {
  if (places.length === 0) return [];
  const parameters = new Parameters();
  const { list, schema } = selectColumns([...placeColumns, ...columns], parameters);
  const here = placesSql(asker.organisation, places, parameters);
  return asker.ask(
    schema,
    `SELECT ${list}
     FROM requests FINAL
     WHERE ${here} AND ${filterSql(filter, parameters, here)}
     ORDER BY ${placeColumns.map((column) => `${column} ${sort.direction === 'desc' ? 'DESC' : 'ASC'}`).join(', ')}`,
    parameters,
  );
}

async function listByValue(asker: Asker, question: ListQuestion): Promise<ListAnswer> {
  const columns = [...placeColumns, question.sort.field, ...question.columns];
  const { sql, parameters, schema } = statementOf(asker.organisation, question, columns, question.limit + 1);
  return page(await asker.ask(schema, sql, parameters), question);
}

/** A page as the one statement that answers it, by time as well: to be shown and pasted. */
export function printList(organisation: string, question: ListQuestion): string {
  const { columns, limit } = question;
  const { sql, parameters } = statementOf(organisation, question, columns, limit);
  return printStatement(parameters.statement(sql), parameters.values);
}

function statementOf(
  organisation: string,
  { from, to, filter, sort, after }: ListQuestion,
  columns: readonly RequestColumn[],
  rows: number,
) {
  const parameters = new Parameters();
  const scope = { organisation, from, to };
  const { list, schema } = selectColumns(columns, parameters);
  const byTime = sort.field === 'created_at';
  const order = sort.direction === 'desc' ? 'DESC' : 'ASC';
  const places = placeColumns.map((column) => `${column} ${byTime ? order : 'DESC'}`).join(', ');
  const conditions = [
    scopeSql(scope, parameters),
    ...(after ? [byTime ? beyondPlace(sort.direction, after, parameters) : beyondValue(sort, after, parameters)] : []),
    filterSql(filter, parameters, scopeSql(scope, parameters)),
  ];
  return {
    sql: `SELECT ${list}
     FROM requests FINAL
     WHERE ${conditions.join('\n       AND ')}
     ORDER BY ${byTime ? places : `${sort.field} ${order} NULLS LAST, ${places}`}
     LIMIT ${parameters.bind('UInt32', rows)}`,
    parameters,
    schema,
  };
}

export function beyondPlace(direction: SortDirection, after: Position, parameters: Parameters): string {
  return `(${placeList}) ${direction === 'desc' ? '<' : '>'} ${placeSql(after, parameters)}`;
}

function beyondValue({ field, direction }: ListQuestion['sort'], after: Position, parameters: Parameters): string {
  const { value = null } = after;
  const further = beyondPlace('desc', after, parameters);
  if (value === null) return behindSql(field, direction, value, further);
  if ((typeof value === 'string') !== (field === 'cost_usd')) throw new QuestionError('cursor', 'is damaged');
  const type = field === 'cost_usd' ? 'Decimal(18, 12)' : 'Float64';
  return behindSql(field, direction, parameters.bind(type, value), further);
}

export function placeSql(
  { created_at, request_id, isolate_id, isolate_seq }: Position,
  parameters: Parameters,
): string {
  return `(${[
    parameters.bind("DateTime64(3, 'UTC')", clickhouseTime(Date.parse(created_at))),
    parameters.bind('UUID', request_id),
    parameters.bind('UUID', isolate_id),
    parameters.bind('UInt32', isolate_seq),
  ].join(', ')})`;
}

/** Of `limit` rows and one, the page, without what was not asked for. */
function page(rows: RequestAnswer[], question: ListQuestion): ListAnswer {
  const { limit, sort } = question;
  const last = rows[limit - 1];
  const next = last && rows.length > limit ? positionOf(last, sort.field) : undefined;
  return { rows: shown(rows.slice(0, question.limit), question), next };
}

function positionOf(row: RequestAnswer, field: SortField): Position {
  const { created_at, request_id, isolate_id, isolate_seq } = row;
  return positionSchema.parse({
    created_at,
    request_id,
    isolate_id,
    isolate_seq,
    ...(field === 'created_at' ? {} : { value: row[field] ?? null }),
  });
}

function shown(rows: readonly RequestAnswer[], { columns }: ListQuestion): RequestAnswer[] {
  return rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])));
}
