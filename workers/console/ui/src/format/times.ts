import { unknown } from './money.ts';

/** `340 ms`, `1.24 s`, `2 m 05 s` */
export function duration(ms: number | null): string {
  if (ms === null) return unknown;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`;
  return `${(minutes / 1440).toFixed(1)} days`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
  formats.set(key, known);
  return known;
}

/** `21 Nov, 14:05:09` in the zone; within the last hour how long ago. */
export function moment(iso: string, zone: string, now = Date.now()): string {
  const ago = now - Date.parse(iso);
  if (ago >= 0 && ago < 60_000) return `${Math.floor(ago / 1000)} s ago`;
  if (ago >= 0 && ago < 3_600_000) return `${Math.floor(ago / 60_000)} min ago`;
  return dateAndTime(iso, zone);
}

/** `21 Nov, 14:05:09`, with the year where it is not this one. */
export function dateAndTime(iso: string, zone: string): string {
  const year = iso.slice(0, 4) === new Date().toISOString().slice(0, 4) ? {} : ({ year: 'numeric' } as const);
  const date = formatOf(zone, { day: 'numeric', month: 'short', ...year }).format(new Date(iso));
  return `${date}, ${clock(iso, zone)}`;
}

/** `14:05:09` */
export function clock(iso: string, zone: string): string {
  return formatOf(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(iso));
}

/** `2026-11-21 14:05:09.123 UTC`, for whoever hovers. */
export function inUtc(iso: string): string {
  return `${iso.replace('T', ' ').replace('Z', '')} UTC`;
}

/** What a bucket of a chart is called: `Sat 21 Nov`, `14:00`, `21 Nov 14:00`. */
export function bucketName(start: number, bucket: string, zone: string): string {
  const at = new Date(start);
  if (bucket === '1M') return formatOf(zone, { month: 'short', year: 'numeric' }).format(at);
  if (/[dw]$/.test(bucket)) return formatOf(zone, { weekday: 'short', day: 'numeric', month: 'short' }).format(at);
  return formatOf(zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(at);
}

/** A mark of a time axis: `2027`, `Nov`, `21 Nov`, `14:00`, by how far the marks are apart. @param step ms */
export function axisTime(at: number, step: number, zone: string): string {
  const name = (options: Intl.DateTimeFormatOptions) => formatOf(zone, options).format(at);
  if (step >= 28 * 86_400_000) return name({ month: 'short', year: 'numeric' });
  const time = name({ hour: '2-digit', minute: '2-digit' });
  return step >= 86_400_000 || time === '00:00' ? name({ day: 'numeric', month: 'short' }) : time;
}

/** `12 Nov, 14:00 – 15:30`, `12 – 13 Nov, …`: a span of time, as the zone's clocks show it. Unix ms */
export function spanName(from: number, to: number, zone: string): string {
  const format = formatOf(zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return format.formatRange(from, to);
}
