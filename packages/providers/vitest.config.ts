import { fileURLToPath } from 'node:url';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { fixtureFolders, paths, readFixtures } from './src/test/fixtures.ts';

const fixturesModule = fileURLToPath(new URL('src/test/fixtures.ts', import.meta.url));

/** The conformance suites in the runtime that the readers run in; the root's configuration runs them, and all other tests, in Node. */
export default defineConfig({
  plugins: [
    cloudflareTest({ miniflare: { compatibilityDate: '2026-11-17', compatibilityFlags: ['nodejs_compat'] } }),
    {
      // There are no files in workerd: the module that reads them is replaced by what it reads.
      name: 'fixtures',
      enforce: 'pre',
      load: (id) => (id === fixturesModule ? fixturesAsRead() : undefined),
    },
  ],
  test: {
    name: 'providers in workerd',
    include: ['src/{formats,read-call,conversations}.test.ts'],
    testTimeout: 120_000,
    isolate: false,
    maxWorkers: '100%',
  },
});

function fixturesAsRead(): string {
  const read = fixtureFolders.map((format) => [
    format,
    readFixtures(format).map((files) => ({ ...files, bytes: Buffer.from(files.bytes).toString('base64') })),
  ]);
  return `
    const read = ${JSON.stringify(Object.fromEntries(read))};
    export const paths = ${JSON.stringify(paths)};
    export const fixtureFolders = Object.keys(read);
    export const readFixtures = (format) =>
      read[format].map((files) => ({ ...files, bytes: new Uint8Array(Buffer.from(files.bytes, 'base64')) }));`;
}
