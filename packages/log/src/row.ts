import * as z from 'zod';
import { bodyLocations, costSources, finishes, maxUInt32, tokensSources } from './call-values.ts';

/** ClickHouse does not refuse a number that is too large for its column: it stores the lowest bits of it. */
const uint32 = z.int().min(0).max(maxUInt32);
const tokens = uint32.nullable();
/** Decimal(18, 12) as text, so that no float rounds it on the way. USD. */
const usd = z.string().regex(/^-?\d{1,6}(\.\d{1,12})?$/);
/** `YYYY-MM-DD hh:mm:ss.mmm`, UTC: how ClickHouse writes and reads a DateTime64(3). */
export const timeSchema = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);

/**
 * Where a call is found: the primary key of `requests` and `bodies`. With `isolate_id` and `isolate_seq`, which tell two calls of
 * one id and one millisecond apart, it is their sort key. None of the five ever changes.
 */
const key = { org_id: z.string(), created_at: timeSchema, request_id: z.string() };

/** One row of `requests`, as it is inserted and read with JSONEachRow. The columns are documented in the migration. */
export const requestRowSchema = z.object({
  ...key,
  call_id: z.string(),
  attempt: z.int().min(1).max(255),
  response_id: z.string(),
  key_id: z.string(),
  isolate_id: z.string(),
  isolate_seq: uint32,
  version: z.int().min(0),
  is_deleted: z.union([z.literal(0), z.literal(1)]),

  provider: z.string(),
  model: z.string(),
  requested_model: z.string(),
  path: z.string(),
  target_host: z.string(),
  status: z.int().min(0).max(65_535),
  streamed: z.boolean(),
  finish: z.enum(finishes),
  finish_reason: z.string(),
  service_tier: z.string(),
  error: z.string(),
  warnings: z.array(z.string()),

  responded_at: timeSchema,
  latency_ms: uint32,
  ttft_ms: uint32.nullable(),

  prompt_tokens: tokens,
  completion_tokens: tokens,
  cache_read_tokens: tokens,
  cache_write_tokens: tokens,
  prompt_audio_tokens: tokens,
  completion_audio_tokens: tokens,
  reasoning_tokens: tokens,
  tokens_source: z.enum(tokensSources),
  usage_details: z.record(z.string(), uint32),

  cost_usd: usd.nullable(),
  cost_breakdown: z.record(z.string(), usd),
  cost_source: z.enum(costSources),
  cost_saved_usd: usd.nullable(),
  price_details: z.record(z.string(), z.string()),

  user_id: z.string(),
  session_id: z.string(),
  session_path: z.string(),
  session_name: z.string(),
  prompt_id: z.string(),
  country: z.string(),
  properties: z.record(z.string(), z.string()),

  scores: z.record(z.string(), z.number()),
  threat: z.boolean().nullable(),
  threat_rules: z.array(z.string()),
  cached: z.boolean(),
  cache_reference_id: z.string(),
  passthrough_billing: z.boolean(),

  body_location: z.enum(bodyLocations),
  request_bytes: z.int().min(0).nullable(),
  response_bytes: z.int().min(0).nullable(),
});
export type RequestRow = z.infer<typeof requestRowSchema>;

/** How the text of a stored body stands for its bytes. */
export const bodyEncodings = ['utf8', 'base64'] as const;

/** One row of `bodies`: content encodings undone; base64 where the bytes are not UTF-8 text. */
export const bodyRowSchema = z.object({
  ...key,
  isolate_id: z.string(),
  isolate_seq: uint32,
  version: z.int().min(0),
  is_deleted: z.union([z.literal(0), z.literal(1)]),
  request_body: z.string(),
  request_encoding: z.enum(bodyEncodings),
  response_body: z.string(),
  response_encoding: z.enum(bodyEncodings),
});
export type BodyRow = z.infer<typeof bodyRowSchema>;

/** One row of `request_ids`: where the calls with an id that its caller chose are found. */
export const requestIdRowSchema = z.object({ org_id: z.string(), request_id: z.string(), created_at: timeSchema });
export type RequestIdRow = z.infer<typeof requestIdRowSchema>;

/** Unix ms as a DateTime64(3) in UTC. */
export function clickhouseTime(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').slice(0, 23);
}
