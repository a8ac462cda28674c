import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SessionNode, sessionTree } from './session-tree.ts';

type Node = SessionNode<{ path: string }, { id: number }>;

/** A tree as its paths, each with the calls of its own, as they stand in it. */
function flat(node: Node): [path: string, name: string, calls: number[]][] {
  return [[node.path, node.name, node.calls.map(({ id }) => id)], ...node.children.flatMap(flat)];
}

const steps = (...paths: string[]) => paths.map((path) => ({ path }));

describe('sessionTree', () => {
  it('puts each step below the one above it, in the order they are given, with the calls of its own', () => {
    const calls = [
      { step: '/b', id: 1 },
      { step: '/a/x', id: 2 },
      { step: '/', id: 3 },
      { step: '/b', id: 4 },
    ];
    const tree = sessionTree(steps('/', '/b', '/a', '/a/x', '/a/b'), calls);
    expect(tree && flat(tree)).toEqual([
      ['/', '', [3]],
      ['/b', 'b', [1, 4]],
      ['/a', 'a', []],
      ['/a/x', 'x', [2]],
      ['/a/b', 'b', []],
    ]);
  });

  it('keeps what is told of a step and of a call', () => {
    const tree = sessionTree([{ path: '/', requests: 2 }], [{ step: '/', id: 1, model: 'm' }]);
    expect(tree).toEqual({ path: '/', name: '', requests: 2, calls: [{ id: 1, model: 'm' }], children: [] });
  });

  it('leaves out calls of steps that are not there', () => {
    const tree = sessionTree(steps('/'), [{ step: '/a', id: 1 }]);
    expect(tree && flat(tree)).toEqual([['/', '', []]]);
    expect(sessionTree([], [])).toBeUndefined();
  });

  it('names what lies too deep as one', () => {
    const path = (depth: number) => `/${Array.from({ length: depth }, (_, i) => `s${i}`).join('/')}`;
    const above = Array.from({ length: 64 }, (_, depth) => path(depth));
    const tree = sessionTree(steps(...above, path(64), path(66)), [{ step: path(66), id: 1 }]);
    expect(tree && flat(tree).slice(-3)).toEqual([
      [path(63), 's62', []],
      [path(64), 's63', []],
      [path(66), 's63/s64/s65', [1]],
    ]);
  });

  it('holds every step and every call once, however many there are', () => {
    const name = fc.constantFrom('a', 'b', '__proto__', 'constructor', ' ', 'é', '.', '..');
    fc.assert(
      fc.property(fc.array(fc.array(name, { maxLength: 5 }), { maxLength: 30 }), (paths) => {
        const all = paths.flatMap((names) => names.map((_, i) => `/${names.slice(0, i + 1).join('/')}`));
        const distinct = [...new Set(['/', ...all])];
        const calls = distinct.map((step, id) => ({ step, id }));
        const tree = sessionTree(steps(...distinct), calls);
        const found = tree ? flat(tree) : [];
        expect(found.map(([path]) => path).toSorted()).toEqual(distinct.toSorted());
        for (const [path, , ids] of found) expect(ids).toEqual([distinct.indexOf(path)]);
      }),
    );
  });
});
