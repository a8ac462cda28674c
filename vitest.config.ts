import { defineConfig } from 'vitest/config';

// Wrangler would remark on each secret that only `deploy` needs.
process.env.WRANGLER_LOG ??= 'error';

/** Vitest would leave a core idle, and most of what is waited for are other processes. Each project says so for itself. */
const maxWorkers = '100%';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'packages', include: ['packages/*/src/**/*.test.ts'], testTimeout: 120_000, maxWorkers } },
      { test: { name: 'bench', include: ['bench/**/*.test.ts'], testTimeout: 120_000, maxWorkers } },
      { test: { name: 'page', include: ['workers/console/ui/src/**/*.test.ts'], maxWorkers } },
      'workers/*/vitest.config.ts',
      'workers/consumer/vitest.estimates.config.ts',
      'packages/providers/vitest.config.ts',
      'test/vitest.config.ts',
    ],
  },
});
