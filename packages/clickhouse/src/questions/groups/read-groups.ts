import type { Filter } from '@tallystick/filter';
import * as z from 'zod';
import { behindSql, type SortDirection } from '../after.ts';
import type { Asker } from '../asker.ts';
import { Parameters } from '../parameters.ts';
import { QuestionError } from '../question-error.ts';
import { sourceSql } from '../source.ts';
import type { Figure, Told } from './figures.ts';

/** A way to put calls into groups: by user, by model, by a property's values. */
export interface Groups {
  /** What tells groups apart, over rows of `sourceSql`: SQL of text. The last is the group's name. */
  keys: Readonly<Record<string, string>>;
  /** Rows that are in a group. Default: those whose name is not empty. */
  which?: string;
  /** What follows ARRAY JOIN, where a row is in several groups. */
  arrayJoin?: string;
  figures: Readonly<Record<string, Figure>>;
  more: Readonly<Record<string, Told>>;
  /** In what a search looks: keys, and what else is told. Default: the name. */
  searched?: readonly string[];
}

type Answered<Of extends Readonly<Record<string, Told>>> = { [Name in keyof Of]: z.output<Of[Name]['answered']> };
export type GroupRow<Of extends Groups> = { [Name in keyof Of['keys']]: string } & Answered<Of['figures']> &
  Answered<Of['more']>;
export type GroupSortField<Of extends Groups> = keyof Of['figures'] & string;

/** Where a page ended: the keys of its last group, and the value that was sorted by. */
export const groupPositionSchema = z.strictObject({
  value: z.union([z.number(), z.string()]).nullable(),
  keys: z.array(z.string()),
});
export type GroupPosition = z.infer<typeof groupPositionSchema>;

export interface GroupsQuestion<Field extends string = string> {
  /** Unix ms; `to` is excluded. */
  from: number;
  to: number;
  filter: Filter;
  /** What is unknown stands last, and groups of one value in the order of their keys. */
  sort: { field: Field; direction: SortDirection };
  /** Text that the group's name contains; the case of A to Z does not matter. */
  search?: string | undefined;
  limit: number;
  after?: GroupPosition | undefined;
}

/**
 * Groups of calls with their figures, a page of them. A figure means what the measure of its name means in `readMetrics`.
 *
 * Each group is on one page, unless its calls change meanwhile: then its value may, and its place with it.
 *
 * @throws QuestionError when `after` does not fit the rest
 * @throws ClickHouseError; `too_much` and `timeout` mean that the question is too large
 */
export async function readGroups<Of extends Groups>(
  asker: Asker,
  by: (parameters: Parameters) => Of,
  question: GroupsQuestion<GroupSortField<Of>>,
): Promise<{ rows: GroupRow<Of>[]; next: GroupPosition | undefined }> {
  const { sort, limit } = question;
  const parameters = new Parameters();
  const groups: Groups = by(parameters);
  const keys = Object.keys(groups.keys);
  const told = { ...groups.figures, ...groups.more };
  const schema = z.object({
    ...Object.fromEntries(keys.map((name) => [name, z.string()])),
    ...Object.fromEntries(Object.entries(told).map(([name, { answered }]) => [name, answered])),
  });
  const sql = statementOf(asker.organisation, groups, question, parameters);
  const rows = await asker.ask(schema, sql, parameters, { rowsAnswered: limit + 1 });
  const last: Record<string, unknown> | undefined = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    rows: rows.slice(0, limit) as GroupRow<Of>[],
    next: last && groupPositionSchema.parse({ value: last[sort.field], keys: keys.map((name) => last[name]) }),
  };
}

function statementOf(
  organisation: string,
  groups: Groups,
  { from, to, filter, sort, search, limit, after }: GroupsQuestion,
  parameters: Parameters,
): string {
  const keys = Object.entries(groups.keys);
  const [name = '', nameSql = ''] = keys.at(-1) ?? [];
  const told = Object.entries({ ...groups.figures, ...groups.more });
  // A name of their own, since an alias that is a column's name would stand for the column in the other expressions.
  const columns = [...keys, ...told.map(([figure, { sql }]) => [figure, sql])];
  const inner = columns.map(([as, sql]) => `${sql} AS ${as}_`);
  const outer = columns.map(([as]) => `${as}_ AS ${as}`);
  const list = keys.map(([key]) => `${key}_`).join(', ');
  const conditions = [
    ...(search === undefined ? [] : [containsSql(groups.searched ?? [name], search, parameters)]),
    ...(after ? [behindPosition(groups, sort, after, list, parameters)] : []),
  ];
  return `SELECT ${outer.join(', ')}
    FROM (
      SELECT ${inner.join(',\n        ')}
      FROM ${sourceSql({ organisation, from, to }, filter, parameters)}
      ${groups.arrayJoin === undefined ? '' : `ARRAY JOIN ${groups.arrayJoin}`}
      WHERE ${groups.which ?? `${nameSql} != ''`}
      GROUP BY ${list}
    )
    ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
    ORDER BY ${sort.field}_ ${sort.direction === 'desc' ? 'DESC' : 'ASC'} NULLS LAST, ${list}
    LIMIT ${parameters.bind('UInt32', limit + 1)}`;
}

function containsSql(names: readonly string[], text: string, parameters: Parameters): string {
  const needle = parameters.bind('String', text);
  return `(${names.map((name) => `positionCaseInsensitive(${name}_, ${needle}) > 0`).join(' OR ')})`;
}

function behindPosition(
  groups: Groups,
  { field, direction }: GroupsQuestion['sort'],
  after: GroupPosition,
  list: string,
  parameters: Parameters,
): string {
  const figure = groups.figures[field];
  const value = figure?.bound.nullable().safeParse(after.value);
  if (!figure || !value?.success || after.keys.length !== Object.keys(groups.keys).length) {
    throw new QuestionError('cursor', 'is damaged');
  }
  const keys = after.keys.map((key) => parameters.bind('String', key));
  const further = `(${list}) > (${keys.join(', ')})`;
  return behindSql(
    `${field}_`,
    direction,
    value.data === null ? null : parameters.bind(figure.type, value.data),
    further,
  );
}
