import type { QueryParameters } from '@tallystick/clickhouse';
import { models } from './models.ts';

/** Calls to generate: the same ones for the same values. */
export interface Traffic {
  seed: number;
  calls: number;
  /** Unix ms of a midnight in UTC; the calls follow from there, in the order of their time. */
  from: number;
  days: number;
}

/** Seven of ten calls are this organisation's. */
export const largestOrganisation = 'acme';
const organisations = 48;
const features =
  'chat summaries search support drafting translation triage reports tagging onboarding moderation coding';
const teams = 'product product discovery care care product care finance discovery growth trust platform';
const countries = 'US DE GB FR IN BR JP CA NL ES IT AU PL SE CH KR MX AT SG ZA';

/** What the statements bind. */
export function trafficParameters({ seed, calls, from, days }: Traffic): QueryParameters {
  const ofModels = (field: keyof (typeof models)[number]) => models.map((model) => model[field]);
  return {
    seed,
    calls,
    from,
    days,
    // A session takes place within ten minutes.
    slot: Math.max(64, Math.round(calls / days / 144)),
    features: features.split(' '),
    teams: teams.split(' '),
    countries: countries.split(' '),
    providers: ofModels('provider'),
    models: ofModels('model'),
    requested: ofModels('requested'),
    hosts: ofModels('host'),
    paths: ofModels('path'),
    inputRates: ofModels('input'),
    cacheReadRates: ofModels('cacheRead'),
    outputRates: ofModels('output'),
    firstTokens: ofModels('firstToken'),
    speeds: ofModels('speed'),
    reasoning: ofModels('reasons').map(Number),
  };
}

const seed = '{seed:UInt32}';
const hash = (of: string, label: string) => `cityHash64(${seed}, ${of}, '${label}')`;
/** Evenly from 0 to 1. */
const even = (of: string, label: string) => `((${hash(of, label)} + 0.5) / 18446744073709551616.)`;
const normal = (of: string, label: string) =>
  `(sqrt(-2 * log(${even(of, `${label} a`)})) * cos(6.283185307179586 * ${even(of, `${label} b`)}))`;
const logNormal = (of: string, label: string, median: string, sigma: number) =>
  `exp(log(${median}) + ${sigma} * ${normal(of, label)})`;
/** 1 to `count`, r about r times as seldom as 1. */
const zipf = (of: string, label: string, count: string) =>
  `toUInt32(least(${count}, floor(exp(${even(of, label)} * log(${count} + 1)))))`;
const uuid = (high: string, low: string) => `reinterpretAsUUID(bitOr(bitShiftLeft(toUInt128(${low}), 64), ${high}))`;
const variant = (low: string) => `bitOr(bitAnd(${low}, 0x3fffffffffffffff), 0x8000000000000000)`;
const uuidv4 = (of: string, label: string) =>
  uuid(`bitOr(bitAnd(${hash(of, `${label} high`)}, 0xffffffffffff0fff), 0x4000)`, variant(hash(of, `${label} low`)));
const uuidv7 = (time: string, of: string) =>
  uuid(
    `bitOr(bitShiftLeft(toUInt64(${time}), 16), 0x7000 + ${hash(of, 'id high')} % 4096)`,
    variant(hash(of, 'id low')),
  );
/** Random text of about 4/3 characters a byte. */
const token = (of: string, label: string, bytes: number) =>
  `base58Encode(substring(concat(${[0, 1, 2]
    .map((i) => `reinterpretAsString(${hash(of, `${label} ${i}`)})`)
    .join(', ')}), 1, ${bytes}))`;
/** A number of another type has another hash. */
const whole = (of: string) => `toUInt64(${of})`;
const isRetry = (of: string) =>
  `(${hash(whole(of), 'retry')} % 150 = 0 AND ${hash(whole(`${of} - 1`), 'retry')} % 150 != 0)`;
