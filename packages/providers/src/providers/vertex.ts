import type { Provider } from '../provider.ts';

/**
 * The global endpoint; `UPSTREAMS` moves the provider to a regional one.
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/learn/locations
 */
export const vertex: Provider = {
  slug: 'vertex',
  origin: 'https://aiplatform.googleapis.com',
  wire: 'google',
  labels: [],
};
