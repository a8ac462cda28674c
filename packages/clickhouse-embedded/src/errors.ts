/** Why a server did not start. */
export type StartErrorCode =
  /** There is no library for this operating system, processor or C library. */
  | 'unsupported_platform'
  /** The platform has a library, but it was not installed. */
  | 'library_missing'
  | 'port_taken'
  /** Another server uses the data directory. */
  | 'data_directory_in_use'
  /** The data directory cannot be made or written. */
  | 'data_directory_unusable'
  /** Anything else; the message holds what the server said. */
  | 'failed';

/** A server that did not start. The message is one line that says what is wrong and what to do. */
export class ClickHouseStartError extends Error {
  override name = 'ClickHouseStartError';
  readonly code: StartErrorCode;

  constructor(code: StartErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
