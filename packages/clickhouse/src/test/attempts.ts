import { clickhouseTime, type RequestRow } from '@tallystick/log';
import fc from 'fast-check';
import { requestRow } from './rows.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The id of the nth call. */
export const idOf = (number: number) => `019a3b00-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** The nth call of organisation `acme`, plain but for what a test wants of it. @param at Unix ms */
export function plainCall(isolate_seq: number, at: number, overrides: Partial<RequestRow> = {}): RequestRow {
  return requestRow({
    org_id: 'acme',
    created_at: clickhouseTime(at),
    request_id: idOf(isolate_seq),
    call_id: idOf(isolate_seq),
    attempt: 1,
    isolate_seq,
    version: 1,
    model: 'm',
    status: 200,
    finish: 'complete',
    error: '',
    user_id: '',
    session_id: '',
    cost_usd: null,
    cost_saved_usd: null,
    cached: false,
    properties: {},
    scores: {},
    ...overrides,
  });
}

const few = fc.option(fc.integer({ min: 0, max: 5000 }));
const usd = fc.option(fc.constantFrom('0', '0.1', '0.000000000001', '999999', '0.000285', '12.3'));
const text = fc.constantFrom('', 'a', 'b', 'other', 'c');
const facts = fc.record({
  provider: fc.constantFrom('openai', 'anthropic'),
  model: text,
  requested_model: text,
  user_id: text,
  session_id: text,
  session_name: text,
  session_path: fc.constantFrom('', '/', '/a', 'a/', '/a/b', '//a//b/c', '/b/a', 'é/ x'),
  prompt_id: text,
  country: text,
  error: text,
  status: fc.constantFrom(0, 200, 200, 200, 404, 500),
  finish: fc.constantFrom('complete', 'client_closed', 'upstream_error', 'truncated'),
  streamed: fc.boolean(),
  cached: fc.boolean(),
  threat: fc.option(fc.boolean()),
  latency_ms: fc.integer({ min: 0, max: 100 }),
  ttft_ms: fc.option(fc.integer({ min: 0, max: 100 })),
  prompt_tokens: few,
  completion_tokens: few,
  cache_read_tokens: few,
  cache_write_tokens: few,
  prompt_audio_tokens: few,
  completion_audio_tokens: few,
  reasoning_tokens: few,
  cost_usd: usd,
  cost_saved_usd: usd,
  properties: fc.dictionary(fc.constantFrom('feature', 'team'), text, { noNullPrototype: true }),
  scores: fc.dictionary(fc.constantFrom('quality', 'other'), fc.constantFrom(0, 0.5, -1, 0.1), {
    noNullPrototype: true,
  }),
});

/** Calls of several attempts, some of them delivered twice, edited, deleted, or another's, around the time that is asked about. */
export const attemptsAround = (from: number, to: number): fc.Arbitrary<RequestRow[]> =>
  fc
    .array(
      fc.record({
        org_id: fc.constantFrom('acme', 'acme', 'acme', 'other'),
        at: fc.integer({ min: from - 4 * day, max: to + hour }),
        pause: fc.integer({ min: 1, max: 29 * minute }),
        attempts: fc.array(fc.tuple(facts, fc.constantFrom('', '', '', 'twice', 'edited', 'deleted'), facts), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
      { minLength: 1, maxLength: 30 },
    )
    .map((calls) =>
      calls.flatMap(({ org_id, at, pause, attempts }, i) =>
        attempts.flatMap(([first, change, later], j): RequestRow[] => {
          const seq = 10 * i + j;
          const created = at + j * pause;
          const responded_at = clickhouseTime(created + first.latency_ms);
          const own = { org_id, call_id: idOf(10 * i), attempt: j + 1, responded_at };
          const row = { ...plainCall(seq, created, first), ...own };
          if (change === 'twice') return [row, row];
          if (change === 'edited') return [row, { ...row, ...later, version: 2 }];
          // As blank as a tombstone.
          if (change === 'deleted')
            return [row, { ...row, attempt: 1, call_id: row.request_id, version: 9, is_deleted: 1 }];
          return [row];
        }),
      ),
    );
