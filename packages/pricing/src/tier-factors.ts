import type { Tier } from './factors.ts';
import { undated } from './undated.ts';

/** What a tier costs relative to the list, where that depends on the model; undefined for models that are not known to have it. */
export type ModelFactors = (model: string) => Tier | undefined;

/**
 * OpenAI's priority processing, which is called fast mode since July 2026 and answers by either word.
 * https://openai.com/api-fast-mode/, https://openai.com/api-priority-processing/, https://developers.openai.com/api/docs/models/gpt-6.2-sol
 */
export const openaiFast = byModel({
  'gpt-6.2-sol': [2, 1],
  'gpt-6-astra': [2, 1],
  'gpt-6-sol': [2, 1],
  'gpt-6-luna': [2, 1],
  'gpt-5.6': [2, 1],
  'gpt-5.6-sol': [2, 1],
  'gpt-5.6-terra': [2, 1],
  'gpt-5.6-luna': [2, 1],
  'gpt-5.5': [5, 2],
  'gpt-5.4': [2, 1],
  'gpt-5.4-mini': [2, 1],
  'gpt-5.3-codex': [2, 1],
  'gpt-5.2': [2, 1],
  'gpt-5.2-codex': [2, 1],
  'gpt-5.1': [2, 1],
  'gpt-5.1-codex': [2, 1],
  'gpt-5.1-codex-max': [2, 1],
  'gpt-5': [2, 1],
  'gpt-5-codex': [2, 1],
  'gpt-5-mini': [9, 5],
  'gpt-4.1': [7, 4],
  'gpt-4.1-mini': [7, 4],
  'gpt-4.1-nano': [2, 1],
  'gpt-4o': [17, 10],
  'gpt-4o-2024-05-13': [7, 4],
  'gpt-4o-mini': [5, 3],
  o3: [7, 4],
  'o4-mini': [20, 11],
});

/** https://platform.claude.com/docs/en/build-with-claude/fast-mode, https://platform.claude.com/docs/en/about-claude/pricing */
export const anthropicFast = byModel({
  'claude-opus-4-6': [6, 1],
  'claude-opus-4-7': [6, 1],
  'claude-opus-4-8': [2, 1],
  'claude-opus-5': [2, 1],
  'claude-opus-5-5': [2, 1],
  'claude-fable-5-2': [2, 1],
  'claude-mythos-5-2': [2, 1],
});

/** A model is found by its name, with or without the date of its snapshot. */
function byModel(factors: Readonly<Record<string, readonly [numerator: number, denominator: number]>>): ModelFactors {
  const known = new Map(
    Object.entries(factors).map(([model, [numerator, denominator]]) => [
      model,
      { numerator: BigInt(numerator), denominator: BigInt(denominator) },
    ]),
  );
  return (model) => known.get(model) ?? known.get(undated(model));
}
