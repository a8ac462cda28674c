import { type FieldType, type Filter, findField } from '@tallystick/filter';
import type { BodyRow } from '@tallystick/log';
import { placeColumns, wholePlaceList } from '../place.ts';
import type { Asker } from './asker.ts';
import { filterSql } from './filter-sql.ts';
import { Parameters } from './parameters.ts';
import { type RequestColumn, selectColumns } from './request-columns.ts';
import { scopeSql } from './scope.ts';

/** How calls are written, in ClickHouse's word. */
const formats = { ndjson: 'JSONEachRow', csv: 'CSVWithNames', parquet: 'Parquet' } as const;
export type ExportFormat = keyof typeof formats;

export interface ExportQuestion {
  /** Unix ms; `to` is excluded. */
  from: number;
  to: number;
  filter: Filter;
  format: ExportFormat;
  columns: readonly RequestColumn[];
  /** Adds `bodyColumns`: null for bodies that ClickHouse does not hold. */
  bodies: boolean;
  /** The earliest so many. Default: all. */
  limit?: number | undefined;
}

const bodyColumns = [
  'request_body',
  'request_encoding',
  'response_body',
  'response_encoding',
] as const satisfies (keyof BodyRow)[];
type ExportColumn = RequestColumn | (typeof bodyColumns)[number];

/**
 * All calls that meet a filter, the earliest first, as a file of a format. ClickHouse merges its sorted parts and writes while it reads, so that
 * neither a sort nor a table of a join stands in memory (docs/decisions/0905).
 *
 * @throws ClickHouseError, until the first bytes are there; later, the stream fails
 */
export function exportRequests(asker: Asker, question: ExportQuestion): Promise<ReadableStream<Uint8Array>> {
  const { from, to, filter, format, columns, bodies, limit } = question;
  const parameters = new Parameters();
  const within = scopeSql({ organisation: asker.organisation, from, to }, parameters);
  const { list } = selectColumns([...placeColumns, ...columns], parameters);
  const shown: ExportColumn[] = [...new Set(columns), ...(bodies ? bodyColumns : [])];
  const stored = bodies
    ? `LEFT ANY JOIN (SELECT ${wholePlaceList}, ${bodyColumns.join(', ')} FROM bodies FINAL WHERE ${within}) AS stored USING (${wholePlaceList})`
    : '';
  return asker.stream(
    `SELECT ${shown.map((name) => writtenSql(name, format)).join(', ')}
     FROM (
       SELECT org_id, ${list}
       FROM requests FINAL
       WHERE ${within} AND ${filterSql(filter, parameters, within)}
       ORDER BY ${wholePlaceList}
       ${limit === undefined ? '' : `LIMIT ${parameters.bind('UInt64', limit)}`}
     ) AS calls ${stored}
     SETTINGS ${Object.entries({ ...settings, max_block_size: bodies ? 1024 : 8192 })
       .map(([name, value]) => `${name} = ${typeof value === 'string' ? `'${value}'` : value}`)
       .join(', ')}
     FORMAT ${formats[format]}`,
    parameters,
  );
}

const settings = {
  // One thread keeps the order, and both sides of the join are read in it.
  max_threads: 1,
  join_algorithm: 'full_sorting_merge',
  join_use_nulls: 1,
  // Of each column of each part.
  max_read_buffer_size: 65_536,
  output_format_parallel_formatting: 0,
  output_format_parquet_parallel_encoding: 0,
  output_format_parquet_row_group_size: 65_536,
  output_format_parquet_row_group_size_bytes: 67_108_864,
  // As the API answers them elsewhere.
  date_time_output_format: 'iso',
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 1,
  output_format_json_escape_forward_slashes: 0,
  format_csv_null_representation: '',
};

/** Beside the fields that calls are filtered by. */
const types: Readonly<Record<string, FieldType>> = {
  cost_breakdown: 'list',
  usage_details: 'list',
  price_details: 'list',
  properties: 'list',
  scores: 'list',
  request_body: 'text',
  response_body: 'text',
};

function writtenSql(name: ExportColumn, format: ExportFormat): string {
  const type = findField(name)?.type ?? types[name];
  if (format === 'csv' && type === 'text') return `${inCell(name)} AS ${name}`;
  if (format === 'csv' && type === 'list') return `toJSONString(${name}) AS ${name}`;
  // As bytes, few readers would know it.
  if (format === 'parquet' && type === 'id') return `toString(${name}) AS ${name}`;
  return name;
}

/**
 * Text that a spreadsheet would take for a formula has a `'` before it (https://owasp.org/www-community/attacks/CSV_Injection), and so has text with one of
 * its own: whoever takes off a leading `'` has what was stored.
 */
function inCell(name: string): string {
  return `replaceRegexpOne(${name}, '^[\\'=+@\\t\\r\\n-]', '\\'\\\\0')`;
}
