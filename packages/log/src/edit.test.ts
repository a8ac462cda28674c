import { expect, test } from 'vitest';
import { scoreNameFault } from './index.ts';

test.each(['helpfulness', 'Größe 2', 'a', 'x'.repeat(64), '日本'])('%j is a name for a score', (name) => {
  expect(scoreNameFault(name)).toBeUndefined();
});

test.each([
  ['', 'without spaces around it'],
  [' helpful', 'without spaces around it'],
  ['a\nb', 'control character'],
  ['x'.repeat(65), 'longer than 64'],
  ['__proto__', 'not a name that can be stored'],
])('%j is no name for a score, and the reason is told', (name, reason) => {
  expect(scoreNameFault(name)).toContain(reason);
});
