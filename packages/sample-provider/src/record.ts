/**
 * How an answer ended: `pending` while it is sent, `complete`, `cut` or `stalled` as the caller had asked, `client_closed`
 * when the other side left first.
 */
export type RecordedOutcome = 'pending' | 'complete' | 'cut' | 'stalled' | 'client_closed';

/** One call as it came over the wire, and what was sent back. */
export interface RecordedCall {
  method: string;
  /** The path as received, without the query. */
  path: string;
  /** The query as received, without the question mark. */
  query: string;
  /** Names in lower case; several values of one name joined as Node joins them. */
  headers: Record<string, string>;
  body: Uint8Array;
  answer: {
    status: number;
    headers: Record<string, string>;
    /** The body's bytes handed to the socket, content encoding applied, in the pieces in which they were written. */
    pieces: Uint8Array[];
    outcome: RecordedOutcome;
  };
}
