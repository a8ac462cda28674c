import { findField } from '@tallystick/filter';
import { describe, expect, test } from 'vitest';
import { fieldChoices, valueChoices } from './choices.ts';
import { lineOf, opposite, partsOf } from './parts.ts';
import { typedAt } from './typed.ts';

/** What is typed at the bar. */
function at(text: string) {
  const caret = text.indexOf('|');
  return typedAt(text.replace('|', ''), caret);
}

describe('what is typed', () => {
  test('is a field up to its colon, and a value behind it', () => {
    expect(at('sta|')).toEqual({ kind: 'field', text: 'sta', from: 0, to: 3 });
    expect(at('a -(mod|el:x')).toEqual({ kind: 'field', text: 'mod', from: 4, to: 9 });
    expect(at('model:gp|t-4o b')).toMatchObject({ kind: 'value', text: 'gp', from: 6, to: 12 });
    expect(at('cost:>=0.|')).toMatchObject({ kind: 'value', field: { name: 'cost_usd' }, text: '0.', from: 7 });
  });

  test('is the last of several values, quotes or not', () => {
    expect(at('model:a,"b c",d|')).toMatchObject({ text: 'd', from: 14, to: 15 });
    expect(at('session_name:"Trip (d|raft)" x')).toMatchObject({ text: 'Trip (d', from: 13, to: 27 });
  });

  test('is nothing in searched text, or behind what is no field', () => {
    expect(at('"a refund|"')).toBeUndefined();
    expect(at('nonsense:x|')).toBeUndefined();
  });
});

describe('choices', () => {
  test('have what begins as typed first, properties by their own name', () => {
    const [first] = fieldChoices({ kind: 'field', text: 'cost', from: 0, to: 4 }, []);
    expect(first?.text).toBe('cost_usd:');
    const typed = { kind: 'field', text: 'tea', from: 0, to: 3 } as const;
    expect(fieldChoices(typed, ['team', 'steam']).map(({ text }) => text)).toEqual([
      'properties.team:',
      'properties.steam:',
    ]);
  });

  test('of values stand in quotes where they must', () => {
    const field = findField('session_name');
    if (!field) throw new Error('no such field');
    const values = [{ value: 'Trip (draft)', hint: '3' }];
    expect(valueChoices({ kind: 'value', field, text: 'trip', from: 0, to: 0 }, values)).toEqual([
      { text: '"Trip (draft)"', name: 'Trip (draft)', hint: '3', ends: true },
    ]);
  });
});

describe('the parts of a line', () => {
  test('make the same line again; alternatives are one', () => {
    const parts = partsOf('model:a "b c" (status:200 OR status:201)');
    expect(parts.map(({ line }) => line)).toEqual(['model:a', '"b c"', '(status:200 OR status:201)']);
    expect(partsOf(lineOf(parts))).toEqual(parts);
    expect(partsOf('a OR b')).toHaveLength(1);
  });

  test('can be turned into their opposite and back', () => {
    for (const part of partsOf('model:a -user:* (a OR b)')) {
      expect(opposite(opposite(part))).toEqual(part);
      expect(partsOf(opposite(part).line)).toEqual([opposite(part)]);
    }
  });
});
