// Apart from the schema of a call, since the edge needs these and not the library that the schema is written with.

/** How a call ended, seen from the edge. */
export const finishes = ['complete', 'client_closed', 'upstream_error', 'truncated'] as const;

/** The largest number of a UInt32 column: ClickHouse would store a larger one modulo 2³². */
export const maxUInt32 = 2 ** 32 - 1;
