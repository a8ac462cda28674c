import { fileURLToPath } from 'node:url';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { freshDatabase } from '@tallystick/clickhouse/test/fresh-database';
import { defineConfig } from 'vitest/config';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  plugins: [
    cloudflareTest(async ({ inject }) => ({
      wrangler: { configPath: path('wrangler.toml') },
      miniflare: {
        bindings: {
          CLICKHOUSE_URL: inject<string>('clickhouseUrl'),
          CLICKHOUSE_DATABASE: await freshDatabase(inject<string>('clickhouseUrl')),
          CLICKHOUSE_PASSWORD: '',
          // The tests know the prices of the list in the code.
          PRICE_LIST_URL: '',
          PROXIES: inject('proxies'),
          LIST_URL: inject<string>('listUrl'),
          MIGRATIONS: await readD1Migrations(path('../../packages/accounts/migrations')),
        },
      },
    })),
  ],
  test: {
    name: 'consumer',
    include: ['src/**/*.test.ts'],
    globalSetup: path('test/global-setup.ts'),
    // What is cached in files is handed to a further runtime in one message, and with the tokenizers that is more than workerd takes.
    fsModuleCache: false,
    setupFiles: path('src/test/empty-storage.ts'),
    // A runtime loads the Worker once, for all the files that it runs, and has a database of its own.
    isolate: false,
    maxWorkers: '100%',
    testTimeout: 120_000,
  },
});
