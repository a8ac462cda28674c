import * as z from 'zod';

/** What the terminal shows of a stored call: columns of `requests`. */
export const landedCallSchema = z.object({
  request_id: z.string(),
  status: z.int(),
  finish: z.string(),
  provider: z.string(),
  model: z.string(),
  prompt_tokens: z.int().nullable(),
  completion_tokens: z.int().nullable(),
  /** Decimal text, USD. */
  cost_usd: z.string().nullable(),
  latency_ms: z.int(),
});

export type LandedCall = z.infer<typeof landedCallSchema>;

/**
 * `200 openai gpt-4o-mini 1,200→300 $0.000285 1.24s http://…/requests/ID`; what is unknown is `–`, never 0. A call that did not
 * end well says so after that.
 */
export function callLine(call: LandedCall, consoleUrl: string): string {
  const tokens = (count: number | null) => (count === null ? '–' : count.toLocaleString('en-US'));
  return [
    call.status,
    call.provider,
    call.model.replace(unprintable, '·') || '–',
    `${tokens(call.prompt_tokens)}→${tokens(call.completion_tokens)}`,
    call.cost_usd === null ? '–' : dollars(call.cost_usd),
    `${(call.latency_ms / 1000).toFixed(2)}s`,
    `${consoleUrl}/requests/${call.request_id}`,
    ...(call.finish === 'complete' ? [] : [call.finish]),
  ].join(' ');
}

/** A name comes from outside: it must not move the terminal's cursor, nor look like two. */
const unprintable = /[\s\p{Cc}\p{Cf}]/gu;

/** All decimals that matter, but at least cents. */
function dollars(decimal: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return `$${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}
