import { type SpendingAnswer, spendingMeasures } from '@tallystick/clickhouse';

/** A report as exports write CSV, without its total: who adds a column up has it. */
export function spendingCsv({ by, rows }: SpendingAnswer): string {
  const lines = rows.map(({ month, group, values }) => [
    month,
    ...by.map((name) => cellOf(group[name])),
    ...spendingMeasures.map((name) => values[name]),
  ]);
  return [['month', ...by.map(cellOf), ...spendingMeasures], ...lines].map((cells) => `${cells.join(',')}\n`).join('');
}

/** Text in quotes, and what a spreadsheet would take for a formula behind a `'`. */
function cellOf(value: string | number | boolean | null | undefined): string {
  if (typeof value !== 'string') return value === null || value === undefined ? '' : String(value);
  return `"${value.replace(/^['=+@\t\r\n-]/, "'$&").replaceAll('"', '""')}"`;
}