const choice = (list: string, index: string, type = 'String') => `({${list}:Array(${type})})[${index}]`;

/** Unix ms. Most calls come around noon, four times as many as at midnight. */
function time(of: string): string {
  const day = `((${of} + ${even(of, 'moment')}) / {calls:UInt64} * {days:UInt32})`;
  const within = `(${day} - floor(${day}))`;
  return `toInt64({from:Int64} + 86400000 * (floor(${day}) + ${within} + 0.6 / 6.283185307179586 * sin(6.283185307179586 * ${within})))`;
}
/** Three in a hundred callers name their calls themselves. */
const isNamed = (of: string) => `(${hash(of, 'named')} % 100 < 3)`;
const requestId = (of: string, at: string) => `if(${isNamed(of)}, ${uuidv4(of, 'id')}, ${uuidv7(at, of)})`;

/** Each layer adds columns to the one before it: what a call follows from comes first. */
const layers: readonly Record<string, string>[] = [
  // A retry is made by whoever made the call before it.
  { n: 'number', retried: isRetry('number + 1'), first: `${whole(`number - ${isRetry('number')}`)}` },
  {
    at: time('n'),
    slot: 'intDiv(first, {slot:UInt32})',
    in_session: `${hash('first', 'in a session')} % 100 < 55`,
    session: `if(in_session, ${hash("slot, intDiv(cityHash64(first, 'which') % {slot:UInt32}, 12)", 'session')}, 0)`,
  },
  { actor: `if(in_session, session, ${hash('first', 'actor')})` },
  {
    organisation: `if(${even('actor', 'large')} < 0.7, '${largestOrganisation}', concat('org-', toString(${zipf('actor', 'organisation', String(organisations))})))`,
    chosen: zipf(`if(${even('n', 'own model')} < 0.8, actor, n)`, 'model', String(models.length)),
    feature_number: zipf('actor', 'feature', '12'),
  },
  {
    user: zipf('actor', 'user', `if(organisation = '${largestOrganisation}', 30000, 800)`),
    feature: choice('features', 'feature_number'),
    failed: `retried OR ${even('n', 'failed')} < 0.01`,
    from_cache: `NOT failed AND ${even('n', 'cache')} < 0.01`,
    streams: `${even('actor', 'streamed')} < 0.34`,
    prompt: `toUInt32(greatest(8, least(120000, ${logNormal('n', 'prompt', '900', 1.1)})))`,
    completion: `toUInt32(greatest(1, least(8000, ${logNormal('n', 'completion', '220', 0.9)})))`,
  },
  {
    // Caches are read in steps of 128 tokens.
    cache_read: `if(${even('actor', 'cached prompt')} < 0.35, intDiv(toUInt32(prompt * 0.9 * ${even('n', 'cached share')}), 128) * 128, 0)`,
    thought: `if(${choice('reasoning', 'chosen', 'UInt8')} = 1, toUInt32(completion * 0.8 * ${even('n', 'thought')}), 0)`,
    first_token: logNormal('n', 'first token', choice('firstTokens', 'chosen', 'Float64'), 0.5),
    writing: `1000 * completion / ${logNormal('n', 'speed', choice('speeds', 'chosen', 'Float64'), 0.25)}`,
  },
  {
    latency: `toUInt32(multiIf(failed, ${logNormal('n', 'failing', '180', 0.8)}, from_cache, 3 + ${hash('n', 'hit')} % 9, first_token + writing))`,
    input_cost: `toInt64(prompt - cache_read) * ${choice('inputRates', 'chosen', 'Int64')}`,
    cache_read_cost: `toInt64(cache_read) * ${choice('cacheReadRates', 'chosen', 'Int64')}`,
    output_cost: `toInt64(completion) * ${choice('outputRates', 'chosen', 'Int64')}`,
    // The callers of one isolate are mixed as a cipher mixes: 64 isolates of 64 calls each in every 4,096.
    half: `bitXor(n % 64, cityHash64(intDiv(n, 4096), intDiv(n, 64) % 64) % 64)`,
  },
  { isolate: `bitXor(intDiv(n, 64) % 64, cityHash64(intDiv(n, 4096), 'isolate', half) % 64)` },
  {
    place: `bitXor(half, cityHash64(intDiv(n, 4096), 'place', isolate) % 64)`,
    // Some isolates live longer than others.
    age: 'intDiv(n, 4096) + isolate * 5',
    life: '3 + isolate % 16',
  },
];

