// What the consumer holds at once, set for an isolate of 128 MB that runs one batch at a time. Bytes.

/** The bodies that one insert takes, and that are in memory together; a single larger call goes alone. */
export const subBatchBytes = 8_000_000;

/** What a frame may become when it is unpacked. */
export const frameLimit = 32 * 1024 * 1024;

/** What one body may become when its content encoding is undone. */
export const bodyLimit = 8 * 1024 * 1024;

/** Bodies that came through R2 and are larger than this together stay there. */
export const keptInR2From = 1024 * 1024;
