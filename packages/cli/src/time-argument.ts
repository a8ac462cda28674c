const milliseconds: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * A time as it is given on the command line: `90m`, `24h`, `7d` or `8w` from now, or a date, with a time of day and its zone or
 * without (UTC).
 *
 * @param direction where a duration leads
 * @returns ISO 8601, UTC; `undefined` when it is none of these
 */
export function parseTime(text: string, direction: 'ago' | 'ahead'): string | undefined {
  const [, count, unit = ''] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  const length = Number(count) * (milliseconds[unit] ?? Number.NaN);
  const time =
    count !== undefined
      ? Date.now() + (direction === 'ago' ? -length : length)
      : /^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:\d\d))?$/.test(text)
        ? Date.parse(text)
        : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
