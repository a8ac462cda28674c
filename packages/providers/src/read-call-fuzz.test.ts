import fc from 'fast-check';
import { describe, test } from 'vitest';
import { wireFormats } from './formats.ts';
import { paths, readFixtures } from './test/fixtures.ts';
import { mutated, mutations } from './test/mutation.ts';
import { readEverything } from './test/read-everything.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const fixtures = wireFormats.flatMap(({ name }) => readFixtures(name));

const anyCall = {
  complete: fc.boolean(),
  method: fc.constantFrom('POST', 'GET'),
  path: fc.constantFrom(...Object.values(paths), '/v1/files'),
  status: fc.constantFrom(0, 200, 204, 400, 529),
  responseType: fc.constantFrom(
    '',
    'application/json',
    'text/event-stream',
    'text/plain',
    'audio/mpeg',
    'application/vnd.amazon.eventstream',
  ),
};

/** The names and the words that the wire formats are made of. */
const quoted = /(?<=")[\w.$-]{1,60}(?=")/g;
const words = [...new Set(fixtures.flatMap(({ request, response }) => `${request}${response}`.match(quoted) ?? []))];

describe('nothing makes a reader throw', () => {
  test('random bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(fc.property(fc.record({ ...anyCall, request: bytes, response: bytes }), readEverything), {
      numRuns: 2000,
    });
  });

  test('random JSON of the words that are read, plain, as events and as a list', () => {
    const word = fc.constantFrom(...words);
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        word,
        fc.integer(),
        fc.double(),
        fc.constantFrom(null, true),
        tie('object'),
        tie('array'),
      ),
      object: fc.dictionary(fc.oneof(word, fc.string()), tie('value'), { maxKeys: 6 }),
      array: fc.array(tie('value'), { maxLength: 3 }),
    }));
    const request = value.map((json) => encoder.encode(JSON.stringify(json)));
    const events = fc.array(value).map((all) => all.map((json) => `data: ${JSON.stringify(json)}\n\n`).join(''));
    const response = fc.oneof(
      request,
      events.map((text) => encoder.encode(text)),
    );
    fc.assert(fc.property(fc.record({ ...anyCall, request, response }), readEverything), { numRuns: 3000 });
  });

  test('fixtures with bytes changed, cut out and doubled', () => {
    const edit = fc.record({
      at: fc.nat(3000),
      length: fc.nat(60),
      byte: fc.constantFrom(...encoder.encode('{}[]":,0-9\n\\e')),
    });
    const edited = fc
      .tuple(fc.constantFrom(...fixtures), fc.array(edit, { maxLength: 5 }))
      .map(([{ bytes }, edits]) => {
        const changed = [...bytes];
        for (const { at, length, byte } of edits) {
          const start = at % changed.length;
          changed.splice(start, length % 2 === 0 ? length : 0, byte, ...changed.slice(start, start + length));
        }
        return Uint8Array.from(changed);
      });
    fc.assert(fc.property(fc.record({ ...anyCall, request: edited, response: edited }), readEverything), {
      numRuns: 2000,
    });
  });

  test('fixtures with values of other types, nested, doubled and taken out', () => {
    fc.assert(
      fc.property(
        fc.record(anyCall),
        fc.constantFrom(...fixtures),
        mutations,
        (call, { path, request, bytes }, changes) => {
          readEverything({
            ...call,
            method: 'POST',
            path,
            request: encoder.encode(mutated(request, changes)),
            response: encoder.encode(mutated(decoder.decode(bytes), changes)),
          });
        },
      ),
      { numRuns: 2000 },
    );
  });
});
