import { compatible } from './compatible.ts';
import type { Provider } from './provider.ts';
import { anthropic } from './providers/anthropic.ts';
import { cohere } from './providers/cohere.ts';
import { google } from './providers/google.ts';
import { mistral } from './providers/mistral.ts';
import { openai } from './providers/openai.ts';
import { vertex } from './providers/vertex.ts';

export * from './answer-headers.ts';
export { regionOf } from './bedrock/region.ts';
export * from './errors.ts';
export { type OwnHost, ownHosts } from './own-hosts.ts';
export * from './provider.ts';

/** Every provider that the edge knows by name. */
export const providers: readonly Provider[] = [openai, anthropic, google, vertex, mistral, cohere, ...compatible];

export const providerBySlug: ReadonlyMap<string, Provider> = new Map(
  providers.map((provider) => [provider.slug, provider]),
);

/** By host label: the slugs and their aliases. */
export const providerByLabel: ReadonlyMap<string, Provider> = new Map(
  providers.flatMap((provider) => [provider.slug, ...provider.labels].map((label) => [label, provider] as const)),
);
