import type { Provider } from '../provider.ts';

/** https://docs.mistral.ai/api/ */
export const mistral: Provider = {
  slug: 'mistral',
  origin: 'https://api.mistral.ai',
  wire: 'mistral',
  labels: [],
};
