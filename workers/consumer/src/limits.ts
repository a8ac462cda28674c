// What the consumer holds at once, set for an isolate of 128 MB. Bytes.

/** The bodies that one insert takes, and that are in memory together; a single larger call goes alone. */
export const subBatchBytes = 8_000_000;

/** Bodies that are larger than this together, decoded, stand in R2. */
export const keptInR2From = 1024 * 1024;
