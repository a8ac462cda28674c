import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Field, FilterError, fields, parseFilter, parseLine, printLine, searchesOf } from './index.ts';
import { filters } from './test/filters.ts';

const names = [
  ...fields.map(({ name }) => name),
  'properties.feature',
  'properties.a(b "c"',
  'scores.good: or bad',
  'cost_breakdown.input',
];

function valuesOf({ type, choices }: Field) {
  switch (type) {
    case 'id':
      return ['01890a5d-ac96-7b2f-9c5e-b302099a8057', '11890a5d-ac96-4b2f-9c5e-b302099a8057'];
    case 'choice':
      return choices ?? [];
    case 'boolean':
      return [true, false];
    case 'time':
      return ['2030-01-31T08:00:00.000Z', '1999-12-31T23:59:59.999Z'];
    case 'number':
    case 'duration':
    case 'money':
      return [0, -1, 0.05, 1e-12, 400, 123456.789, 1e-7];
    default:
      return [
        '',
        'gpt-4o',
        '>5',
        '*',
        'a*b',
        'ü "quoted" \\',
        'a,b',
        '1..2',
        '-x',
        'OR',
        ' ',
        '\n\t\0',
        'x:y',
        '(',
        '🧮',
        "it's",
        '$1',
      ];
  }
}

