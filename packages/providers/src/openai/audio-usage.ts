import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { countReader, type Fields, isCount, object } from '../reading/fields.ts';

/**
 * Usage of OpenAI's audio, in tokens or in seconds: what is heard is billed by the one or the other. Mistral tells both, by the
 * names of its completions.
 * https://developers.openai.com/api/reference/resources/audio/subresources/transcriptions/methods/create,
 * https://docs.mistral.ai/capabilities/audio
 *
 * @param heard how long the sound was by the answer itself, which not all usage tells. s
 */
export function readAudioUsage(usage: Fields, heard: unknown, warnings: string[]): Usage {
  const count = countReader(warnings);
  const seconds = usage.seconds ?? usage.prompt_audio_seconds ?? heard;
  return {
    ...unknownUsage,
    promptTokens: count(usage, 'input_tokens') ?? count(usage, 'prompt_tokens'),
    completionTokens: count(usage, 'output_tokens') ?? count(usage, 'completion_tokens'),
    promptAudioTokens: count(object(usage.input_token_details), 'audio_tokens'),
    audioMs: seconds === undefined || seconds === null ? null : milliseconds(seconds, warnings),
  };
}

function milliseconds(seconds: unknown, warnings: string[]): number | null {
  const ms = typeof seconds === 'number' ? Math.round(seconds * 1000) : Number.NaN;
  if (isCount(ms)) return ms;
  warnings.push('the length of the sound is no length');
  return null;
}
