import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entriesOf, layoutJson } from './json-layout.ts';

describe('JSON on lines', () => {
  test('is what JSON.stringify lays out, whatever the value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), (value) => {
        const json = JSON.stringify(value);
        expect(layoutJson(json)).toBe(JSON.stringify(JSON.parse(json), null, 2));
      }),
    );
  });

  test('keeps every digit, escape and order as it was written', () => {
    expect(layoutJson('{"b":1.0,"1":90071992547409931,"a":"\\u00e9\\\\"}')).toBe(
      '{\n  "b": 1.0,\n  "1": 90071992547409931,\n  "a": "\\u00e9\\\\"\n}',
    );
  });

  test('is not made of what is no object or list', () => {
    for (const text of ['', '12', '"a"', '{"a":', 'data: {}', '{"a":1} x']) expect(layoutJson(text)).toBeUndefined();
  });
});

describe('the entries of an object', () => {
  test('are the values as they are written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const json = JSON.stringify(value, null, 1);
        const entries = entriesOf(json);
        expect(entries.map(([name]) => name)).toEqual(Object.keys(JSON.parse(json)));
        for (const [name, text] of entries) expect(JSON.parse(text)).toEqual(JSON.parse(json)[name]);
      }),
    );
    expect(entriesOf('{"seed": 90071992547409931 , "stop":["\\"}",{}],"a":{}}')).toEqual([
      ['seed', '90071992547409931'],
      ['stop', '["\\"}",{}]'],
      ['a', '{}'],
    ]);
  });

  test('are none where there is no object', () => {
    for (const text of ['', '[1]', 'null', '{"a":1']) expect(entriesOf(text)).toEqual([]);
  });
});
