/** What went wrong between Tallystick and ClickHouse. */
export type ClickHouseErrorCode =
  /** No answer: refused, reset, no such host. */
  | 'network'
  /** No answer in time, ours or the server's. */
  | 'timeout'
  /** Something else answered in its place: a login page, a proxy's page of maintenance. */
  | 'not_clickhouse'
  | 'overloaded'
  /** Merges do not keep up: smaller inserts make it worse, waiting helps. */
  | 'too_many_parts'
  | 'memory_limit'
  /** Wrong user or password, or a right that is missing. */
  | 'auth'
  /** A database, table, column or word of an enum is missing: the migrations have not run. */
  | 'schema'
  /** The question reads or answers more than it may. */
  | 'too_much'
  /** The server works but may not write: disk full, read-only. */
  | 'not_writable'
  /** These rows will never be accepted. */
  | 'bad_data'
  | 'unknown';

/**
 * A request that ClickHouse did not carry out. `code` and `retry` follow from ClickHouse's exception code (the header
 * X-ClickHouse-Exception-Code) or, without one, from the HTTP status; never from text.
 */
export class ClickHouseError extends Error {
  override name = 'ClickHouseError';
  readonly code: ClickHouseErrorCode;
  /** ClickHouse's own code, 0 when the request did not get that far. */
  readonly exception: number;
  /**
   * What the server wrote, '' for nothing. It may quote rows, and with them prompts: keep it out of logs; that is why the
   * message does not hold it.
   */
  readonly detail: string;

  constructor(
    code: ClickHouseErrorCode,
    options: ErrorOptions & { exception?: number; status?: number; detail?: string } = {},
  ) {
    const { exception = 0, status = 0, detail = '', ...rest } = options;
    const parts = [exception && `exception ${exception}`, status && `HTTP ${status}`].filter(Boolean).join(', ');
    super(`ClickHouse: ${code}${parts && ` (${parts})`}`, rest);
    this.code = code;
    this.exception = exception;
    this.detail = detail;
  }

  /** Whether the same request may succeed later, perhaps after someone has repaired something. */
  get retry(): boolean {
    return this.code !== 'bad_data';
  }
}

/**
 * ClickHouse's exception codes by what they mean for us, as in
 * https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp. One that is not here is `unknown`, and is
 * retried: a call is never given up for a code that nobody thought of.
 */
export const exceptionCodes: { readonly [code in ClickHouseErrorCode]?: Readonly<Record<number, string>> } = {
  timeout: { 159: 'TIMEOUT_EXCEEDED', 209: 'SOCKET_TIMEOUT' },
  overloaded: { 202: 'TOO_MANY_SIMULTANEOUS_QUERIES', 439: 'CANNOT_SCHEDULE_TASK', 745: 'SERVER_OVERLOADED' },
  too_many_parts: { 252: 'TOO_MANY_PARTS' },
  too_much: { 158: 'TOO_MANY_ROWS', 307: 'TOO_MANY_BYTES', 396: 'TOO_MANY_ROWS_OR_BYTES' },
  memory_limit: { 241: 'MEMORY_LIMIT_EXCEEDED' },
  auth: {
    192: 'UNKNOWN_USER',
    193: 'WRONG_PASSWORD',
    194: 'REQUIRED_PASSWORD',
    195: 'IP_ADDRESS_NOT_ALLOWED',
    497: 'ACCESS_DENIED',
    516: 'AUTHENTICATION_FAILED',
  },
  schema: {
    8: 'THERE_IS_NO_COLUMN',
    16: 'NO_SUCH_COLUMN_IN_TABLE',
    47: 'UNKNOWN_IDENTIFIER',
    60: 'UNKNOWN_TABLE',
    81: 'UNKNOWN_DATABASE',
    691: 'UNKNOWN_ELEMENT_OF_ENUM',
  },
  not_writable: { 164: 'READONLY', 242: 'TABLE_IS_READ_ONLY', 243: 'NOT_ENOUGH_SPACE' },
  bad_data: {
    6: 'CANNOT_PARSE_TEXT',
    25: 'CANNOT_PARSE_ESCAPE_SEQUENCE',
    26: 'CANNOT_PARSE_QUOTED_STRING',
    27: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
    33: 'CANNOT_READ_ALL_DATA',
    38: 'CANNOT_PARSE_DATE',
    41: 'CANNOT_PARSE_DATETIME',
    53: 'TYPE_MISMATCH',
    69: 'ARGUMENT_OUT_OF_BOUND',
    70: 'CANNOT_CONVERT_TYPE',
    72: 'CANNOT_PARSE_NUMBER',
    117: 'INCORRECT_DATA',
    130: 'CANNOT_READ_ARRAY_FROM_TEXT',
    131: 'TOO_LARGE_STRING_SIZE',
    321: 'VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE',
    349: 'CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN',
    376: 'CANNOT_PARSE_UUID',
    407: 'DECIMAL_OVERFLOW',
    467: 'CANNOT_PARSE_BOOL',
  },
};

const codeOfException = new Map<number, ClickHouseErrorCode>();
for (const [code, exceptions] of Object.entries(exceptionCodes)) {
  for (const exception of Object.keys(exceptions)) codeOfException.set(Number(exception), code as ClickHouseErrorCode);
}

const codeOfStatus: Readonly<Record<number, ClickHouseErrorCode>> = {
  401: 'auth',
  403: 'auth',
  408: 'timeout',
  429: 'overloaded',
  502: 'network',
  503: 'overloaded',
  504: 'timeout',
};

/**
 * The error that an answer stands for, or `undefined` when it is a good one. Reads the body of a bad one.
 *
 * A good answer names its query (X-ClickHouse-Query-Id): a 200 of anything else on the way confirms nothing. The rows written,
 * in X-ClickHouse-Summary, would say more, but are 0 for asynchronous inserts before ClickHouse 26.4.
 */
export async function errorOf(response: Response): Promise<ClickHouseError | undefined> {
  const exception = Number(response.headers.get('x-clickhouse-exception-code') ?? 0);
  if (response.ok && exception === 0 && response.headers.has('x-clickhouse-query-id')) return undefined;
  const code = exception === 0 ? statusCode(response.status) : codeOfException.get(exception);
  const detail = await response.text();
  return new ClickHouseError(code ?? 'unknown', { exception, status: response.status, detail });
}

function statusCode(status: number): ClickHouseErrorCode | undefined {
  return status < 400 ? 'not_clickhouse' : codeOfStatus[status];
}

/** Anything thrown by a request as a ClickHouseError. */
export function asClickHouseError(cause: unknown): ClickHouseError {
  if (cause instanceof ClickHouseError) return cause;
  const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
  return new ClickHouseError(timedOut ? 'timeout' : 'network', { cause });
}
