import { type ClickHouseSettings, createClient } from '@clickhouse/client-web';
import * as z from 'zod';
import { asClickHouseError, errorOf } from './errors.ts';
import { parametersInBody } from './parameters-in-body.ts';
import type { ServiceToken } from './service-token.ts';
import { withoutException } from './without-exception.ts';

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface ClickHouseOptions {
  /** `https://host:8443`, the server's HTTP interface. */
  url: string;
  /** Default: `default`. */
  user?: string | undefined;
  /** Default: ''. */
  password?: string | undefined;
  /** Default: `tally`. */
  database?: string | undefined;
  /** For the whole request, the answer's body included. Default: 30,000 ms. */
  timeout?: number | undefined;
  /**
   * Sends inserts gzipped. Off by default: it costs more CPU than the rest of a request (docs/decisions/0104), and pays only
   * where the network between here and ClickHouse is metered or slow.
   */
  gzip?: boolean | undefined;
  /** For a server behind a Cloudflare Tunnel that Access guards; the user and password above are ClickHouse's own still. */
  serviceToken?: ServiceToken | undefined;
  /** Instead of the global one. */
  fetch?: Fetch | undefined;
}

/** Values for the `{name:Type}` places of a query. */
export type QueryParameters = Record<string, unknown>;

export interface QueryOptions {
  settings?: ClickHouseSettings;
  signal?: AbortSignal | undefined;
}

export interface CommandOptions extends QueryOptions {
  /** ClickHouse runs one query of an id at a time. */
  queryId?: string;
}

/** Rows that are a table for one statement. */
export interface ExternalTable {
  name: string;
  /** Type by column. */
  columns: Readonly<Record<string, string>>;
  rows: readonly object[];
}

