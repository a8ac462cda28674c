import type { Usage } from '@tallystick/log';
import type { Charge } from './charges.ts';
import { type Rates, rateFor } from './rates.ts';

const hour = 3_600_000n;
const second = 1_000;

/**
 * How long the sound of a call is billed for, where that is not its length. ms
 *
 * - Groq bills 10 s at least: https://console.groq.com/docs/speech-to-text
 * - OpenAI bills whole seconds, and its usage tells those: 9 of a sound of 8.47 s.
 *   https://developers.openai.com/api/reference/resources/audio/subresources/transcriptions/methods/create
 */
const billed: Readonly<Record<string, (ms: number) => number>> = {
  groq: (ms) => Math.max(ms, 10 * second),
  openai: (ms) => Math.ceil(ms / second) * second,
};

/**
 * What a call of a model that has its price by the hour is charged, or in words why that is not known.
 *
 * @returns undefined for a model that has its price by the token
 */
export function timeChargesOf(provider: string, rates: Rates, { audioMs }: Usage): Charge[] | string | undefined {
  const rate = rateFor(rates, 'input_audio_hours', 0);
  if (rate === undefined || rates.has('input_mtok')) return undefined;
  if (audioMs === null) return 'the length of the sound is not known';
  const units = Object.hasOwn(billed, provider) ? billed[provider]?.(audioMs) : undefined;
  return [{ line: 'audio_time', units: units ?? audioMs, rate, per: hour, fee: false }];
}
