import { everything } from '@tallystick/filter';
import { unknownCost } from '@tallystick/log';
import * as z from 'zod';
import type { Asker } from './asker.ts';
import { seen, totals } from './groups/figures.ts';
import { Parameters } from './parameters.ts';
import { sourceSql } from './source.ts';

/** More models than anybody names by hand. */
const mostModels = 500;
/** Of one model. */
const mostReasons = 5;

const rowSchema = z.object({
  provider: z.string(),
  model: z.string(),
  calls: z.int(),
  prompt_tokens: totals.prompt_tokens.answered,
  completion_tokens: totals.completion_tokens.answered,
  reasons: z.array(z.string()),
  first_seen: seen.first_seen.answered,
  last_seen: seen.last_seen.answered,
});

/** A model of whose calls the tokens are known and the cost is not. */
export type MissingPrice = z.infer<typeof rowSchema>;

/**
 * The models of calls that have tokens and no cost, those with the most tokens first.
 *
 * @param span Unix ms; `to` is excluded
 * @throws ClickHouseError; `too_much` and `timeout` mean that the question is too large
 */
export async function findMissingPrices(
  asker: Asker,
  span: { from: number; to: number },
): Promise<{ missing: MissingPrice[]; partial: boolean }> {
  const parameters = new Parameters();
  const prefix = parameters.bind('String', unknownCost);
  const found = await asker.ask(
    rowSchema,
    `SELECT provider, if(model = '', requested_model, model) AS model, count() AS calls,
       ${totals.prompt_tokens.sql} AS prompt_tokens, ${totals.completion_tokens.sql} AS completion_tokens,
       arraySort(groupUniqArrayIf(${mostReasons})(reason, reason != '')) AS reasons,
       ${seen.first_seen.sql} AS first_seen, ${seen.last_seen.sql} AS last_seen
     FROM (
       SELECT *, substring(arrayFirst(warning -> startsWith(warning, ${prefix}), warnings), length(${prefix}) + 1) AS reason
       FROM ${sourceSql({ organisation: asker.organisation, ...span }, everything, parameters)}
       WHERE isNull(cost_usd) AND (isNotNull(prompt_tokens) OR isNotNull(completion_tokens))
     )
     GROUP BY provider, model
     ORDER BY ifNull(prompt_tokens, 0) + ifNull(completion_tokens, 0) DESC, provider, model
     LIMIT ${parameters.bind('UInt32', mostModels + 1)}`,
    parameters,
  );
  return { missing: found.slice(0, mostModels), partial: found.length > mostModels };
}