/** What is done with one database. Each rejects with a ClickHouseError and nothing else, save a ZodError of `query`. */
export interface ClickHouse {
  /** Inserts rows of one table, by the names of their columns. No rows, no request. */
  insert(table: string, columns: readonly [string, ...string[]], rows: readonly object[]): Promise<void>;
  /** The same for rows that are in ClickHouse's format RowBinary already. */
  insertRowBinary(table: string, columns: readonly string[], bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The rows that a SELECT answers, each parsed with a schema. 64-bit integers come as numbers, decimals as text. */
  query<Row>(row: z.ZodType<Row>, query: string, parameters?: QueryParameters, options?: QueryOptions): Promise<Row[]>;
  /**
   * What a SELECT with a FORMAT answers, as it comes. Resolves with the first bytes; where ClickHouse fails later, or does not end in
   * time, the stream fails as well, and what was read of it is not whole.
   */
  stream(query: string, parameters?: QueryParameters, options?: QueryOptions): Promise<ReadableStream<Uint8Array>>;
  /** Runs a statement without an answer. */
  command(query: string, parameters?: QueryParameters, options?: CommandOptions): Promise<void>;
  /**
   * The same over rows that are sent along, which the statement reads as a table, as often as it likes
   * (https://clickhouse.com/docs/engines/table-engines/special/external-data).
   */
  commandOver(
    table: ExternalTable,
    query: string,
    parameters: Record<string, string>,
    settings?: ClickHouseSettings,
  ): Promise<void>;
}

/** On purpose, whatever the server's own profile says: exact values, and an error rather than a guess. */
const insertSettings: ClickHouseSettings = {
  // The server gathers the small batches of many consumers into one part, and confirms when it is written.
  async_insert: 1,
  wait_for_async_insert: 1,
  // A backfill may bring calls of hundreds of weeks at once. A limit would refuse them with the code of too many parts, and
  // the one needs smaller inserts, the other a pause.
  max_partitions_per_insert_block: '0',
  date_time_input_format: 'basic',
  input_format_skip_unknown_fields: 0,
  input_format_null_as_default: 0,
};

const querySettings: ClickHouseSettings = {
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 1,
  // The whole answer or an error, never half of one.
  wait_end_of_query: 1,
};

/** A client of one ClickHouse database, for Workers and Node. It holds no connection and needs no closing. */
export function createClickHouse(options: ClickHouseOptions): ClickHouse {
  const url = new URL(options.url);
  // What the URL says goes before the options.
  const username = bytesOf(decodeURIComponent(url.username) || (options.user ?? 'default'));
  const password = bytesOf(decodeURIComponent(url.password) || (options.password ?? ''));
  const database = url.pathname.slice(1) || (options.database ?? 'tally');
  url.username = '';
  url.password = '';
  const send = fetchWith(options);
  const client = createClient({
    url,
    username,
    password,
    database,
    // The client's own timeout ends at the headers; the one below does not, and comes first.
    request_timeout: 2 ** 31 - 1,
    fetch: (input, init = {}) => {
      const moved = parametersInBody(input, init);
      return moved ? send(moved.url, moved.init) : send(input, init);
    },
    json: { parse: JSON.parse, stringify },
    log: { level: 127 },
  });
  /** For what the client does not send: anything but text. */
  const post = async (settings: object, body: NonNullable<RequestInit['body']>) => {
    const target = new URL('/', url.origin);
    for (const [name, value] of Object.entries({ database, ...settings })) target.searchParams.set(name, String(value));
    const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}` };
    await attempt(async () => {
      const answer = await send(target, { method: 'POST', headers, body });
      await answer.arrayBuffer();
    });
  };
  return {
    async insert(table, columns, rows) {
      if (rows.length === 0) return;
      await attempt(() =>
        client.insert({
          table,
          columns: [...columns] as [string, ...string[]],
          values: rows,
          format: 'JSONEachRow',
          clickhouse_settings: insertSettings,
        }),
      );
    },
    async insertRowBinary(table, columns, bytes) {
      const query = `INSERT INTO {table:Identifier} (${columns.join(', ')}) FORMAT RowBinary`;
      await post({ query, param_table: table, ...insertSettings }, bytes);
    },
    async query(row, query, parameters = {}, { settings, signal } = {}) {
      const rows = await attempt(async () => {
        const result = await client.query({
          query,
          query_params: parameters,
          format: 'JSONEachRow',
          clickhouse_settings: { ...querySettings, ...settings },
          ...abortedBy(signal),
        });
        return result.json();
      });
      return z.array(row).parse(rows);
    },
    async stream(query, parameters = {}, { settings, signal } = {}) {
      const { stream, response_headers } = await attempt(() =>
        client.exec({
          query,
          query_params: parameters,
          // An exception in the format's own words would look like data.
          clickhouse_settings: { http_write_exception_in_output_format: 0, ...settings },
          ...abortedBy(signal),
        }),
      );
      return stream.pipeThrough(withoutException(String(response_headers['x-clickhouse-exception-tag'] ?? '')));
    },
    async command(query, parameters = {}, { queryId, settings, signal } = {}) {
      await attempt(() =>
        client.command({
          query,
          query_params: parameters,
          clickhouse_settings: { wait_end_of_query: 1, ...settings },
          ...(queryId === undefined ? {} : { query_id: queryId }),
          ...abortedBy(signal),
        }),
      );
    },
    async commandOver({ name, columns, rows }, query, parameters, settings = {}) {
      const form = new FormData();
      form.set(name, new Blob([rows.map(stringify).join('\n')]), name);
      const bound = Object.entries(parameters).map(([parameter, value]) => [`param_${parameter}`, value]);
      const structure = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
      const of = { [`${name}_format`]: 'JSONEachRow', [`${name}_structure`]: structure.join(', ') };
      await post({ query, ...Object.fromEntries(bound), ...of, wait_end_of_query: 1, ...settings }, form);
    },
  };
}

/**
 * The client would take a signal's `onabort` for itself, so that of several statements that share one only the last ended with it; and
 * it passes over a signal that was aborted before.
 */
function abortedBy(signal: AbortSignal | undefined): { abort_signal?: AbortSignal } {
  signal?.throwIfAborted();
  return signal ? { abort_signal: AbortSignal.any([signal]) } : {};
}

/** A text's bytes in UTF-8, one as each character: what `btoa` takes, here and in the client, and what ClickHouse expects in it. */
function bytesOf(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

/**
 * JSON in which half of a surrogate pair is U+FFFD. `JSON.stringify` writes it as an escape that ClickHouse refuses, and one such
 * character, which any caller or provider may send, would keep a whole batch out. The search is cheap and finds a text about
 * escapes too; only then is each string looked at.
 */
function stringify(value: unknown): string {
  const json = JSON.stringify(value);
  return /\\ud/.test(json) ? JSON.stringify(value, wellFormed) : json;
}

/** A replacer for `JSON.stringify`: strings and names of fields, well-formed. */
function wellFormed(_: string, value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name.toWellFormed(), field]));
}

async function attempt<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw asClickHouseError(error);
  }
}

/** What the client lacks: a timeout over the whole request, gzip, a service token, and errors by code. */
function fetchWith({ fetch: send = fetch, timeout = 30_000, gzip = false, serviceToken }: ClickHouseOptions): Fetch {
  return async (input, init = {}) => {
    const deadline = AbortSignal.timeout(timeout);
    const headers = new Headers(init.headers);
    if (serviceToken) {
      headers.set('CF-Access-Client-Id', serviceToken.id);
      headers.set('CF-Access-Client-Secret', serviceToken.secret);
    }
    let { body } = init;
    if (gzip && (typeof body === 'string' || body instanceof Uint8Array)) {
      headers.set('content-encoding', 'gzip');
      body = await new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
    }
    const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
    // A redirect leads to a login page, never to ClickHouse.
    const request: RequestInit = { ...init, headers, signal, redirect: 'manual' };
    const response = await send(input, body === undefined ? request : { ...request, body });
    const error = await errorOf(response);
    if (error) throw error;
    return response;
  };
}
