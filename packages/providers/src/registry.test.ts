import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { providerByLabel, providers } from './registry.ts';

test('every file in providers/ is in the registry, under its slug', () => {
  const files = readdirSync(new URL('./providers/', import.meta.url)).sort();
  expect(files).toEqual(providers.map(({ slug }) => `${slug}.ts`).sort());
});

test('no two providers share a slug or a label', () => {
  const labels = providers.flatMap(({ slug, labels }) => [slug, ...labels]);
  expect(providerByLabel.size).toBe(labels.length);
});

test('an origin has no final slash, since paths are appended verbatim', () => {
  for (const { origin } of providers) expect(origin).toMatch(/^https:\/\/[^/].*[^/]$/);
});
