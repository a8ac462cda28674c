import { findField } from '@tallystick/filter';
import type { Parameters } from './parameters.ts';
import { QuestionError } from './question-error.ts';

type Unit = 'calls' | 'attempts' | 'ratio' | 'USD' | 'tokens' | 'tokens/s' | 'ms' | 'users' | 'sessions' | 'score';

/** Something that is counted or computed of a group of calls. */
export interface Measure {
  name: string;
  unit: Unit;
  /** Integers are JSON numbers, decimals text such as `0.000285`, floats JSON numbers. Each may be null where it is unknown. */
  type: 'integer' | 'decimal' | 'float';
  /** For people. */
  description: string;
  /** Over rows of `sourceSql`. NULL is unknown. */
  sql: string;
  /** Of no calls: counts and sums are 0, what is a share, a mean or a quantile is null. */
  ofNone: 0 | '0' | null;
}

type Definition = Omit<Measure, 'name' | 'ofNone'> & { ofNone?: null };

const requests = 'countIf(is_final)';
const errors = 'countIf(is_final AND failed)';
const users = "uniqCombined64If(user_id, user_id != '')";
/** Where an answer's tokens came one after the other and were counted. */
const generated =
  "(NOT cached AND NOT failed AND finish = 'complete' AND isNotNull(completion_tokens) AND generation_ms > 0)";
const quantileLevels = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
type Quantile = keyof typeof quantileLevels;
const quantileNames = Object.keys(quantileLevels) as Quantile[];

/** All levels in each, since ClickHouse computes equal expressions once. */
function quantileSql(name: Quantile, of: string, condition: string): string {
  const levels = Object.values(quantileLevels).join(', ');
  const index = quantileNames.indexOf(name) + 1;
  return `if(countIf(${condition}) = 0, NULL, quantilesExactIf(${levels})(${of}, ${condition})[${index}])`;
}

const known: Readonly<Record<string, Definition>> = {
  requests: {
    unit: 'calls',
    type: 'integer',
    description: 'Calls, each counted where its last attempt is',
    sql: requests,
  },
  errors: {
    unit: 'calls',
    type: 'integer',
    description: 'Calls whose last attempt failed: no answer, a status from 400, or an answer that broke off upstream',
    sql: errors,
  },
  error_rate: {
    unit: 'ratio',
    type: 'float',
    description: 'errors / requests',
    sql: `${errors} / nullIf(${requests}, 0)`,
  },
  attempts: { unit: 'attempts', type: 'integer', description: 'Attempts of calls', sql: 'count()' },
  cost_usd: {
    unit: 'USD',
    type: 'decimal',
    description: 'Cost of all attempts, as far as it is known',
    sql: 'sum(cost_usd)',
  },
  cost_unknown: {
    unit: 'attempts',
    type: 'integer',
    description: 'Attempts whose cost is not known, and so not in cost_usd',
    sql: 'countIf(isNull(cost_usd))',
  },
  cost_saved_usd: {
    unit: 'USD',
    type: 'decimal',
    description: 'What answers from the cache would have cost, as far as it is known',
    // Without a hit nothing was saved, which is known.
    sql: 'if(countIf(cached) = 0, toDecimal128(0, 12), sum(cost_saved_usd))',
  },
  cost_per_request: {
    unit: 'USD',
    type: 'decimal',
    description: 'cost_usd / calls whose cost is known',
    sql: 'sum(cost_usd) / nullIf(countIf(is_final AND isNotNull(cost_usd)), 0)',
    ofNone: null,
  },
  cost_per_user: {
    unit: 'USD',
    type: 'decimal',
    description: 'Cost of the calls that name a user / users',
    sql: `sumIf(cost_usd, user_id != '') / nullIf(${users}, 0)`,
    ofNone: null,
  },
  ...tokens({
    prompt_tokens: 'Input, cached included',
    completion_tokens: 'Output, reasoning included',
    total_tokens: 'Input and output, of attempts where both are known',
    cache_read_tokens: "Input read from the provider's cache",
    cache_write_tokens: "Input written to the provider's cache",
    prompt_audio_tokens: 'Input that was audio',
    completion_audio_tokens: 'Output that was audio',
    reasoning_tokens: 'Output that was reasoning',
  }),
  tokens_per_second: {
    unit: 'tokens/s',
    type: 'float',
    description:
      'Output tokens / time of generation, over whole answers that were not cached: from the first byte of a stream to its end, else from the call to the end of the answer',
    sql: `1000 * sumIf(completion_tokens, ${generated}) / nullIf(sumIf(generation_ms, ${generated}), 0)`,
  },
  ...times('latency', 'From the call to the end of its answer', 'latency_ms', 'is_final'),
  ...times(
    'ttft',
    'From the call to the first byte of its answer',
    'assumeNotNull(ttft_ms)',
    '(is_final AND isNotNull(ttft_ms))',
  ),
  // Clocks differ: a row is never there before its call has ended.
  ...times(
    'ingest_lag',
    'From the end of an answer to the insert of its row',
    "greatest(0, dateDiff('millisecond', responded_at, inserted_at))",
    'is_final',
  ),
  users: {
    unit: 'users',
    type: 'integer',
    description: 'Different users, within 2 %, exact up to some thousands',
    sql: users,
  },
  sessions: {
    unit: 'sessions',
    type: 'integer',
    description: 'Different sessions, within 2 %, exact up to some thousands',
    sql: "uniqCombined64If(session_id, session_id != '')",
  },
  cached: {
    unit: 'calls',
    type: 'integer',
    description: "Calls answered from the edge's cache",
    sql: 'countIf(is_final AND cached)',
  },
  cache_hit_rate: {
    unit: 'ratio',
    type: 'float',
    description: 'cached / requests',
    sql: `countIf(is_final AND cached) / nullIf(${requests}, 0)`,
  },
};

