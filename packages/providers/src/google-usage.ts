import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { countReader, type Fields, isCount, list, object } from './fields.ts';

/**
 * `promptTokenCount` includes what was cached, and not what the results of tools were read with. `candidatesTokenCount` excludes
 * thoughts. Counts of 0 are left out. Details tell the tokens of each modality; embeddings name theirs in the singular.
 * https://ai.google.dev/api/generate-content#UsageMetadata, https://ai.google.dev/api/embeddings#EmbeddingUsageMetadata,
 * https://googleapis.github.io/js-genai/release_docs/classes/types.GenerateContentResponseUsageMetadata.html
 */
export function readGoogleUsage(usage: Fields, warnings: string[]): Usage {
  const count = countReader(warnings);
  const prompt = count(usage, 'promptTokenCount');
  const toolUse = count(usage, 'toolUsePromptTokenCount');
  const candidates = count(usage, 'candidatesTokenCount');
  const thoughts = count(usage, 'thoughtsTokenCount');
  const total = count(usage, 'totalTokenCount');
  /** Tokens of some modalities; null where no details are given. */
  const tokens = (details: readonly string[], ...modalities: string[]): number | null => {
    const given = details.filter((name) => Array.isArray(usage[name]));
    const counted = given.flatMap((name) => list(usage[name])).map(object);
    const meant = counted.filter(({ modality }) => modalities.some((name) => name === modality));
    const sum = meant.reduce((before, detail) => before + (count(detail, 'tokenCount') ?? 0), 0);
    return given.length > 0 && isCount(sum) ? sum : null;
  };
  const parts = {
    cacheReadTokens: count(usage, 'cachedContentTokenCount'),
    cacheReadAudioTokens: tokens(['cacheTokensDetails'], 'AUDIO'),
    promptAudioTokens: tokens(inputDetails, 'AUDIO'),
    promptImageTokens: tokens(inputDetails, 'IMAGE', 'DOCUMENT'),
    promptVideoTokens: tokens(inputDetails, 'VIDEO'),
    completionAudioTokens: tokens(outputDetails, 'AUDIO'),
    completionImageTokens: tokens(outputDetails, 'IMAGE', 'DOCUMENT'),
    completionVideoTokens: tokens(outputDetails, 'VIDEO'),
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

const inputDetails = ['promptTokensDetails', 'promptTokenDetails', 'toolUsePromptTokensDetails'];
const outputDetails = ['candidatesTokensDetails'];

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
