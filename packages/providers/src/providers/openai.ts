import type { Provider } from '../provider.ts';

/** https://platform.openai.com/docs/api-reference/introduction */
export const openai: Provider = {
  slug: 'openai',
  origin: 'https://api.openai.com',
  wire: 'openai',
  labels: ['oai'],
};
