import type { QueryParameters } from '@tallystick/clickhouse';
import { callsSql, hashOf, rankOf } from './call-sql.ts';
import { vocabulary } from './words.ts';

/** The word at rank r stands about r times as seldom as the first. */
export const words: readonly string[] = vocabulary(12_000);

/** As one text: longer than that, the server takes no parameter. */
export const bodyParameters: QueryParameters = { words: words.join(' ') };

const text = (of: string, label: string, count: string) =>
  `arrayStringConcat(arrayMap(i -> splitByChar(' ', {words:String})[${rankOf(`${of}, i`, label, String(words.length))}], range(${count})), ' ')`;

/** What a stream's events have in common, and what an answer begins with. */
const head = (object: string) =>
  `concat('{"id":"', response_id, '","object":"${object}","created":', toString(intDiv(at, 1000)), ',"model":"', model, '",')`;
const usage = `concat('"usage":{"prompt_tokens":', toString(prompt), ',"completion_tokens":', toString(completion), ',"total_tokens":', toString(prompt + completion), ',"prompt_tokens_details":{"cached_tokens":', toString(cache_read), ',"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":', toString(thought), ',"audio_tokens":0}}')`;
/** Characters of an answer that one event of its stream carries: words are cut by them. */
const piece = 32;

const columns = `
  concat('{"model":"', requested_model, '","messages":[{"role":"system","content":"', system, '"},{"role":"user","content":"', question, '"}],"temperature":0.2,',
    if(streamed, '"stream":true,"stream_options":{"include_usage":true},', ''), '"user":"', user_id, '"}') AS request_body,
  'utf8' AS request_encoding,
  multiIf(
    status != 200, concat('{"error":{"message":"', error, '","type":"invalid_request_error","param":null,"code":null}}'),
    streamed, concat(
      arrayStringConcat(arrayMap(i -> concat('data: ', event, '"choices":[{"index":0,"delta":{"content":"', substring(answer, i * ${piece} + 1, ${piece}), '"},"logprobs":null,"finish_reason":null}]}\\n\\n'), range(intDiv(length(answer) - 1, ${piece}) + 1))),
      'data: ', event, '"choices":[],', ${usage}, '}\\n\\ndata: [DONE]\\n\\n'),
    concat(${head('chat.completion')}, '"choices":[{"index":0,"message":{"role":"assistant","content":"', answer, '","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"', finish_reason, '"}],', ${usage}, ',"service_tier":"default","system_fingerprint":"fp_560af6e559"}')
  ) AS response_body,
  'utf8' AS response_encoding`;

/**
 * Reads the bodies of generated calls, OpenAI's JSON: a request of about 2 KB, of which a third is what all of its feature have in
 * common; an answer of about 2 KB, or a stream of about twenty events. Each question names an order of its own.
 */
export function bodiesSql(): string {
  const texts = `SELECT *,
    ${text('feature', 'system', '90')} AS system,
    concat('Order #', substring(hex(${hashOf('n', 'order')}), 1, 10), ': ', ${text('n', 'question', `60 + ${hashOf('n', 'question length')} % 240`)}) AS question,
    ${text('n', 'answer', `if(streamed, 50 + ${hashOf('n', 'answer length')} % 60, 60 + ${hashOf('n', 'answer length')} % 320)`)} AS answer,
    ${head('chat.completion.chunk')} AS event
  FROM (${callsSql('true')})`;
  return `SELECT org_id, created_at, request_id, isolate_id, isolate_seq, 1 AS version, ${columns} FROM (${texts})`;
}
