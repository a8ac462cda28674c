/**
 * What a provider's answer says about itself, in one shape for every wire format. `null` is "the answer does not say":
 * it is never stored as 0.
 *
 * The totals are inclusive: `promptTokens` counts cached input too, `completionTokens` counts reasoning too. Providers that
 * report exclusive numbers are converted by their wire format.
 */
export interface Usage {
  promptTokens: number | null;
  completionTokens: number | null;
  cacheReadTokens: number | null;
  cacheWriteTokens: number | null;
  /** The part of `cacheWriteTokens` written with a one-hour lifetime, which has a price of its own. */
  cacheWrite1hTokens: number | null;
  promptAudioTokens: number | null;
  promptImageTokens: number | null;
  promptVideoTokens: number | null;
  /** The part of `promptAudioTokens` that was read from the cache. */
  cacheReadAudioTokens: number | null;
  /** The part of `promptImageTokens` that was read from the cache. */
  cacheReadImageTokens: number | null;
  completionAudioTokens: number | null;
  completionImageTokens: number | null;
  completionVideoTokens: number | null;
  reasoningTokens: number | null;
  /** Searches of the web that the provider ran and bills by the piece. */
  webSearches: number | null;
  /** The sound that was heard, where the answer tells its length. ms */
  audioMs: number | null;
}

export const unknownUsage: Readonly<Usage> = Object.freeze({
  promptTokens: null,
  completionTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  cacheWrite1hTokens: null,
  promptAudioTokens: null,
  promptImageTokens: null,
  promptVideoTokens: null,
  cacheReadAudioTokens: null,
  cacheReadImageTokens: null,
  completionAudioTokens: null,
  completionImageTokens: null,
  completionVideoTokens: null,
  reasoningTokens: null,
  webSearches: null,
  audioMs: null,
});

/** The tokens that one model took. */
export interface ModelUsage {
  /** '' where the answer does not name it. */
  model: string;
  usage: Usage;
}
