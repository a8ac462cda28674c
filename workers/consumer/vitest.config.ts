import { fileURLToPath } from 'node:url';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  plugins: [
    cloudflareTest(async ({ inject }) => ({
      wrangler: { configPath: path('wrangler.toml') },
      miniflare: {
        bindings: {
          CLICKHOUSE_URL: inject<string>('clickhouseUrl'),
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
    // The test runner hands what it has loaded to each file, and with the tokenizers that is more than workerd takes.
    exclude: ['src/estimates.test.ts', 'src/estimates/**'],
    globalSetup: path('test/global-setup.ts'),
    // The files share one ClickHouse, and each begins with empty tables.
    maxWorkers: 1,
    testTimeout: 120_000,
  },
});
