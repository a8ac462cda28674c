import { describe, expect, it } from 'vitest';
import { snippets } from './snippets.ts';

describe('the snippets of a first call', () => {
  const real = snippets({ edge: 'https://edge.example.com', key: 'tally_w_x', sample: false });
  const sample = snippets({ edge: 'http://127.0.0.1:8787', key: 'tally_w_x', sample: true });

  it.each(real.map((snippet) => [snippet.name, snippet.code]))(
    'send calls of %s through the edge with the key',
    (_, code) => {
      expect(code).toMatch(/https:\/\/edge\.example\.com\/(openai\/v1|anthropic["'\s])/);
      expect(code).toMatch(/Tally-Auth["']?: ["']?Bearer tally_w_x/);
    },
  );

  it('leave the key of the provider in the environment', () => {
    for (const { id, code } of real) {
      if (id === 'curl') expect(code).toContain('$OPENAI_API_KEY');
      else expect(code).not.toMatch(/api_?key/i);
    }
  });

  it('need no account with the sample provider', () => {
    for (const { code } of sample) {
      expect(code).toMatch(/http:\/\/127\.0\.0\.1:8787\/sample\/(openai\/v1|anthropic)/);
      expect(code).toMatch(/Bearer sample|api_?key(=|: )["']sample["']/i);
    }
  });
});
