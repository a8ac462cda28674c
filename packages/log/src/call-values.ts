// Apart from the schemas, since the edge and the web page need these and not the library that schemas are written with.

/** How a call ended, seen from the edge. */
export const finishes = ['complete', 'client_closed', 'upstream_error', 'truncated'] as const;

export const tokensSources = ['provider', 'estimated', 'unknown'] as const;
export const costSources = ['priced', 'provider', 'estimated', 'unknown'] as const;
/** How the warning of a call begins that has tokens and no cost; why follows. */
export const unknownCost = 'the cost is unknown: ';
/** And that of one whose bill may differ from its cost. */
export const estimatedCost = 'the cost is estimated: ';
/** And those of a call whose tokens the provider did not tell, and of which not all were counted. */
export const notEstimated = {
  prompt: 'the prompt is not estimated: ',
  output: 'the output is not estimated: ',
} as const;
export const bodyLocations = ['clickhouse', 'r2', 'omitted'] as const;

/** The largest number of a UInt32 column: ClickHouse would store a larger one modulo 2³². */
export const maxUInt32 = 2 ** 32 - 1;
