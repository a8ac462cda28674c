import { clickhouseTime, completeVersion, type RequestRow, uuidv7Time } from '@tallystick/log';
import type { RecordedCall } from '@tallystick/sample-provider';
import { expect } from 'vitest';
import { keyIdOf, type Testbed } from './testbed.ts';

type Column = keyof RequestRow;

/** The columns that follow from what a test did; all others are told by the call itself. */
export type Told = Partial<Record<Column, unknown>> & Pick<RequestRow, 'provider' | 'path'>;

const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const wholeMs = expect.toSatisfy((ms) => Number.isInteger(ms) && ms >= 0, 'a whole number of ms');

/**
 * Every column of a call's row. It lists them all, so that a column that is added to the table does not compile here until
 * someone has said what a test expects of it.
 *
 * @param sent what reached the provider and what it answered
 * @param told what differs from a complete, plain call with status 200 of which nothing but its bytes is known
 */
export function expectedRow(
  { stack, provider }: Testbed,
  requestId: string,
  sent: RecordedCall | undefined,
  told: Told,
): Record<Column, unknown> {
  const createdAt = uuidv7Time(requestId);
  return {
    org_id: stack.organisation,
    created_at: createdAt === undefined ? expect.any(String) : clickhouseTime(createdAt),
    request_id: requestId,
    call_id: requestId,
    attempt: 1,
    response_id: '',
    key_id: keyIdOf(stack.writeKey),
    isolate_id: uuid,
    isolate_seq: expect.toSatisfy((seq) => seq >= 1, 'a number from 1'),
    version: completeVersion,
    is_deleted: 0,

    model: '',
    requested_model: '',
    target_host: new URL(provider.url).host,
    status: sent?.answer.status,
    streamed: false,
    finish: 'complete',
    finish_reason: '',
    service_tier: '',
    error: '',
    warnings: [],

    responded_at: expect.toSatisfy((time) => time >= clickhouseTime(createdAt ?? 0), 'a time after created_at'),
    latency_ms: wholeMs,
    ttft_ms: wholeMs,

    prompt_tokens: null,
    completion_tokens: null,
    cache_read_tokens: null,
    cache_write_tokens: null,
    prompt_audio_tokens: null,
    completion_audio_tokens: null,
    reasoning_tokens: null,
    tokens_source: 'cost_usd' in told ? 'provider' : 'unknown',
    usage_details: {},

    cost_usd: null,
    cost_breakdown: {},
    cost_source: 'cost_usd' in told ? 'priced' : 'unknown',
    cost_saved_usd: null,
    price_details: {},

    user_id: '',
    session_id: '',
    session_path: '',
    session_name: '',
    prompt_id: '',
    country: '',
    properties: {},

    scores: {},
    threat: null,
    threat_rules: [],
    cached: false,
    cache_reference_id: '',
    passthrough_billing: false,

    body_location: 'clickhouse',
    request_bytes: sent?.body.length,
    response_bytes: sent?.answer.pieces.reduce((sum, piece) => sum + piece.length, 0),
    ...told,
  };
}
