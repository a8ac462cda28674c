import { defineConfig } from 'vitest/config';

// Wrangler would remark on each secret that only `deploy` needs.
process.env.WRANGLER_LOG ??= 'error';

/** Vitest would leave a core idle, and most of what is waited for are other processes. Each project says so for itself. */
const maxWorkers = '100%';

/** Files that start servers or processes, and end them. What all others load, those that follow in the same process need not load again. */
const withServers = ['packages/{cli,clickhouse,clickhouse-embedded}/src/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'servers', include: withServers, testTimeout: 120_000, maxWorkers } },
      {
        test: {
          name: 'packages',
          include: ['packages/*/src/**/*.test.ts'],
          exclude: withServers,
          testTimeout: 120_000,
          isolate: false,
          maxWorkers,
        },
      },
      { test: { name: 'bench', include: ['bench/**/*.test.ts'], testTimeout: 120_000, maxWorkers } },
      {
        test: {
          name: 'page',
          include: ['workers/console/ui/src/**/*.test.ts'],
          testTimeout: 120_000,
          isolate: false,
          maxWorkers,
        },
      },
      'workers/*/vitest.config.ts',
      'packages/providers/vitest.config.ts',
      'test/vitest.config.ts',
    ],
  },
});
