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
          KEY_SECRET_WRITE: 'write secret',
          KEY_SECRET_READ: 'read secret',
          KEY_SECRET_ADMIN: 'admin secret',
          KEY_SECRET_ADMIN_PREVIOUS: 'previous admin secret',
          OPERATOR_TOKEN: 'operator-token',
          TEAM_URL: inject<string>('accessUrl'),
          TEAM_KEY: inject<string>('accessKey'),
          MIGRATIONS: await readD1Migrations(path('../../packages/accounts/migrations')),
        },
      },
    })),
  ],
  test: {
    name: 'console',
    include: ['src/**/*.test.ts'],
    globalSetup: path('test/global-setup.ts'),
    setupFiles: path('src/test/empty-storage.ts'),
    // A runtime loads the Worker once, for all the files that it runs, and has a database of its own.
    isolate: false,
    maxWorkers: '100%',
    testTimeout: 120_000,
  },
});
