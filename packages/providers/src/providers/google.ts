import type { Provider } from '../provider.ts';

/** https://ai.google.dev/api */
export const google: Provider = {
  slug: 'google',
  origin: 'https://generativelanguage.googleapis.com',
  wire: 'google',
  labels: [],
};
