import { defineConfig } from 'vitest/config';

/** End to end: official SDKs → edge → queue → consumer → ClickHouse, on one stack that all files share. */
export default defineConfig({
  test: {
    name: 'e2e',
    include: ['*.test.ts'],
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
