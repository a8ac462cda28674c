import type { RequestAnswer } from '@tallystick/client';
import { exactMoney, unknown } from '../../format/money.ts';
import { bytes, count } from '../../format/numbers.ts';
import { duration } from '../../format/times.ts';

/** What two calls are compared by, in words. */
export function factsOf(call: RequestAnswer['request']): [name: string, words: string][] {
  const named = (kind: string, record: Record<string, string | number>) =>
    Object.entries(record).map(([name, value]): [string, string] => [`${kind} ${name}`, String(value)]);
  const facts: [string, string][] = [
    ['Cost', call.cost_usd === null ? unknown : exactMoney(call.cost_usd)],
    ['Prompt tokens', count(call.prompt_tokens)],
    ['Read from cache', count(call.cache_read_tokens)],
    ['Output tokens', count(call.completion_tokens)],
    ['Reasoning tokens', count(call.reasoning_tokens)],
    ['First byte', duration(call.ttft_ms)],
    ['In all', duration(call.latency_ms)],
    ['Answer', call.streamed ? 'streamed' : 'in one piece'],
    ['Finish reason', call.finish_reason || unknown],
    ['Error', call.error || unknown],
    ['Model', call.model || unknown],
    ['Provider', call.provider],
    ['Path', call.path],
    ['Tier', call.service_tier || unknown],
    ['User', call.user_id || unknown],
    ['Session', call.session_name || call.session_id || unknown],
    ['Prompt', call.prompt_id || unknown],
    ['Country', call.country || unknown],
    ['Bytes in → out', `${bytes(call.request_bytes)} → ${bytes(call.response_bytes)}`],
  ];
  return [...facts, ...named('Property', call.properties), ...named('Score', call.scores)];
}