function tokens(descriptions: Readonly<Record<string, string>>): Record<string, Definition> {
  return Object.fromEntries(
    Object.entries(descriptions).map(([name, what]) => [
      name,
      { unit: 'tokens', type: 'integer', description: `${what}, as far as it is known`, sql: `sum(${name})` },
    ]),
  );
}

function times(name: string, what: string, of: string, condition: string): Record<string, Definition> {
  const form = { unit: 'ms', type: 'float' } as const;
  const quantiles = quantileNames.map((quantile): [string, Definition] => {
    const level = quantileLevels[quantile] * 100;
    return [
      `${name}_${quantile}`,
      { ...form, description: `${what}: ${level} % of calls are not above`, sql: quantileSql(quantile, of, condition) },
    ];
  });
  const mean = `sumIf(${of}, ${condition}) / nullIf(countIf(${condition}), 0)`;
  return { ...Object.fromEntries(quantiles), [`${name}_avg`]: { ...form, description: `${what}: mean`, sql: mean } };
}

/** Of scores by their name: `scores.quality.avg`. */
const scoreStatistics = ['count', 'avg', ...quantileNames] as const;

/** Every measure with a name of its own, for people to choose from. */
export const measures: readonly Omit<Measure, 'sql'>[] = Object.entries(known).map(([name, definition]) => {
  const { sql, ...shown } = named(name, definition);
  return shown;
});

/**
 * The measure of a name: one of `measures`, or a statistic of a score, `scores.NAME.avg`, with `count`, `avg`, `p50`, `p90`, `p95` or `p99`.
 *
 * @throws QuestionError when there is none
 */
export function measureNamed(name: string, at: string, parameters: Parameters): Measure {
  const definition = Object.hasOwn(known, name) ? known[name] : undefined;
  if (definition) return named(name, definition);
  const dot = name.lastIndexOf('.');
  const statistic = scoreStatistics.find((one) => one === name.slice(dot + 1));
  const field = dot > 0 ? findField(name.slice(0, dot)) : undefined;
  if (field?.entry?.column === 'scores' && statistic) return scoreMeasure(field.entry.name, statistic, parameters);
  const choices = [...Object.keys(known), `scores.NAME.${scoreStatistics.join('|')}`].join(', ');
  throw new QuestionError(at, `there is no measure ${JSON.stringify(name.slice(0, 80))}: the measures are ${choices}`);
}

function scoreMeasure(score: string, statistic: (typeof scoreStatistics)[number], parameters: Parameters): Measure {
  const key = parameters.bind('String', score);
  const [of, given] = [`scores[${key}]`, `mapContains(scores, ${key})`];
  const name = `scores.${score}.${statistic}`;
  if (statistic === 'count') {
    const description = `Attempts with the score ${score}`;
    return named(name, { unit: 'attempts', type: 'integer', description, sql: `countIf(${given})` });
  }
  const sql =
    statistic === 'avg' ? `if(countIf(${given}) = 0, NULL, avgIf(${of}, ${given}))` : quantileSql(statistic, of, given);
  return named(name, { unit: 'score', type: 'float', description: `Score ${score}: ${statistic}`, sql });
}

function named(name: string, definition: Definition): Measure {
  const { type } = definition;
  return { name, ofNone: type === 'integer' ? 0 : type === 'decimal' ? '0' : null, ...definition };
}
