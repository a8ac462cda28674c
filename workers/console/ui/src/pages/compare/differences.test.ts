import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differences, pairMessages } from './differences.ts';

describe('where two texts differ', () => {
  const of = (a: string, b: string, side: 'a' | 'b') =>
    differences(a, b)
      .filter((piece) => piece.in === 'both' || piece.in === side)
      .map(({ text }) => text)
      .join('');

  test('each text is all of its own pieces', () => {
    const word = fc.constantFrom('the', 'sky', 'is', 'blue', '\n', ' ', '.', '日本', '👩‍👧');
    const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect([of(a, b, 'a'), of(a, b, 'b')]).toEqual([a, b]);
      }),
    );
  });

  test('is told by word', () => {
    expect(differences('Be brief, please.', 'Be very brief, please.')).toEqual([
      { text: 'Be ', in: 'both' },
      { text: 'very ', in: 'b' },
      { text: 'brief, please.', in: 'both' },
    ]);
  });

  test('is told in time, whatever the texts', () => {
    const lines = (seed: number) => Array.from({ length: 60_000 }, (_, i) => `${(i * seed) % 7919}`).join('\n');
    const began = performance.now();
    expect([of(lines(3), lines(5), 'a'), of(lines(3), lines(5), 'b')]).toEqual([lines(3), lines(5)]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('messages side by side', () => {
  test('equal ones stand together, and those between them with what took their place', () => {
    expect(pairMessages(['system', 'hi', 'answer'], ['system', 'hello', 'and', 'answer'])).toEqual([
      { a: 0, b: 0, same: true },
      { a: 1, b: 1, same: false },
      { b: 2, same: false },
      { a: 2, b: 3, same: true },
    ]);
    expect(pairMessages(['a', 'b', 'c'], ['c'])).toEqual([
      { a: 0, same: false },
      { a: 1, same: false },
      { a: 2, b: 0, same: true },
    ]);
  });

  test('each message stands once, in its order', () => {
    const messages = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(messages, messages, (a, b) => {
        const pairs = pairMessages(a, b);
        expect(pairs.flatMap((pair) => pair.a ?? [])).toEqual(a.map((_, i) => i));
        expect(pairs.flatMap((pair) => pair.b ?? [])).toEqual(b.map((_, i) => i));
        for (const { a: i, b: j, same } of pairs) if (same) expect(a[i ?? -1]).toBe(b[j ?? -2]);
      }),
    );
  });
});
