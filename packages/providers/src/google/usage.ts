import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { countReader, type Fields, isCount, list, object, word } from '../reading/fields.ts';

/**
 * `promptTokenCount` includes what was cached, and not what the results of tools were read with. `candidatesTokenCount` excludes
 * thoughts. Counts of 0 are left out. Details tell the tokens of each modality; embeddings name theirs in the singular.
 * https://ai.google.dev/api/generate-content#UsageMetadata, https://ai.google.dev/api/embeddings#EmbeddingUsageMetadata,
 * https://googleapis.github.io/js-genai/release_docs/classes/types.GenerateContentResponseUsageMetadata.html
 */
export function readGoogleUsage(usage: Fields, warnings: string[], names: UsageNames = usual): Usage {
  const count = countReader(warnings);
  const prompt = count(usage, names.prompt);
  const toolUse = count(usage, names.toolUse);
  const candidates = count(usage, names.candidates);
  const thoughts = count(usage, names.thoughts);
  const total = count(usage, names.total);
  /** Tokens of some modalities; null where no details are given. */
  const tokens = (details: readonly string[], ...modalities: string[]): number | null => {
    const given = details.filter((name) => Array.isArray(usage[name]));
    const counted = given.flatMap((name) => list(usage[name])).map(object);
    const meant = counted.filter(({ modality }) => modalities.includes(word(modality).toUpperCase()));
    const sum = meant.reduce((before, detail) => before + (count(detail, names.tokens) ?? 0), 0);
    return given.length > 0 && isCount(sum) ? sum : null;
  };
  const parts = {
    cacheReadTokens: count(usage, names.cached),
    cacheReadAudioTokens: tokens(names.cacheDetails, 'AUDIO'),
    promptAudioTokens: tokens(names.inputDetails, 'AUDIO'),
    promptImageTokens: tokens(names.inputDetails, 'IMAGE', 'DOCUMENT'),
    promptVideoTokens: tokens(names.inputDetails, 'VIDEO'),
    completionAudioTokens: tokens(names.outputDetails, 'AUDIO'),
    completionImageTokens: tokens(names.outputDetails, 'IMAGE', 'DOCUMENT'),
    completionVideoTokens: tokens(names.outputDetails, 'VIDEO'),
    reasoningTokens: thoughts,
  };
  // One addend dropped as absurd leaves no total to trust.
  if (warnings.length > 0) return { ...unknownUsage, ...parts };
  const input = prompt === null ? null : prompt + (toolUse ?? 0);
  const output = outputOf(candidates, thoughts, input !== null && total !== null ? total - input : null);
  return {
    ...unknownUsage,
    ...parts,
    promptTokens: isCount(input) ? input : null,
    completionTokens: isCount(output) ? output : null,
  };
}

/** What an API calls the counts. */
interface UsageNames {
  prompt: string;
  toolUse: string;
  candidates: string;
  thoughts: string;
  total: string;
  cached: string;
  inputDetails: readonly string[];
  cacheDetails: readonly string[];
  outputDetails: readonly string[];
  /** The count of one modality. */
  tokens: string;
}

const usual: UsageNames = {
  prompt: 'promptTokenCount',
  toolUse: 'toolUsePromptTokenCount',
  candidates: 'candidatesTokenCount',
  thoughts: 'thoughtsTokenCount',
  total: 'totalTokenCount',
  cached: 'cachedContentTokenCount',
  inputDetails: ['promptTokensDetails', 'promptTokenDetails', 'toolUsePromptTokensDetails'],
  cacheDetails: ['cacheTokensDetails'],
  outputDetails: ['candidatesTokensDetails'],
  tokens: 'tokenCount',
};

/** https://ai.google.dev/api/interactions-api */
export const interactionNames: UsageNames = {
  prompt: 'total_input_tokens',
  toolUse: 'total_tool_use_tokens',
  candidates: 'total_output_tokens',
  thoughts: 'total_thought_tokens',
  total: 'total_tokens',
  cached: 'total_cached_tokens',
  inputDetails: ['input_tokens_by_modality', 'tool_use_tokens_by_modality'],
  cacheDetails: ['cached_tokens_by_modality'],
  outputDetails: ['output_tokens_by_modality'],
  tokens: 'tokens',
};

/**
 * All output. The total is the sum of input, candidates and thoughts, so what it leaves after the input is the output, also from
 * servers that leave out the count of thoughts or add it to the candidates.
 *
 * @param rest the total without the input; null when one of the two is not told
 */
function outputOf(candidates: number | null, thoughts: number | null, rest: number | null): number | null {
  if (rest !== null && rest >= (candidates ?? 0)) return rest;
  return candidates === null && thoughts === null ? null : (candidates ?? 0) + (thoughts ?? 0);
}
