/**
 * From when on an own price holds, as the API has it.
 *
 * @param from Unix ms, 0 for all calls
 * @returns ISO 8601, null for all
 */
export function sinceText(from: number): string | null {
  return from === 0 ? null : new Date(from).toISOString();
}
