import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'packages', include: ['packages/*/src/**/*.test.ts'], testTimeout: 30_000 } },
      'workers/*/vitest.config.ts',
      'test/vitest.config.ts',
    ],
  },
});
