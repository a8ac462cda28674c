// What the consumer holds at once, set for an isolate of 128 MB. Bytes.

/** The bodies that one insert takes, and that are in memory together; a single larger call goes alone. */
export const subBatchBytes = 8_000_000;

/** What one body may become when its content encoding is undone. */
export const bodyLimit = 8 * 1024 * 1024;

/** What decoding may yield for one call in all, also on the way to something that is then thrown away. */
export const decodingBudget = 3 * bodyLimit;

/** Bodies that are larger than this together, decoded, stand in R2. */
export const keptInR2From = 1024 * 1024;
