import * as z from 'zod';
import { finishes, maxUInt32 } from './call-values.ts';
import { uuidPattern } from './ids.ts';
import { idPattern } from './keys.ts';

const uuid = z.string().regex(uuidPattern);
/** To the end of 2299, where ClickHouse's DateTime64 ends. */
const time = z.int().min(0).max(10_413_791_999_999);
const count = z.int().min(0);
const milliseconds = count.max(maxUInt32);

/**
 * What is known of one body. `captured` bytes of it follow the call in its frame, exactly as they went over the wire,
 * `encoding` not undone.
 */
const bodySchema = z.object({
  /** Length on the wire in bytes; null where neither the wire nor the capture tells it. */
  bytes: count.nullable(),
  captured: count,
  /** False when the log holds only a beginning of the body, or none of it. */
  whole: z.boolean(),
  /** The Content-Type header, '' when there was none. */
  type: z.string(),
  /** The Content-Encoding header, '' when there was none. */
  encoding: z.string(),
  /** The caller asked that this body is not kept; its tokens are still counted. */
  omit: z.boolean(),
});

/**
 * One logged call, version 1: what the edge tells the consumer. Everything but the bodies, which follow it as bytes (see
 * `frame.ts`). It names the organisation and the key's id and never holds a credential.
 */
export const callSchema = z.object({
  v: z.literal(1),
  isolate_id: uuid,
  /** Counts the messages of one isolate from 1 without a gap, so that a missing one can be named. */
  isolate_seq: z.int().min(1).max(maxUInt32),
  org_id: z.string().regex(idPattern),
  /** '' for a call accepted without a key. */
  key_id: z.union([z.literal(''), z.string().regex(idPattern)]),
  request_id: uuid,
  /** The same for all attempts (retries, fallbacks) of one call: the request id of the first. */
  call_id: uuid,
  attempt: z.int().min(1).max(255),
  /** Unix ms when the edge received the call. */
  created_at: time,
  /** Unix ms when the answer, or what there was of it, had ended. */
  responded_at: time,
  latency_ms: milliseconds,
  /** Time to the first byte of the answer's body; null when there was none. */
  ttft_ms: milliseconds.nullable(),
  provider: z.string().min(1),
  /** The provider's family of wire formats: `openai`, `anthropic`, … */
  wire: z.string(),
  method: z.string(),
  /** The path sent upstream, without the query. */
  path: z.string(),
  target_host: z.string(),
  status: z.int().min(0).max(999),
  streamed: z.boolean(),
  finish: z.enum(finishes),
  /** What went wrong at the edge, '' when nothing did. */
  error: z.string(),
  /** ISO 3166 alpha-2, '' when unknown. */
  country: z.string(),
  user_id: z.string(),
  session_id: z.string(),
  session_path: z.string(),
  session_name: z.string(),
  prompt_id: z.string(),
  /** The model name to price by instead of the one that answered; '' for none. */
  model_override: z.string(),
  properties: z.record(z.string(), z.string()),
  warnings: z.array(z.string()),
  request: bodySchema,
  response: bodySchema,
  /** Headers of the answer that say what its body leaves out, by their names in lower case; absent where the provider has none. */
  answer_headers: z.record(z.string(), z.string()).optional(),
  /** Where the frame with the bodies stands in R2; absent when the bodies follow inline. */
  object_key: z.string().optional(),
});

export type Call = z.infer<typeof callSchema>;
export type Finish = Call['finish'];
export type CallBody = Call['request'];
