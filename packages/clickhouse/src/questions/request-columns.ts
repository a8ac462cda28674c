import { type ColumnField, findField } from '@tallystick/filter';
import { requestRowSchema } from '@tallystick/log';
import * as z from 'zod';
import { fieldSql } from './filter-sql.ts';
import type { Parameters } from './parameters.ts';

const { org_id, version, is_deleted, ...stored } = requestRowSchema.shape;

/** `YYYY-MM-DD hh:mm:ss.mmm` of ClickHouse as ISO 8601. */
export const answeredTime = z.string().transform((text) => `${text.replace(' ', 'T')}Z`);

/**
 * What a call is answered with, by column: times in ISO 8601, money as decimal text in USD, null where unknown. Beside what is stored:
 * `failed` and `total_tokens`, which follow from it.
 */
export const requestColumns = {
  ...stored,
  created_at: answeredTime,
  responded_at: answeredTime,
  total_tokens: z.int().nullable(),
  failed: z.boolean(),
};
export type RequestColumn = keyof typeof requestColumns;
export const requestColumnNames = Object.keys(requestColumns) as RequestColumn[];
export type RequestAnswer = Partial<z.infer<z.ZodObject<typeof requestColumns>>>;

/** The columns of a SELECT, and the schema of its rows. */
export function selectColumns(names: readonly RequestColumn[], parameters: Parameters) {
  const columns = [...new Set(names)];
  const list = columns.map((name) => {
    const field = findField(name satisfies ColumnField | RequestColumn);
    const sql = field ? fieldSql(field, parameters) : name;
    return sql === name ? name : `${sql} AS ${name}`;
  });
  const shape = Object.fromEntries(columns.map((name) => [name, requestColumns[name]]));
  return { list: list.join(', '), schema: z.object(shape) as unknown as z.ZodType<RequestAnswer> };
}
