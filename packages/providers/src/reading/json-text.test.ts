import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasMoreContainers, JsonText } from './json-text.ts';

function read(text: string): JsonText {
  return JsonText.read(text, { body: 'request', warnings: new Set() });
}

/** The value that a text holds, built from what `JsonText` says of it. */
function built(json: JsonText, parsed: unknown): unknown {
  if (Array.isArray(parsed)) return [...json.items()].map((item, index) => built(item, parsed[index]));
  if (typeof parsed === 'object' && parsed !== null)
    return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, built(json.get(key), value)]));
  if (typeof parsed === 'string') return json.string;
  if (typeof parsed === 'number') return json.number;
  if (typeof parsed === 'boolean') return json.isTrue;
  return json.isGiven ? 'given' : null;
}

const spaces = fc.constantFrom('', ' ', '\n\t', '\r\n  ');

test('says of any JSON what JSON.parse says', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), spaces, (value, space) => {
      // A bare number may go on behind the end of the text, so it is within a list.
      const text = `${space}${JSON.stringify([value], null, space)}${space}`;
      expect(built(read(text), JSON.parse(text))).toEqual(JSON.parse(text));
      expect(read(text).whole).toBe(true);
    }),
  );
});

test('a text that is cut says the beginning of what the whole says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (content, at) => {
      const whole = JSON.stringify({ type: 'text', content });
      const cut = read(whole.slice(0, at % whole.length));
      expect(content.startsWith(cut.get('content').string)).toBe(true);
      expect(cut.whole).toBe(false);
      expect(['', 'text']).toContain(cut.get('type').word);
      expect(['', content.toWellFormed()]).toContain(cut.get('content').word);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  [String.raw`{"a":"x\u00e`, 'x'],
  [String.raw`{"a":"x\\`, 'x\\'],
  [String.raw`{"a":"x\\\ `.trimEnd(), 'x\\'],
  [String.raw`{"a":"x\\u00`, String.raw`x\u00`],
  [String.raw`{"a":"x\ud83c`, 'x'],
  [String.raw`{"a":"x\ud83c\udf0a`, 'x🌊'],
])('a string cut within an escape, %s, ends before it', (text, expected) => {
  expect(read(text).get('a').string).toBe(expected);
});

test('never throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ \n0-eutrnlfas\ud83c'), maxLength: 60 }), (text) => {
      const json = read(text);
      for (const value of [json, json.get('a'), json.at('/0/a'), ...json.items()]) {
        expect(typeof value.string).toBe('string');
        expect(text).toContain(value.source);
        expect(value.pointer).toBe(value.pointer.trim());
      }
    }),
    { numRuns: 2_000 },
  );
});

describe('where values stand', () => {
  test('a pointer leads back to its value, whatever the keys are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(fc.nat(), { minLength: 1 }), { minKeys: 1 }), (value) => {
        const json = read(JSON.stringify(value));
        for (const key of Object.keys(value))
          for (const item of json.get(key).items()) expect(json.at(item.pointer).source).toBe(item.source);
      }),
    );
  });

  test('of two members alike the later counts, as for JSON.parse, and names of the prototype are members like any other', () => {
    const json = read('{"a":1,"a":2,"__proto__":{"b":3},"constructor":"c"}');
    expect(json.get('a').number).toBe(2);
    expect(json.get('__proto__').get('b').number).toBe(3);
    expect(json.get('constructor').string).toBe('c');
    expect(json.get('toString').isGiven).toBe(false);
    expect(json.get('b').isGiven).toBe(false);
  });

  test('a value is given as it is written, digits and order and all', () => {
    const source = '{ "10": 12345678901234567890,"2":1.0 , "a":"\\u0041" }';
    expect(read(`{"input":${source}}`).get('input').source).toBe(source);
  });
});

describe('texts that are too much', () => {
  test('are known by their objects and lists, not by what their strings hold', () => {
    expect(hasMoreContainers('[{},{"a":[1]}]', 3)).toBe(true);
    expect(hasMoreContainers('[{},{"a":[1]}]', 4)).toBe(false);
    expect(hasMoreContainers(JSON.stringify({ a: '{"[{[', b: '[[['.repeat(9) }), 1)).toBe(false);
    expect(hasMoreContainers('{"cut":"[[[[', 1)).toBe(false);
  });

  test('a million brackets are passed over, and what comes after them is read', () => {
    const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
    const json = read(`{"deep":${deep},"a":"b"}`);
    expect(json.get('a').string).toBe('b');
    expect(json.get('deep').source).toHaveLength(2_000_000);
  });

  test('levels below the 16th are not looked into, and a warning says so', () => {
    let json = read('['.repeat(100) + ']'.repeat(100));
    let levels = 0;
    for (let [first] = json.items(); first; [first] = json.items()) {
      json = first;
      levels++;
    }
    expect(levels).toBe(16);
    expect([...json.place.warnings]).toEqual(['what is nested more than 16 levels deep is not shown']);
  });

  test('beyond 10,000 entries a list ends, and a warning says so', () => {
    const json = read(`[${'1,'.repeat(20_000)}1]`);
    expect([...json.items()]).toHaveLength(10_000);
    expect([...json.place.warnings]).toEqual(['only the first 10,000 entries of a list are shown']);
  });

  test('a string of nothing but quotes and backslashes is read to its end', () => {
    const content = '\\"'.repeat(200_000);
    expect(read(JSON.stringify({ content })).get('content').string).toBe(content);
  });
});
