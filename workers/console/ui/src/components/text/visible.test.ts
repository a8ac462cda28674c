import { expect, test } from 'vitest';
import { visible } from './visible.ts';

test('characters that hide are shown, and those that scripts and emoji need stay', () => {
  expect(visible('a\0b\x1b[31mred\x07\x7f\x9b')).toBe('a‹U+0000›b‹U+001B›[31mred‹U+0007›‹U+007F›‹U+009B›');
  expect(visible('user\u202Etxt.exe\u202C \u2066x\u2069')).toBe('user‹U+202E›txt.exe‹U+202C› ‹U+2066›x‹U+2069›');
  expect(visible('\u{e0049}\u{e0067}')).toBe('‹U+E0049›‹U+E0067›');
  expect(visible('one\r\ntwo\rthree\tfour')).toBe('one\r\ntwo‹U+000D›three\tfour');
  for (const kept of ['👩‍👩‍👧', 'می‌خواهم', 'שלום\u200f!', 'é\n\n日本']) expect(visible(kept)).toBe(kept);
});

test('half of a surrogate pair is the replacement character', () => {
  expect(visible('a\ud800b')).toBe('a\ufffdb');
});
