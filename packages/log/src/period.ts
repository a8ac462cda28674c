/** Clocks of edges and callers may be ahead by this. Ms. */
export const clockSkew = 300_000;

/** No call is older, Unix ms: months before would only be partitions of ClickHouse for clocks gone wrong. */
export const earliestCall = Date.UTC(2020, 0);

/** ClickHouse's DateTime64 tells no times apart beyond, Unix ms. */
export const latestTime = Date.UTC(2200, 0);
