import { diffArrays, diffLines, diffWordsWithSpace } from 'diff';

/** A piece of two texts: of both, of the first only or of the second only. */
export interface Piece {
  text: string;
  in: 'both' | 'a' | 'b';
}

/** Longer texts are compared by line. Characters, of both together. */
const mostByWord = 20_000;
/** What takes longer is not looked for. ms */
const patience = { text: 300, messages: 500 };

/** Where two texts differ: by word, or by line where they are long; as a whole where they differ too much to be told in time. */
export function differences(a: string, b: string): Piece[] {
  if (a === b) return [{ text: a, in: 'both' }];
  const options = { timeout: patience.text };
  const byWord = a.length + b.length <= mostByWord;
  const changes = byWord ? diffWordsWithSpace(a, b, options) : diffLines(a, b, options);
  if (!changes) {
    return [
      { text: a, in: 'a' },
      { text: b, in: 'b' },
    ];
  }
  return changes.map(({ value, added, removed }) => ({ text: value, in: added ? 'b' : removed ? 'a' : 'both' }));
}

/** Two messages that stand side by side, by their place in their lists; one alone has no other. */
export interface Pair {
  a?: number;
  b?: number;
  same: boolean;
}

/** Puts the messages of two conversations side by side: equal ones, and between them those that took each other's place. */
export function pairMessages(a: readonly string[], b: readonly string[]): Pair[] {
  const changes = diffArrays([...a], [...b], { timeout: patience.messages });
  // Told in time or not, the first of one then stands with the first of the other.
  const runs = changes ?? [
    { count: a.length, removed: true, added: false },
    { count: b.length, removed: false, added: true },
  ];
  const pairs: Pair[] = [];
  let [nextA, nextB] = [0, 0];
  let alone: Pair[] = [];
  for (const { count, added, removed } of runs) {
    if (!added && !removed) alone = [];
    for (let i = 0; i < count; i++) {
      if (removed) alone.push(put({ a: nextA++, same: false }));
      else if (!added) pairs.push({ a: nextA++, b: nextB++, same: true });
      else {
        const partner = alone.shift();
        if (partner) partner.b = nextB++;
        else pairs.push({ b: nextB++, same: false });
      }
    }
  }
  return pairs;

  function put(pair: Pair): Pair {
    pairs.push(pair);
    return pair;
  }
}
