import { defineConfig } from 'vitest/config';

// Wrangler would remark on each secret that only `deploy` needs.
process.env.WRANGLER_LOG ??= 'error';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'packages', include: ['packages/*/src/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { name: 'bench', include: ['bench/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { name: 'page', include: ['workers/console/ui/src/**/*.test.ts'] } },
      'workers/*/vitest.config.ts',
      'test/vitest.config.ts',
    ],
  },
});
