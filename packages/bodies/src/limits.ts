/** What one body may become when its content encoding is undone. Bytes. */
export const bodyLimit = 8 * 1024 * 1024;

/** What decoding may yield for one call in all, also on the way to something that is then thrown away. Bytes. */
export const decodingBudget = 3 * bodyLimit;
