import type { Received } from './receive.ts';

/**
 * How an answer ended: `pending` while it is sent, `complete`, `cut` or `stalled` as the caller had asked, `client_closed`
 * when the other side left first.
 */
export type RecordedOutcome = 'pending' | 'complete' | 'cut' | 'stalled' | 'client_closed';

/** One call as it came over the wire, and what was sent back. */
export interface RecordedCall extends Received {
  answer: {
    /** 0 while nothing has been sent. */
    status: number;
    headers: Record<string, string>;
    /** The body's bytes handed to the socket, content encoding applied, in the pieces in which they were written. */
    pieces: Uint8Array[];
    outcome: RecordedOutcome;
  };
}
