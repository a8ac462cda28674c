import { anthropic } from './anthropic/family.ts';
import type { Behaviour } from './behaviour.ts';
import type { Call, Endpoint, ProviderError } from './endpoint.ts';
import { openai } from './openai/family.ts';
import type { Reply } from './reply.ts';

/** One provider's API: its endpoints, and what all of its answers have in common. */
export interface Family {
  slug: 'openai' | 'anthropic';
  endpoints: readonly Endpoint[];
  /** Headers that every answer carries. */
  headers(): Record<string, string>;
  /** @throws ProviderError when the call carries no credential, or one that is refused */
  authenticate(call: Call): void;
  /** An error as the provider words it. */
  error(error: ProviderError, behaviour: Behaviour): Reply;
  /** The documented error of a status, for a caller that asks for one. */
  documentedError(status: number): ProviderError;
  /** An error as the provider sends it inside a stream that has begun. */
  errorEvent(call: Call): string;
  unknownPath(call: Call, pathKnown: boolean): ProviderError;
}

/**
 * Which API a call means: by the first path segment or, without one, as SDKs differ: Anthropic's always send
 * `anthropic-version`.
 */
export function familyOf(path: string, headers: Record<string, string>): { family: Family; prefix: string } {
  for (const family of [openai, anthropic]) {
    const prefix = `/${family.slug}`;
    if (path.startsWith(`${prefix}/`)) return { family, prefix };
  }
  return { family: 'anthropic-version' in headers ? anthropic : openai, prefix: '' };
}
