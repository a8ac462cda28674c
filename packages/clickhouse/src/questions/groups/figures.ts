import { clickhouseTime } from '@tallystick/log';
import * as z from 'zod';
import { measureNamed } from '../measures.ts';
import { Parameters } from '../parameters.ts';
import { answeredTime } from '../request-columns.ts';

/** Something that is told of a group. */
export interface Told<Value = unknown> {
  /** Over rows of `sourceSql`. NULL is unknown. */
  sql: string;
  /** What it is answered as. */
  answered: z.ZodType<Value>;
}

/** Something that groups can be sorted by, too. */
export interface Figure<Value = unknown> extends Told<Value> {
  /** Of ClickHouse: what a value is compared as. */
  type: string;
  /** Of what was answered, the value to be bound. */
  bound: z.ZodType<string | number>;
}

type Kind<Value> = Omit<Figure<Value>, 'sql'>;

const integer: Kind<number> = { type: 'Int64', answered: z.int(), bound: z.int() };
const float: Kind<number> = { type: 'Float64', answered: z.number(), bound: z.number() };
const decimal: Kind<string> = {
  type: 'Decimal(38, 12)',
  answered: z.string(),
  bound: z.string().regex(/^-?\d{1,26}(\.\d{1,12})?$/),
};
const time: Kind<string> = {
  type: "DateTime64(3, 'UTC')",
  answered: answeredTime,
  bound: z.iso.datetime().transform((text) => clickhouseTime(Date.parse(text))),
};

function known<Value>(kind: Kind<Value>, sql: string): Figure<Value> {
  return { ...kind, sql };
}

/** A measure that is always known. */
function count(name: string): Figure<number> {
  return known(integer, measureSql(name));
}

/** A measure that may be unknown. */
function measure<Value>(kind: Kind<Value>, name: string): Figure<Value | null> {
  return { ...kind, answered: kind.answered.nullable(), sql: measureSql(name) };
}

function measureSql(name: string): string {
  return measureNamed(name, name, new Parameters()).sql;
}

// Each means what the measure of its name means in `readMetrics`.

/** What every group tells. */
export const totals = {
  requests: count('requests'),
  errors: count('errors'),
  cost_usd: measure(decimal, 'cost_usd'),
  cost_unknown: count('cost_unknown'),
  prompt_tokens: measure(integer, 'prompt_tokens'),
  completion_tokens: measure(integer, 'completion_tokens'),
};

export const latencies = { latency_p50: measure(float, 'latency_p50'), latency_p95: measure(float, 'latency_p95') };
export const ttft_p50 = measure(float, 'ttft_p50');
export const tokens_per_second = measure(float, 'tokens_per_second');
export const users = count('users');
export const sessions = count('sessions');

/** When the calls of a group were made that lasts. */
export const seen = { first_seen: known(time, 'min(created_at)'), last_seen: known(time, 'max(created_at)') };

/** When a group began that ends. */
export const span = {
  started_at: known(time, 'min(created_at)'),
  ended_at: known(time, 'max(responded_at)'),
  duration_ms: known(integer, 'toUnixTimestamp64Milli(max(responded_at)) - toUnixTimestamp64Milli(min(created_at))'),
};
