import { everything } from '@tallystick/filter';
import { unknownCost } from '@tallystick/log';
import * as z from 'zod';
import type { Asker } from './asker.ts';
import { seen, totals } from './groups/figures.ts';
import { Parameters } from './parameters.ts';
import { type RequestAnswer, type RequestColumn, requestColumns } from './request-columns.ts';
import { sourceSql } from './source.ts';

/** More than anybody reads. */
const mostGroups = 500;

const groupSchema = z.object({
  provider: z.string(),
  model: z.string(),
  priced_as: z.string(),
  reason: z.string(),
  calls: z.int(),
  prompt_tokens: totals.prompt_tokens.answered,
  completion_tokens: totals.completion_tokens.answered,
  first_seen: seen.first_seen.answered,
  last_seen: seen.last_seen.answered,
});

/** Calls whose tokens are known and whose cost is not, for one reason. */
export interface MissingPrice extends z.infer<typeof groupSchema> {
  /** The columns of the latest of those that tell their output, else of all of them. */
  latest: RequestAnswer;
}

/**
 * The calls that have tokens and no cost, by model, by the one that the caller wants them priced by ('' for the same) and by the reason that their
 * warnings give ('' for none), those with the most tokens first.
 *
 * @param span Unix ms; `to` is excluded
 * @param columns of a call, to be answered with each
 * @throws ClickHouseError; `too_much` and `timeout` mean that the question is too large
 */
export async function findMissingPrices(
  asker: Asker,
  span: { from: number; to: number },
  columns: readonly RequestColumn[],
): Promise<{ missing: MissingPrice[]; partial: boolean }> {
  const parameters = new Parameters();
  const prefix = parameters.bind('String', unknownCost);
  const latest = z
    .array(z.unknown())
    .transform((values) => Object.fromEntries(columns.map((name, i) => [name, requestColumns[name].parse(values[i])])));
  const found = await asker.ask(
    groupSchema.extend({ latest }),
    `SELECT provider, if(model = '', requested_model, model) AS model, priced_as, reason, count() AS calls,
       ${totals.prompt_tokens.sql} AS prompt_tokens, ${totals.completion_tokens.sql} AS completion_tokens,
       ${seen.first_seen.sql} AS first_seen, ${seen.last_seen.sql} AS last_seen,
       argMax(columns, (is_output_told, created_at)) AS latest
     FROM (
       SELECT *, tuple(${columns.join(', ')}) AS columns, isNotNull(completion_tokens) AS is_output_told, price_details['priced_as'] AS priced_as,
         substring(arrayFirst(warning -> startsWith(warning, ${prefix}), warnings), length(${prefix}) + 1) AS reason
       FROM ${sourceSql({ organisation: asker.organisation, ...span }, everything, parameters)}
       WHERE isNull(cost_usd) AND (isNotNull(prompt_tokens) OR isNotNull(completion_tokens))
     )
     GROUP BY provider, model, priced_as, reason
     ORDER BY ifNull(prompt_tokens, 0) + ifNull(completion_tokens, 0) DESC, provider, model, priced_as, reason
     LIMIT ${parameters.bind('UInt32', mostGroups + 1)}`,
    parameters,
  );
  return { missing: found.slice(0, mostGroups), partial: found.length > mostGroups };
}