describe('a filter', () => {
  it('is the same as JSON and as a line', () => {
    const texts = ['refund', 'two words', '"', '\\', '-no', 'OR', 'a:b', '*', '日本\n語'];
    fc.assert(
      fc.property(filters(names, valuesOf, texts), (filter) => {
        expect(parseLine(printLine(filter))).toEqual(filter);
        expect(parseFilter(JSON.parse(JSON.stringify(filter)))).toEqual(filter);
      }),
      { numRuns: 2000 },
    );
  });

  it('is either understood or refused with the part that is wrong, whatever is typed', () => {
    const piece = fc.constantFrom(
      'model',
      'cost',
      'properties.',
      ':',
      '>',
      '>=',
      '*',
      '"',
      '\\',
      '(',
      ')',
      '-',
      ' ',
      ',',
      'OR',
      'NOT',
      'AND',
      '1',
      '..',
      's',
      '$',
      'ü',
      '\ud800',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
        ),
        (line) => {
          try {
            const filter = parseLine(line);
            expect(parseLine(printLine(filter))).toEqual(filter);
            expect(parseFilter(filter)).toEqual(filter);
          } catch (error) {
            expect(error).toBeInstanceOf(FilterError);
          }
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('is understood or refused, whatever JSON is sent', () => {
    const word = fc.constantFrom(
      'and',
      'or',
      'not',
      'field',
      'op',
      'value',
      'text',
      'in',
      'model',
      '=',
      'exists',
      'more',
    );
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(word, fc.jsonValue({ maxDepth: 1 })),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(word, tie('json'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(json, (sent) => {
        try {
          const filter = parseFilter(sent);
          expect(parseFilter(filter)).toEqual(filter);
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the searches of a filter', () => {
  it('are found wherever they stand', () => {
    const filter = parseLine('a (model:b OR -(response:c status:200)) -request:"d e"');
    expect(searchesOf(filter)).toEqual([
      { text: 'a', in: 'any' },
      { text: 'c', in: 'response' },
      { text: 'd e', in: 'request' },
    ]);
    expect(searchesOf(parseLine('model:b -error:*text*'))).toEqual([]);
  });
});

describe('a line', () => {
  const model = (value: string) => ({ field: 'model', op: '=', value });
  it.each([
    ['', { and: [] }],
    ['  ', { and: [] }],
    ['model:gpt-4o', model('gpt-4o')],
    ['model:"gpt 4o"', model('gpt 4o')],
    ['model:a,b', { field: 'model', op: 'in', value: ['a', 'b'] }],
    ['model:gpt*', { field: 'model', op: 'starts_with', value: 'gpt' }],
    ['model:*mini', { field: 'model', op: 'ends_with', value: 'mini' }],
    ['error:*limit*', { field: 'error', op: 'contains', value: 'limit' }],
    ['model:gpt*,o3', { or: [{ field: 'model', op: 'starts_with', value: 'gpt' }, model('o3')] }],
    ['model:"gpt*"', model('gpt*')],
    ['user:*', { field: 'user_id', op: 'exists' }],
    ['-user:*', { not: { field: 'user_id', op: 'exists' } }],
    ['user:""', { field: 'user_id', op: '=', value: '' }],
    ['cost:>0.05', { field: 'cost_usd', op: '>', value: 0.05 }],
    ['cost:<=$1', { field: 'cost_usd', op: '<=', value: 1 }],
    ['latency:>2s', { field: 'latency_ms', op: '>', value: 2000 }],
    ['latency:1.5m', { field: 'latency_ms', op: '=', value: 90_000 }],
    [
      'latency:1s..2s',
      {
        and: [
          { field: 'latency_ms', op: '>=', value: 1000 },
          { field: 'latency_ms', op: '<=', value: 2000 },
        ],
      },
    ],
    ['status:!=200', { not: { field: 'status', op: '=', value: 200 } }],
    ['time:>=2030-01-31', { field: 'created_at', op: '>=', value: '2030-01-31T00:00:00.000Z' }],
    ['time:<2030-01-31T08:00+01:00', { field: 'created_at', op: '<', value: '2030-01-31T07:00:00.000Z' }],
    ['property.Feature:checkout', { field: 'properties.feature', op: '=', value: 'checkout' }],
    ['score."how good":>=0.5', { field: 'scores.how good', op: '>=', value: 0.5 }],
    ['streamed:true', { field: 'streamed', op: '=', value: true }],
    ['refund', { text: 'refund', in: 'any' }],
    ['"two words"', { text: 'two words', in: 'any' }],
    ['response:refund', { text: 'refund', in: 'response' }],
    ['model:a model:b', { and: [model('a'), model('b')] }],
    ['model:a AND model:b', { and: [model('a'), model('b')] }],
    ['model:a OR model:b', { or: [model('a'), model('b')] }],
    ['model:a model:b OR model:c', { or: [{ and: [model('a'), model('b')] }, model('c')] }],
    ['(model:a OR model:b) -(model:c)', { and: [{ or: [model('a'), model('b')] }, { not: model('c') }] }],
    ['NOT model:a', { not: model('a') }],
    ['((((((((((((((((((((((model:a))))))))))))))))))))))', model('a')],
    ['OR:x', /there is no field "OR"/],
    ['feature:checkout', /there is no field "feature": a property of this name is property.feature; the fields are/],
    ['feature.x:checkout', /there is no field "feature.x": the fields are/],
    ['latency:2s..1s', /^character 1: latency_ms: nothing lies from 2s to 1s: the smaller comes first/],
    ['cost:$2..$0.1', /nothing lies from \$2 to \$0.1/],
    ['x time:2030-01-02..2030-01-01T23:59Z', /^character 3: created_at: nothing lies/],
    [
      'http://example.com',
      /there is no field "http": a property of this name is property.http; the fields are request_id, .*properties\.NAME/,
    ],
    ['a OR', /character 5: here a condition is missing/],
    ['a AND', /character 6: here a condition is missing/],
    ['OR a', /character 1: here a condition is missing/],
    ['-', /character 2: here a condition is missing/],
    ['a ()', /character 4: here a condition is missing/],
    ['a (b', /character 3: this parenthesis is not closed/],
    ['a) b', /character 2: this parenthesis closes none/],
    ['model:', /character 7: here a value is missing/],
    ['model:a,', /character 9: here a value is missing/],
    ['model:a*b', /a star stands before or after text/],
    ['model:"a', /character 7: this quotation mark is not closed/],
    ['model:>a', /character 1: model takes = != in contains starts_with ends_with exists, not >/],
    ['cost:cheap', /cost_usd takes a number of USD.*not "cheap"/],
    ['cost:>1,2', /cost_usd: > takes one value/],
    ['latency:fast', /latency_ms takes a time such as 250ms, 2s, 1.5m, not "fast"/],
    ['streamed:yes', /streamed takes true or false, not "yes"/],
    ['finish:done', /finish takes one of complete, client_closed, upstream_error, truncated, not "done"/],
    ['id:5', /request_id takes a UUID, not "5"/],
    ['time:>yesterday', /created_at takes a time such as 2030-01-31/],
    ['time:>2030-02-30', /created_at takes a time/],
    ['response:*x*', /leave out the star/],
    ['cost:>9999999', /up to 999999 either way/],
    [`${'-'.repeat(100)}a`, /nests up to 20 deep/],
    [`${'('.repeat(10_000)}`, /nests up to 20 deep/],
    [`model:${'a*,'.repeat(300)}b`, /up to 100 conditions/],
    ['a '.repeat(21), /up to 20 searches for text/],
    [`model:${'a,'.repeat(2000)}b`, /in takes a list of 1 to 1000 values/],
    ['x'.repeat(60_000), /up to 50000 characters/],
    ['x'.repeat(3000), /takes 1 to 2000 characters/],
  ])('%#', (line, meant) => {
    if (meant instanceof RegExp) expect(() => parseLine(line)).toThrow(meant);
    else expect(parseLine(line)).toEqual(meant);
  });
});

describe('JSON', () => {
  const condition = { field: 'model', op: '=', value: 'a' };
  const nested = (depth: number): unknown => (depth === 0 ? condition : { not: nested(depth - 1) });
  it.each([
    [{ and: [] }, { and: [] }],
    [{ and: [condition] }, condition],
    [{ field: 'user', op: '!=', value: 'ann' }, { not: { field: 'user_id', op: '=', value: 'ann' } }],
    [{ field: 'model', op: 'in', value: ['a'] }, condition],
    [{ text: 'x' }, { text: 'x', in: 'any' }],
    [
      { field: 'cost', op: '>', value: '0.000285' },
      { field: 'cost_usd', op: '>', value: 0.000285 },
    ],
    [{ field: 'cost', op: '>', value: '5 cents' }, /cost_usd takes a number of USD/],
    [[], /a filter is an object or a line of text, not \[\]/],
    [null, /a filter is an object/],
    [{}, /a filter has one of: and, or, not, text, or field with op and value/],
    [{ or: [] }, /^or: takes at least one filter/],
    [{ not: { and: [] } }, /^not.and: takes at least one filter/],
    [{ and: [condition, { or: [condition, 7] }] }, /^and\[1\]\.or\[1\]: a filter is an object/],
    [{ field: 'model', op: 'like', value: 'a' }, /^op: takes one of = != in .*, not "like"/],
    [{ field: 'model', op: '=', value: 5 }, /model takes text, not 5/],
    [{ field: 'model', op: '=' }, /model takes text, not nothing/],
    [{ field: 'model', op: 'exists', value: true }, /exists takes no value/],
    [{ field: 'model', op: 'contains', value: '' }, /contains takes text of one character or more/],
    [{ field: 'model', op: 'in', value: 'a' }, /in takes a list/],
    [{ field: 'model', op: '=', value: 'a', note: 1 }, /"note" does not belong beside field/],
    [{ and: [condition], field: 'model' }, /"field" does not belong beside and/],
    [{ field: 'status', op: '>', value: null }, /status takes a number, not null/],
    [{ field: 'model', op: '=', value: '\ud800' }, /well-formed Unicode/],
    [{ field: 'model' }, /^op: takes one of .*, not nothing$/],
    [{ field: '__proto__', op: 'exists' }, /there is no field "__proto__"/],
    [{ field: 'constructor', op: 'exists' }, /there is no field "constructor"/],
    [{ field: 'org_id', op: '=', value: 'other' }, /there is no field "org_id"/],
    [{ text: ' ' }, /^text: takes 1 to 2000 characters/],
    [{ text: 'a', in: 'all' }, /^in: takes one of any, request, response/],
    [nested(1000), /a filter nests up to 20 deep/],
    [{ or: Array.from({ length: 21 }, () => ({ text: 'a' })) }, /^or\[20\]: a filter has up to 20 searches for text/],
    [{ or: Array.from({ length: 60 }, () => ({ and: [condition, condition] })) }, /up to 100 conditions/],
  ])('%#', (json, meant) => {
    if (meant instanceof RegExp) expect(() => parseFilter(json)).toThrow(meant);
    else expect(parseFilter(json)).toEqual(meant);
  });
});