const usd = (whole: string) => `${whole} * toDecimal64('0.000000000001', 12)`;
/** Where there is no value there must be 0 behind the NULL, as in rows that were inserted: whatever stands there takes room. */
const unless = (lacking: string, value: string) => `if(${lacking}, NULL, if(${lacking}, 0, ${value}))`;
const unlessFailed = (value: string) => unless('failed', value);

/** The columns of `requests`; those that are not here have their defaults. */
const columns: Record<string, string> = {
  org_id: 'organisation',
  created_at: 'fromUnixTimestamp64Milli(at)',
  request_id: requestId('n', 'at'),
  first_request_id: `if(first = n, toUUIDOrZero(''), ${requestId('first', time('first'))})`,
  attempt: 'if(first = n, 1, 2)',
  response_id: `multiIf(failed, '', provider = 'anthropic', concat('msg_01', ${token('n', 'answer', 16)}), provider = 'mistral', lower(hex(${hash('n', 'answer a')}) || hex(${hash('n', 'answer b')})), provider = 'groq', concat('chatcmpl-', toString(${uuidv4('n', 'answer')})), concat('chatcmpl-', ${token('n', 'answer', 21)}))`,
  key_id: `concat('key_', lower(hex(toUInt32(cityHash64(organisation, ${zipf('actor', 'key', '5')})))))`,
  isolate_id: uuidv4('isolate, intDiv(age, life)', 'isolate'),
  isolate_seq: 'toUInt32(age % life * 64 + place + 1)',
  version: '1',
  provider: choice('providers', 'chosen'),
  model: choice('models', 'chosen'),
  requested_model: choice('requested', 'chosen'),
  path: choice('paths', 'chosen'),
  target_host: choice('hosts', 'chosen'),
  status: `if(failed, if(retried, [429, 500, 503, 529], [400, 400, 401, 404, 429, 429, 500, 503])[1 + ${hash('n', 'status')} % if(retried, 4, 8)], 200)`,
  streamed: 'streams AND NOT failed',
  finish: `multiIf(streamed AND ${even('n', 'closed')} < 0.01, 'client_closed', streamed AND ${even('n', 'broken')} < 0.002, 'upstream_error', 'complete')`,
  finish_reason: `if(failed, '', if(${even('n', 'reason')} < 0.05, 'length', 'stop'))`,
  service_tier: `if(provider = 'openai' AND NOT failed, 'default', '')`,
  error: `if(status = 400, concat('Invalid value for max_tokens: ', toString(${hash('n', 'error')} % 90000)), transform(toUInt16(status), [429, 500, 503, 529, 401, 404], ['Rate limit reached for requests', 'The server had an error while processing your request', 'The model is overloaded', 'Overloaded', 'Incorrect API key provided', 'The model does not exist'], ''))`,
  warnings: `if(${even('n', 'warned')} < 0.004, ['Tally-User-Id is longer than 1,024 characters and was dropped'], [])`,
  responded_at: 'fromUnixTimestamp64Milli(at + latency)',
  latency_ms: 'latency',
  ttft_ms: `if(streamed AND NOT from_cache, toUInt32(least(latency, first_token)), latency - least(latency, ${hash('n', 'body')} % 4))`,
  prompt_tokens: unlessFailed('prompt'),
  completion_tokens: unlessFailed('completion'),
  cache_read_tokens: unlessFailed('cache_read'),
  cache_write_tokens: `if(provider = 'anthropic' AND NOT failed, 0, NULL)`,
  prompt_audio_tokens: `if(provider = 'openai' AND NOT failed, 0, NULL)`,
  completion_audio_tokens: 'prompt_audio_tokens',
  reasoning_tokens: unless("provider != 'openai' OR failed", 'thought'),
  tokens_source: `if(failed, 'unknown', 'provider')`,
  usage_details: 'map()',
  cost_usd: unlessFailed(usd('if(from_cache, 0, input_cost + cache_read_cost + output_cost)')),
  cost_breakdown: `mapFilter((k, v) -> v > 0 AND NOT failed AND NOT from_cache, map('input', ${usd('input_cost')}, 'cache_read', ${usd('cache_read_cost')}, 'output', ${usd('output_cost')}))`,
  cost_source: `if(failed, 'unknown', 'priced')`,
  cost_saved_usd: unless('NOT from_cache', usd('(input_cost + cache_read_cost + output_cost)')),
  price_details: `if(provider = 'anthropic' AND NOT failed, map('inference_geo', 'global'), map())`,
  user_id: `if(${even('actor', 'no user')} < 0.08, '', concat('user_', substring(lower(hex(cityHash64(organisation, 'user', user))), 1, 10)))`,
  session_id: `if(in_session, toString(${uuidv4('session', 'session')}), '')`,
  session_path: `if(in_session, concat('/', feature, '/', ['plan', 'retrieve', 'answer', 'check'][1 + ${hash('n', 'step')} % 4]), '')`,
  session_name: `if(in_session, feature, '')`,
  prompt_id: `if(feature_number % 3 = 0, '', concat(feature, '-v', toString(1 + ${hash('actor', 'prompt')} % 4)))`,
  country: choice('countries', zipf('organisation, user', 'country', '20')),
  properties: `mapFilter((k, v) -> v != '', map(
    'feature', feature,
    'environment', multiIf(${even('actor', 'environment')} < 0.88, 'production', ${even('actor', 'environment')} < 0.97, 'staging', 'development'),
    'team', ${choice('teams', 'feature_number')},
    'customer', if(${even('actor', 'customer')} < 0.8, concat('customer-', toString(intDiv(user, 7))), ''),
    'trace', if(${even('actor', 'traced')} < 0.25, lower(hex(${hash('n', 'trace a')}) || hex(${hash('n', 'trace b')})), '')))`,
  scores: 'map()',
  cached: 'from_cache',
  body_location: `'clickhouse'`,
  request_bytes: `toUInt64(prompt * 4.3 + 180 + ${hash('n', 'request')} % 64)`,
  response_bytes: `toUInt64(if(failed, 210, completion * if(streamed, 190, 4.2) + 420) + ${hash('n', 'response')} % 64)`,
};

/** Reads generated calls with their columns, and with what these follow from. Binds {first:UInt64} and {count:UInt64}. @param where a condition on `number` */
export function callsSql(where: string, replaced: Record<string, string> = {}): string {
  const made = layers.reduce(
    (inner, layer) => `SELECT *, ${list(layer)} FROM (${inner})`,
    `SELECT number FROM numbers({first:UInt64}, {count:UInt64}) WHERE ${where}`,
  );
  return `SELECT *, ${list({ ...columns, ...replaced })} FROM (${made})`;
}

export const callColumns = Object.keys(columns);

/** A few calls are delivered twice, and a few edited: each has two versions of its row. */
export const redelivered = `${hash('number', 'twice')} % 100 = 0`;
export const edited = `${hash('number', 'twice')} % 200 = 1`;
export const editedColumns = { version: '2', scores: `map('quality', round(${even('n', 'quality')}, 2))` };
export const named = isNamed('number');
export const hashOf = hash;
export const rankOf = zipf;

function list(expressions: Record<string, string>): string {
  return Object.entries(expressions)
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(', ');
}
