/** What tells the rows of an organisation's calls apart, in every table of calls. */
export const placeColumns = ['created_at', 'request_id', 'isolate_id', 'isolate_seq'] as const;

/** The same in SQL. */
export const placeList = placeColumns.join(', ');

/** The same of all organisations: what `requests` and `bodies` are sorted by. */
export const wholePlaceList = `org_id, ${placeList}`;

/** A row's place as a key of a map or set. */
export function placeKey(row: { readonly [column in (typeof placeColumns)[number]]?: string | number }): string {
  return placeColumns.map((column) => row[column]).join(' ');
}
