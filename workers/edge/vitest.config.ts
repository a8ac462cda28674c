import { defineConfig } from 'vitest/config';

/** The tests run the Worker in workerd, between real sockets: what matters here is bytes. */
export default defineConfig({
  test: {
    name: 'edge',
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: '100%',
  },
});
