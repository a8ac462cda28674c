import {
  type BodyRow,
  bodyEncodings,
  bodyLocations,
  clickhouseTime,
  completeVersion,
  costSources,
  finishes,
  type RequestRow,
  tokensSources,
  uuidv7,
} from '@tallystick/log';
import fc from 'fast-check';
import type { EncodedBodyRow } from '../index.ts';

/** Unix ms of 2026-11-01: all rows of the tests lie in the month after it. */
const start = Date.UTC(2026, 10, 1);

const text = fc.string({ unit: 'binary' }).map((value) => value.toWellFormed());
const uuid = fc.uuid();
const time = fc.integer({ min: start, max: start + 2_592_000_000 - 1 }).map(clickhouseTime);
const tokens = fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const count = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** As ClickHouse writes a decimal: without zeros at its end. */
const usd = fc
  .tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 999_999_999_999 }))
  .map(([whole, part]) => `${whole}.${String(part).padStart(12, '0')}`.replace(/\.?0+$/, ''));
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).map((value) => value.toWellFormed());
// A dictionary with a null prototype would not equal one that was parsed.
const map = <T>(value: fc.Arbitrary<T>) => fc.dictionary(name, value, { noNullPrototype: true, maxKeys: 8 });

/** Any row of `requests`. */
export const anyRequestRow: fc.Arbitrary<RequestRow> = fc.record({
  org_id: text,
  created_at: time,
  request_id: uuid,
  call_id: uuid,
  attempt: fc.integer({ min: 1, max: 255 }),
  response_id: text,
  key_id: text,
  isolate_id: uuid,
  isolate_seq: count,
  version: fc.maxSafeNat(),
  is_deleted: fc.constant<0>(0),
  provider: text,
  model: text,
  requested_model: text,
  path: text,
  target_host: text,
  status: fc.integer({ min: 0, max: 999 }),
  streamed: fc.boolean(),
  finish: fc.constantFrom(...finishes),
  finish_reason: text,
  service_tier: text,
  error: text,
  warnings: fc.array(text),
  responded_at: time,
  latency_ms: count,
  ttft_ms: fc.option(count),
  prompt_tokens: tokens,
  completion_tokens: tokens,
  cache_read_tokens: tokens,
  cache_write_tokens: tokens,
  prompt_audio_tokens: tokens,
  completion_audio_tokens: tokens,
  reasoning_tokens: tokens,
  tokens_source: fc.constantFrom(...tokensSources),
  usage_details: map(count),
  cost_usd: fc.option(usd),
  cost_breakdown: map(usd),
  cost_source: fc.constantFrom(...costSources),
  cost_saved_usd: fc.option(usd),
  price_details: map(text),
  user_id: text,
  session_id: text,
  session_path: text,
  session_name: text,
  prompt_id: text,
  country: text,
  properties: map(text),
  // JSON has no -0.
  scores: map(fc.double({ noNaN: true, noDefaultInfinity: true }).map((score) => score + 0)),
  threat: fc.option(fc.boolean()),
  threat_rules: fc.array(text),
  cached: fc.boolean(),
  cache_reference_id: text,
  passthrough_billing: fc.boolean(),
  body_location: fc.constantFrom(...bodyLocations),
  request_bytes: fc.option(fc.maxSafeNat()),
  response_bytes: fc.option(fc.maxSafeNat()),
});

/** A plain row of `requests`, with what a test wants of it. */
export function requestRow(overrides: Partial<RequestRow> = {}): RequestRow {
  const [row] = fc.sample(anyRequestRow, { numRuns: 1, seed: 1 });
  if (!row) throw new Error('fast-check made no row');
  const request_id = uuidv7(start);
  return { ...row, org_id: 'org', created_at: clickhouseTime(start), request_id, call_id: request_id, ...overrides };
}

let calls = 0;

/** Another call of a million tokens to gpt-4o each time, which tells all that its price follows from, and has no cost. @param at Unix ms */
export function unpricedCall(at: number, overrides: Partial<RequestRow> = {}): RequestRow {
  calls += 1;
  const request_id = uuidv7(at);
  return requestRow({
    ...{
      created_at: clickhouseTime(at),
      request_id,
      call_id: request_id,
      isolate_seq: calls,
      version: completeVersion,
    },
    ...{ provider: 'openai', model: 'gpt-4o', requested_model: 'gpt-4o', service_tier: 'default' },
    ...{ prompt_tokens: 1_000_000, completion_tokens: 0, cache_read_tokens: 0, cache_write_tokens: null },
    ...{ prompt_audio_tokens: null, completion_audio_tokens: null, reasoning_tokens: 0, tokens_source: 'provider' },
    ...{ usage_details: {}, price_details: {}, cached: false, warnings: [] },
    ...{ cost_usd: null, cost_breakdown: {}, cost_source: 'unknown' },
    ...overrides,
  });
}

/** A plain row of `bodies`, with what a test wants of it. */
export function bodyRow(overrides: Partial<BodyRow> = {}): BodyRow {
  const [request_encoding, response_encoding] = [bodyEncodings[0], bodyEncodings[1]];
  const key = { org_id: 'org', created_at: clickhouseTime(start), request_id: uuidv7(start) };
  return {
    ...key,
    isolate_id: '019a3b00-0000-7000-8000-00000000000a',
    isolate_seq: 1,
    version: completeVersion,
    is_deleted: 0,
    request_body: '{}',
    request_encoding,
    response_body: 'AA==',
    response_encoding,
    ...overrides,
  };
}

/** Any row of `bodies`. */
export const anyBodyRow: fc.Arbitrary<BodyRow> = fc.record({
  org_id: text,
  created_at: time,
  request_id: uuid,
  isolate_id: uuid,
  isolate_seq: count,
  version: fc.maxSafeNat(),
  is_deleted: fc.constant<0>(0),
  request_body: text,
  request_encoding: fc.constantFrom(...bodyEncodings),
  // Some need two or three bytes for their length.
  response_body: fc.tuple(text, fc.nat(20_000)).map(([word, times]) => `${word}.`.repeat(times)),
  response_encoding: fc.constantFrom(...bodyEncodings),
});

const encoder = new TextEncoder();

/** A row of `bodies` as it is inserted. */
export function encoded(row: BodyRow): EncodedBodyRow {
  return {
    ...row,
    request_body: encoder.encode(row.request_body),
    response_body: encoder.encode(row.response_body),
  };
}
