import type { Provider } from '../provider.ts';

/** https://docs.cohere.com/reference/about */
export const cohere: Provider = {
  slug: 'cohere',
  origin: 'https://api.cohere.com',
  wire: 'cohere',
  labels: [],
};
