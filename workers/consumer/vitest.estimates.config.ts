import { defineConfig } from 'vitest/config';
import consumer from './vitest.config.ts';

/** The tests that load tokenizers, apart from the others. */
export default defineConfig({
  ...consumer,
  test: {
    ...consumer.test,
    name: 'estimates',
    include: ['src/estimates.test.ts', 'src/estimates/**/*.test.ts'],
    exclude: [],
  },
});
