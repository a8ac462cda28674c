import type { Provider } from '../provider.ts';

/** https://docs.claude.com/en/api/overview */
export const anthropic: Provider = {
  slug: 'anthropic',
  origin: 'https://api.anthropic.com',
  wire: 'anthropic',
  labels: [],
};
