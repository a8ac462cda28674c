import {
  type Asker,
  findRequestEnds,
  type Place,
  placeColumns,
  placeKey,
  type RequestAnswer,
  type RequestColumn,
} from '@tallystick/clickhouse';
import { readPreview } from '@tallystick/providers/preview';

/** What rows must have for their previews. */
export const previewColumns: readonly RequestColumn[] = [...placeColumns, 'path'];

/**
 * The rows with these of their columns and what their users said last, null where ClickHouse holds no text of the request.
 *
 * @param rows with `previewColumns`
 */
export async function withPreviews(asker: Asker, rows: readonly RequestAnswer[], columns: readonly RequestColumn[]) {
  const ends = await findRequestEnds(asker, rows as Place[]);
  const previews = new Map(ends.map((one) => [placeKey(one), one]));
  return rows.map((row) => {
    const found = previews.get(placeKey(row));
    const preview = (found && readPreview(row.path ?? '', found)) ?? null;
    return { ...Object.fromEntries(columns.map((name) => [name, row[name]])), preview };
  });
}
