import { describe, expect, it } from 'vitest';
import { loadTokenizer } from './tokenizer.ts';

const word = 'Überraschung';

describe('a model', () => {
  it.each([
    ['gpt-4o', 3],
    ['gpt-4o-mini-2024-07-18', 3],
    ['gpt-4.1-nano', 3],
    ['chatgpt-4o-latest', 3],
    ['gpt-5.1', 3],
    ['o3', 3],
    ['claude-sonnet-4-5', 3],
    ['', 3],
    ['gpt-4', 5],
    ['gpt-4-turbo', 5],
    ['gpt-4-0613', 5],
    ['gpt-3.5-turbo', 5],
    ['gpt-35-turbo', 5],
    ['openai/gpt-3.5-turbo', 5],
    ['ft:gpt-3.5-turbo-0125:shop::1', 5],
    ['text-embedding-3-small', 5],
    ['davinci-002', 5],
  ])('%s has the tokenizer of its family', async (model, tokens) => {
    expect((await loadTokenizer(model)).count(word)).toBe(tokens);
  });
});

describe('a text', () => {
  it('may hold what would be a marker elsewhere', async () => {
    const { count } = await loadTokenizer('gpt-4o');
    expect(count('<|endoftext|>')).toBeGreaterThan(1);
    expect(count('a <|im_start|> b')).toBeGreaterThan(3);
  });

  it('may be empty, or no valid Unicode', async () => {
    const { count } = await loadTokenizer('gpt-4o');
    expect(count('')).toBe(0);
    expect(count('\ud800 \udc00\0')).toBeGreaterThan(0);
  });

  it.each([
    ['one letter', 'a'.repeat(200_000)],
    ['letters', pseudorandom(200_000, 'abcdefghijklmnopqrstuvwxyz')],
    ['signs', pseudorandom(200_000, '!@#$%^&*()[]{}<>/\\')],
    ['ideographs', pseudorandom(66_000, '刻木记事是一种古老的账方法')],
    ['white space', ' '.repeat(200_000)],
    ['lines', '\n'.repeat(200_000)],
  ])('without a gap is counted in bounded time: %s', async (_, text) => {
    const { count } = await loadTokenizer('gpt-4o');
    const begun = performance.now();
    expect(count(text)).toBeGreaterThan(100);
    // Some 0.1 to 0.4 s; merged as one, the first would take minutes.
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('is cut where a run is too long only, and hardly counts more for that', async () => {
    const { count } = await loadTokenizer('gpt-4o');
    const text = 'const rows = [];\n\nfor (const row of rows) {\n  sum += row.count;\n}\n'.repeat(50);
    expect(count(text)).toBe(50 * count(text.slice(0, text.length / 50)));
    const long = pseudorandom(250, 'abcdefghijklmnopqrstuvwxyz');
    expect(count(long.repeat(4))).toBeLessThan(1.05 * 4 * count(long));
  });
});

function pseudorandom(length: number, letters: string): string {
  let state = 1;
  let text = '';
  for (let at = 0; at < length; at++) {
    state = (state * 48_271) % 2_147_483_647;
    text += letters[state % letters.length];
  }
  return text;
}
