import { type ClickHouseSettings, SettingsMap } from '@clickhouse/client-web';
import { idPattern } from '@tallystick/log';
import type * as z from 'zod';
import type { ClickHouse } from '../client.ts';
import type { Parameters } from './parameters.ts';
import { printStatement } from './print-statement.ts';

/** What one statement may take. */
export interface QuestionLimits {
  /** ms */
  time: number;
  rowsRead: number;
  /** Bytes of ClickHouse's memory. */
  memory: number;
  /** 0: any number. */
  rowsAnswered: number;
}

export const questionLimits: QuestionLimits = {
  time: 20_000,
  rowsRead: 200_000_000,
  memory: 4_000_000_000,
  rowsAnswered: 10_000,
};

/** An answer that is passed on as it comes is long, and never stands in memory. */
export const exportLimits: QuestionLimits = {
  time: 900_000,
  rowsRead: 1_000_000_000,
  memory: 2_000_000_000,
  rowsAnswered: 0,
};

/** Asks ClickHouse on behalf of one organisation. Whatever a statement says, it sees no row of another. */
export interface Asker {
  readonly organisation: string;
  /** What has been asked so far, as SQL with its values in it: to be shown, and pasted into a client of ClickHouse. */
  readonly asked: string;
  /**
   * Parsed rows, as `ClickHouse.query` gives them.
   *
   * @throws ClickHouseError; `too_much` and `timeout` mean that the question is too large
   */
  ask<Row>(row: z.ZodType<Row>, sql: string, parameters: Parameters, limits?: Partial<QuestionLimits>): Promise<Row[]>;
  /**
   * An answer in a format of ClickHouse's, within `exportLimits`, as `ClickHouse.stream` gives it.
   *
   * @throws ClickHouseError, until the first bytes are there
   */
  stream(sql: string, parameters: Parameters): Promise<ReadableStream<Uint8Array>>;
}

/** Every table that holds what belongs to an organisation. */
const tables = ['requests', 'bodies', 'request_ids', 'edits', 'session_edits'] as const;

/** @param signal ends what is being asked, in ClickHouse as well */
export function askerOf(clickhouse: ClickHouse, organisation: string, signal?: AbortSignal): Asker {
  const asked: string[] = [];
  return {
    organisation,
    get asked() {
      return asked.join(';\n\n');
    },
    ask(row, query, parameters, limits) {
      const sql = parameters.statement(query);
      asked.push(printStatement(sql, parameters.values));
      const settings = settingsOf(organisation, { ...questionLimits, ...limits });
      return clickhouse.query(row, sql, parameters.values, { settings, signal });
    },
    stream(query, parameters) {
      const sql = parameters.statement(query);
      asked.push(printStatement(sql, parameters.values));
      return clickhouse.stream(sql, parameters.values, { settings: settingsOf(organisation, exportLimits), signal });
    },
  };
}

function settingsOf(organisation: string, limits: QuestionLimits): ClickHouseSettings {
  if (!idPattern.test(organisation)) throw new RangeError(`not an organisation id: ${organisation}`);
  // The client puts quotes around it, and escapes none.
  const own = `org_id = \\'${organisation}\\'`;
  return {
    // Each statement names its organisation; this holds for a table of one that does not, too.
    additional_table_filters: SettingsMap.from(Object.fromEntries(tables.map((table) => [table, own]))),
    // A part never holds versions of a call of another part's month, since created_at is in the sort key.
    do_not_merge_across_partitions_select_final: 1,
    // A filter may be long; its parts have limits of their own.
    max_query_size: '10000000',
    max_execution_time: limits.time / 1000,
    max_rows_to_read: String(limits.rowsRead),
    max_memory_usage: String(limits.memory),
    max_result_rows: String(limits.rowsAnswered),
    result_overflow_mode: 'throw',
    // Reads only, and a query whose reader has gone ends.
    readonly: '2',
    cancel_http_readonly_queries_on_client_close: 1,
  };
}
