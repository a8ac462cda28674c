import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('suites/clients/', import.meta.url);
const read = (url: URL) => readFileSync(url, 'utf8');
const page = read(new URL('../docs/providers.md', import.meta.url));
const shared = new Set(['ai.ts', 'client-suite.ts', 'registry.ts']);
const files = readdirSync(folder).filter((file) => !shared.has(file));

/** Code with what the formatter decides left out. */
function bare(code: string): string {
  return code.replaceAll(/\s+/g, '').replaceAll(/,(?=[}\])])/g, '');
}

test.each(files)('%s is in the registry, and docs/providers.md makes the client as it does', (file) => {
  expect(read(new URL('registry.ts', folder))).toContain(`'./${file}'`);
  const made = /connect: \([^)]*\) =>\s+(.*?),\n {4}\w+:/s.exec(read(new URL(file, folder)))?.[1] ?? 'nothing';
  expect(bare(page).includes(`${bare(made)};`), made).toBe(true);
});

test('every client that docs/providers.md makes has its file', () => {
  expect(page.match(/^(new \w+|create\w+)\(/gm)).toHaveLength(files.length);
});
