import { findField } from '@tallystick/filter';
import type { RequestRow } from '@tallystick/log';

export type Values = Record<string, number | string | null>;

export const timeOf = ({ created_at }: RequestRow): number => Date.parse(`${created_at.replace(' ', 'T')}Z`);

/** Rows as they are at last: of those with one place, the one with the highest version, unless it is deleted. */
export function lastVersions(rows: readonly RequestRow[]): RequestRow[] {
  const byPlace = new Map<string, RequestRow>();
  for (const row of rows) {
    const place = [row.org_id, row.created_at, row.request_id, row.isolate_id, row.isolate_seq].join(' ');
    if ((byPlace.get(place)?.version ?? -1) <= row.version) byPlace.set(place, row);
  }
  return [...byPlace.values()].filter(({ is_deleted }) => is_deleted === 0);
}

/** The group of a call, null for none. */
export function groupValue(row: RequestRow, name: string): string | number | boolean | null {
  const field = findField(name);
  if (!field) throw new RangeError(name);
  if (field.entry) {
    const map: Readonly<Record<string, string | number>> = row[field.entry.column];
    return Object.hasOwn(map, field.entry.name) ? (map[field.entry.name] ?? null) : null;
  }
  if (name === 'failed') return failed(row);
  const value = row[field.name as keyof RequestRow] as string | number | boolean | null;
  return value === '' ? null : value;
}

function failed({ status, finish }: RequestRow): boolean {
  return status < 100 || status >= 400 || finish === 'upstream_error';
}

/** What measures mean, said once more without SQL. @param all every row of the organisation, by which a call's last attempt is told */
export function metricsOf(rows: readonly RequestRow[], all: readonly RequestRow[]): Values {
  const finals = rows.filter(
    ({ call_id, attempt }) => !all.some((other) => other.call_id === call_id && other.attempt > attempt),
  );
  const users = distinct(rows.map(({ user_id }) => user_id));
  const hits = rows.filter(({ cached }) => cached);
  const generated = rows.flatMap((row) => {
    const { completion_tokens, latency_ms, ttft_ms, streamed, cached, finish } = row;
    const ms = streamed ? latency_ms - (ttft_ms ?? 0) : latency_ms;
    return completion_tokens === null || cached || failed(row) || finish !== 'complete' || ms <= 0
      ? []
      : [{ completion_tokens, ms }];
  });
  const scores = rows.flatMap((row) => (Object.hasOwn(row.scores, 'quality') ? [row.scores.quality ?? 0] : []));
  const ttfts = finals.flatMap(({ ttft_ms }) => ttft_ms ?? []);
  const latencies = finals.map(({ latency_ms }) => latency_ms);
  const sumOf = (pick: (row: RequestRow) => number | null) => (rows.length === 0 ? 0 : sum(rows.map(pick)));
  return {
    requests: finals.length,
    errors: finals.filter(failed).length,
    error_rate: ratio(finals.filter(failed).length, finals.length),
    attempts: rows.length,
    cost_usd: rows.length === 0 ? '0' : usd(rows.map(({ cost_usd }) => cost_usd)),
    cost_unknown: rows.filter(({ cost_usd }) => cost_usd === null).length,
    cost_saved_usd: hits.length === 0 ? '0' : usd(rows.map(({ cost_saved_usd }) => cost_saved_usd)),
    cost_per_request: share(
      rows.map(({ cost_usd }) => cost_usd),
      finals.filter(({ cost_usd }) => cost_usd !== null).length,
    ),
    cost_per_user: share(
      rows.filter(({ user_id }) => user_id !== '').map(({ cost_usd }) => cost_usd),
      users,
    ),
    prompt_tokens: sumOf(({ prompt_tokens }) => prompt_tokens),
    completion_tokens: sumOf(({ completion_tokens }) => completion_tokens),
    total_tokens: sumOf(({ prompt_tokens: input, completion_tokens: output }) =>
      input === null || output === null ? null : input + output,
    ),
    cache_read_tokens: sumOf(({ cache_read_tokens }) => cache_read_tokens),
    cache_write_tokens: sumOf(({ cache_write_tokens }) => cache_write_tokens),
    prompt_audio_tokens: sumOf(({ prompt_audio_tokens }) => prompt_audio_tokens),
    completion_audio_tokens: sumOf(({ completion_audio_tokens }) => completion_audio_tokens),
    reasoning_tokens: sumOf(({ reasoning_tokens }) => reasoning_tokens),
    tokens_per_second: ratio(
      1000 * (sum(generated.map((one) => one.completion_tokens)) ?? 0),
      sum(generated.map(({ ms }) => ms)) ?? 0,
    ),
    ...statistics('latency_', latencies),
    ...statistics('ttft_', ttfts),
    users,
    sessions: distinct(rows.map(({ session_id }) => session_id)),
    cached: finals.filter(({ cached }) => cached).length,
    cache_hit_rate: ratio(finals.filter(({ cached }) => cached).length, finals.length),
    'scores.quality.count': scores.length,
    ...statistics('scores.quality.', scores),
  };
}

function statistics(prefix: string, values: readonly number[]): Values {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (level: number) => sorted[Math.floor(level * sorted.length)] ?? null;
  return {
    [`${prefix}p50`]: quantile(0.5),
    [`${prefix}p90`]: quantile(0.9),
    [`${prefix}p95`]: quantile(0.95),
    [`${prefix}p99`]: quantile(0.99),
    [`${prefix}avg`]: ratio(sum(values) ?? 0, values.length),
  };
}

function distinct(values: readonly string[]): number {
  return new Set(values.filter((value) => value !== '')).size;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Null when none is known. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
}

/** In 1e-12 USD. */
function units(values: readonly (string | null)[]): bigint | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return known.reduce((total, text) => {
    const [whole = '', part = ''] = text.split('.');
    return total + BigInt(whole + part.padEnd(12, '0'));
  }, 0n);
}

function usd(values: readonly (string | null)[]): string | null {
  const total = units(values);
  return total === null ? null : printed(total);
}

function share(values: readonly (string | null)[], among: number): string | null {
  const total = units(values);
  return total === null || among === 0 ? null : printed(total / BigInt(among));
}

function printed(total: bigint): string {
  const digits = total.toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '');
}
