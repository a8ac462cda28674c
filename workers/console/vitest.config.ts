import { fileURLToPath } from 'node:url';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: fileURLToPath(new URL('wrangler.toml', import.meta.url)) },
      miniflare: {
        bindings: {
          KEY_SECRET_WRITE: 'write secret',
          KEY_SECRET_READ: 'read secret',
          KEY_SECRET_ADMIN: 'admin secret',
          KEY_SECRET_ADMIN_PREVIOUS: 'previous admin secret',
          OPERATOR_TOKEN: 'operator-token',
          MIGRATIONS: await readD1Migrations(
            fileURLToPath(new URL('../../packages/accounts/migrations', import.meta.url)),
          ),
        },
      },
    })),
  ],
  test: { name: 'console', include: ['src/**/*.test.ts'] },
});
