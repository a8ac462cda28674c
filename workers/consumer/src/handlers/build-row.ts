import { type BodyText, bodyText } from '@tallystick/bodies';
import type { EncodedBodyRow } from '@tallystick/clickhouse';
import { clickhouseTime, completeVersion, type RequestIdRow, type RequestRow, uuidv7Time } from '@tallystick/log';
import type { Described } from './describe.ts';
import type { WithBodies } from './load-bodies.ts';

/** A call as ClickHouse stores it. */
export interface Row {
  request: RequestRow;
  /** Absent when ClickHouse holds no body of the call. */
  body: EncodedBodyRow | undefined;
  /** Absent when the id itself tells the call's time. */
  requestId: RequestIdRow | undefined;
  /** What becomes of the call's object in R2 now. */
  object: WithBodies['object'];
  /** The text of the bodies that go to ClickHouse. Bytes. */
  size: number;
}

const omitted: BodyText = { utf8: new Uint8Array(), encoding: 'utf8' };

/** Makes the rows of a call. The same message gives the same rows whenever it is handled. */
export function buildRow(log: Described): Row {
  const { call, facts, usage, cost, details } = log;
  const created_at = clickhouseTime(call.created_at);
  const request_id = call.request_id.toLowerCase();
  const key = { org_id: call.org_id, created_at, request_id };
  const message = { isolate_id: call.isolate_id.toLowerCase(), isolate_seq: call.isolate_seq };
  // Only a complete row is told from an incomplete one: a redelivery gives the same again, an edit counts up from here.
  const version = log.complete ? completeVersion : 0;
  const inClickhouse = log.location === 'clickhouse';
  const text = { request: omitted, response: omitted };
  if (inClickhouse && !call.request.omit) text.request = bodyText(log.request);
  if (inClickhouse && !call.response.omit) text.response = bodyText(log.response);
  return {
    request: {
      org_id: call.org_id,
      created_at,
      request_id,
      call_id: call.call_id.toLowerCase(),
      attempt: call.attempt,
      response_id: facts.responseId,
      key_id: call.key_id,
      isolate_id: message.isolate_id,
      isolate_seq: message.isolate_seq,
      version,
      is_deleted: 0,

      provider: call.provider,
      model: facts.model || facts.requestedModel,
      requested_model: facts.requestedModel,
      path: call.path,
      target_host: call.target_host,
      status: call.status,
      streamed: call.streamed,
      finish: call.finish,
      finish_reason: facts.finishReason,
      service_tier: facts.serviceTier,
      // The provider's words may quote what the caller asked not to keep.
      error:
        call.error ||
        (call.response.omit ? facts.errorCode : facts.error) ||
        (log.complete ? '' : 'the bodies were lost'),
      warnings: [...call.warnings, ...log.warnings, ...facts.warnings, ...(facts.unreadable ? [facts.unreadable] : [])],

      responded_at: clickhouseTime(call.responded_at),
      latency_ms: call.latency_ms,
      ttft_ms: call.ttft_ms,

      prompt_tokens: usage.promptTokens,
      completion_tokens: usage.completionTokens,
      cache_read_tokens: usage.cacheReadTokens,
      cache_write_tokens: usage.cacheWriteTokens,
      prompt_audio_tokens: usage.promptAudioTokens,
      completion_audio_tokens: usage.completionAudioTokens,
      reasoning_tokens: usage.reasoningTokens,
      tokens_source: log.tokensSource,
      usage_details: details.usage_details,

      cost_usd: cost.cost_usd,
      cost_breakdown: cost.cost_breakdown,
      cost_source: cost.cost_source,
      cost_saved_usd: null,
      price_details: details.price_details,

      user_id: log.userId,
      session_id: call.session_id,
      session_path: call.session_path,
      session_name: call.session_name,
      prompt_id: call.prompt_id,
      country: call.country,
      properties: log.properties,

      scores: {},
      threat: null,
      threat_rules: [],
      cached: false,
      cache_reference_id: '',
      passthrough_billing: false,

      body_location: log.location,
      request_bytes: call.request.bytes,
      response_bytes: call.response.bytes,
    },
    body: inClickhouse
      ? {
          ...key,
          ...message,
          version,
          is_deleted: 0,
          request_body: text.request.utf8,
          request_encoding: text.request.encoding,
          response_body: text.response.utf8,
          response_encoding: text.response.encoding,
        }
      : undefined,
    requestId: uuidv7Time(request_id) === call.created_at ? undefined : key,
    object: log.object,
    size: text.request.utf8.length + text.response.utf8.length,
  };
}
