/** Rows as aligned columns under their headings: what is too long is not cut, so that it can be copied. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [headings, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** An API's time, to the minute, in UTC. */
export function formatTime(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`;
}
