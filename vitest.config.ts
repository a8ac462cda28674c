import { defineConfig } from 'vitest/config';

// Wrangler would remark on each secret that only `deploy` needs.
process.env.WRANGLER_LOG ??= 'error';

export default defineConfig({
  test: {
    // Vitest would leave one core idle; most of what is waited for here are other processes.
    maxWorkers: '100%',
    projects: [
      { test: { name: 'packages', include: ['packages/*/src/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { name: 'bench', include: ['bench/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { name: 'page', include: ['workers/console/ui/src/**/*.test.ts'] } },
      'workers/*/vitest.config.ts',
      'test/vitest.config.ts',
    ],
  },
});
