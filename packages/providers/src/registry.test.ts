import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compatible } from './compatible.ts';
import { ownHosts } from './own-hosts.ts';
import { providerByLabel, providerBySlug, providers } from './registry.ts';

test('every file in providers/ is in the registry, under its slug; the others are rows of the table', () => {
  const files = readdirSync(new URL('./providers/', import.meta.url));
  const rows = compatible.map(({ slug }) => `${slug}.ts`);
  expect([...files, ...rows].sort()).toEqual(providers.map(({ slug }) => `${slug}.ts`).sort());
});

test('no two providers share a slug or a label', () => {
  const labels = providers.flatMap(({ slug, labels }) => [slug, ...labels]);
  expect(providerByLabel.size).toBe(labels.length);
});

test('an origin has no final slash, since paths are appended verbatim', () => {
  for (const { origin } of providers) expect(origin).toMatch(/^https:\/\/[^/].*[^/]$/);
});

test.each([
  ['groq', '/openai/v1/chat/completions', 'https://api.groq.com/openai/v1/chat/completions'],
  ['openrouter', '/api/v1/chat/completions', 'https://openrouter.ai/api/v1/chat/completions'],
  ['fireworks', '/inference/v1/completions', 'https://api.fireworks.ai/inference/v1/completions'],
  ['deepinfra', '/v1/openai/embeddings', 'https://api.deepinfra.com/v1/openai/embeddings'],
  ['x', '/v1/responses', 'https://api.x.ai/v1/responses'],
])(
  'a call to %s, whose path is appended to the origin, arrives at the address that its documentation names',
  (label, path, url) => {
    expect(providerByLabel.get(label)?.origin + path).toBe(url);
  },
);

test.each(compatible)(
  '$slug: a slug and labels that a path and a host can hold, and a base URL below its origin',
  (row) => {
    for (const name of [row.slug, ...row.labels]) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,39}$/);
    expect(row.baseUrl).toMatch(/^https:.*[^/]$/);
    expect(row.baseUrl.startsWith(`${row.origin}/`)).toBe(true);
    expect(row.wire).toBe('openai');
  },
);

test('the labels of Helicone’s hosts mean their providers', () => {
  const hosts =
    'oai anthropic together openrouter deepinfra groq perplexity cerebras mistral fireworks x deepseek nebius novita hyperbolic nvidia';
  for (const label of hosts.split(' ')) expect(providerByLabel.get(label), label).toBeDefined();
});

test('a provider whose customers have hosts of their own has no address until one is configured', () => {
  for (const { slug, example } of ownHosts.values()) {
    expect(providerBySlug.has(slug)).toBe(false);
    expect(URL.canParse(example)).toBe(true);
  }
});

test('docs/providers.md has every row, with the base URL that a client is given', () => {
  const page = readFileSync(new URL('../../../docs/providers.md', import.meta.url), 'utf8');
  for (const { slug, origin, baseUrl } of compatible) {
    expect(page).toContain(`| \`https://EDGE/${slug}${baseUrl.slice(origin.length)}\` |`);
  }
  for (const { slug, example } of ownHosts.values()) expect(page).toContain(`\`"${slug}":"${example}"\``);
});
