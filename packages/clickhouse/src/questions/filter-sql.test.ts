import {
  type Field,
  type Filter,
  type FilterValue,
  fields,
  parseFilter,
  parseLine,
  printLine,
} from '@tallystick/filter';
import { filters } from '@tallystick/filter/test/filters';
import { type BodyRow, clickhouseTime, type RequestRow } from '@tallystick/log';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { insertRequests } from '../index.ts';
import { clickhouse, serverUrl } from '../test/database.ts';
import { meets } from '../test/meets.ts';
import { anyRequestRow } from '../test/rows.ts';
import { filterSql } from './filter-sql.ts';
import { Parameters } from './parameters.ts';
import { printStatement } from './print-statement.ts';
import { scopeSql } from './scope.ts';

const scope = { organisation: 'acme', from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 11, 1) };
const words = [
  '',
  'gpt-4o',
  'GPT-4o-mini',
  'Zürich',
  'zÜrich',
  '日本',
  'a"b\\c',
  "it's",
  '%_*?',
  '{p1:String}',
  'a\tb\nc\0d',
  '🧮',
  ' ',
];
const numbers = [0, 1, 7, 200, 429, 4_294_967_295];
const usd = ['0.1', '0.3', '0.000000000001', '999999', '0.000285'];
const ids = [
  '01890a5d-ac96-7b2f-9c5e-b302099a8057',
  '019a3b00-0000-4000-8000-00000000000a',
  'ffffffff-ffff-4fff-bfff-ffffffffffff',
];
const times = [scope.from, scope.from + 1, scope.from + 86_400_000, scope.to - 1].map(clickhouseTime);
const entries = ['feature', 'Zürich', "it's", '', 'a.b'];

const word = fc.constantFrom(...words);
const number = fc.constantFrom(...numbers);
const id = fc.constantFrom(...ids);
const time = fc.constantFrom(...times);
const map = <T>(value: fc.Arbitrary<T>) => fc.dictionary(fc.constantFrom(...entries), value, { noNullPrototype: true });
const bodyTexts = ['See docs/x or a <b> & more', 'Please refund "me"\n', 'ZÜRICH und Zürich', '日本 🧮', 'nothing'];

/** Rows whose values come from few, so that conditions are met by some and not by others. */
const row = fc
  .tuple(
    anyRequestRow,
    fc.record({
      created_at: time,
      responded_at: time,
      request_id: id,
      call_id: id,
      isolate_id: id,
      status: fc.constantFrom(0, 200, 429, 500),
      cost_breakdown: map(fc.constantFrom(...usd)),
      properties: map(word),
      scores: map(fc.constantFrom(0, 0.1, 0.30000000000000004, -1, 1e300)),
      warnings: fc.array(word),
      threat_rules: fc.array(word),
    }),
    fc.record(Object.fromEntries(fields.filter(({ type }) => type === 'text').map(({ name }) => [name, word]))),
    fc.record(
      Object.fromEntries(
        fields
          .filter(({ type, name }) => type === 'number' && !['attempt', 'status', 'total_tokens'].includes(name))
          .map(({ name, nullable }) => [name, nullable ? fc.option(number) : number]),
      ),
    ),
    fc.record({ latency_ms: number, ttft_ms: fc.option(number) }),
    fc.record({ cost_usd: fc.option(fc.constantFrom(...usd)), cost_saved_usd: fc.option(fc.constantFrom(...usd)) }),
  )
  .map((parts): RequestRow => Object.assign({}, ...parts, { org_id: scope.organisation, version: 1 }));

const body = fc
  .tuple(fc.constantFrom(...bodyTexts), fc.integer({ min: 0, max: 7 }))
  .map(([text, form]) => bodyIn(text, form));

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The same text as it may stand in a body. */
function bodyIn(text: string, form: number): string {
  const json = JSON.stringify(text);
  const inTwo = [text.slice(0, 9).toWellFormed(), text.slice(9).toWellFormed()];
  const events = (event: (part: string) => unknown) =>
    inTwo.map((part) => `data: ${JSON.stringify(event(part))}\n\n`).join('');
  switch (form) {
    case 0:
      return text;
    case 1:
      return `{"messages": [{"content": ${json}}]}`;
    case 2:
      return json.replace(/[\u0080-\uffff]/g, escaped);
    case 3:
      return events((content) => ({ choices: [{ delta: { content } }] }));
    case 4:
      return events((text) => ({ type: 'content_block_delta', delta: { type: 'text_delta', text } }));
    case 5:
      return json.replace(/[<>&]/g, escaped);
    case 6:
      return json.replace(/[\u0080-\uffff]/g, escaped).replaceAll('/', '\\/');
    default:
      return `event: x\n${events((delta) => ({ type: 'response.output_text.delta', delta }))}`;
  }
}

function valuesOf({ type, name, choices }: Field): readonly FilterValue[] {
  if (name === 'status') return [0, 200, 429, 500, 428.5];
  if (name.startsWith('scores.')) return [0, 0.1, 0.30000000000000004, 0.3, -1, 1e300];
  switch (type) {
    case 'id':
      return ids;
    case 'choice':
      return choices ?? [];
    case 'boolean':
      return [true, false];
    case 'time':
      return times.map((at) => `${at.replace(' ', 'T')}Z`);
    case 'number':
    case 'duration':
      return [...numbers, 0.5, -1, 1e20];
    case 'money':
      return [...usd.map(Number), 0, 0.30000000000000004, -0.1];
    default:
      return words;
  }
}

let rows: { row: RequestRow; bodies: BodyRow | undefined }[];

beforeAll(async () => {
  const made = fc.sample(fc.tuple(row, fc.option(fc.tuple(body, body))), { numRuns: 400, seed: 7 });
  rows = made.map(([facts, texts], i) => {
    const { org_id, created_at, request_id, isolate_id } = facts;
    const key = { org_id, created_at, request_id, isolate_id, isolate_seq: i };
    const [request_body, response_body] = texts ?? ['', ''];
    const encodings = { request_encoding: 'utf8', response_encoding: 'utf8' } as const;
    return {
      row: { ...facts, isolate_seq: i },
      bodies: texts ? { ...key, version: 1, is_deleted: 0, request_body, response_body, ...encodings } : undefined,
    };
  });
  await insertRequests(
    clickhouse,
    rows.map((one) => one.row),
  );
  const bodies = rows.flatMap((one) => one.bodies ?? []);
  await clickhouse.insert('bodies', Object.keys(bodies[0] ?? {}) as [string, ...string[]], bodies);
});

/** Numbers of the rows that meet a filter, as ClickHouse finds them. */
async function found(filter: Filter): Promise<number[]> {
  const parameters = new Parameters();
  const within = scopeSql(scope, parameters);
  const condition = filterSql(filter, parameters, scopeSql(scope, parameters));
  const sql = `SELECT isolate_seq FROM requests FINAL WHERE ${within} AND ${condition} ORDER BY isolate_seq`;
  const answer = await clickhouse.query(
    z.object({ isolate_seq: z.int() }),
    parameters.statement(sql),
    parameters.values,
  );
  return answer.map(({ isolate_seq }) => isolate_seq);
}

async function rowsRead(filter: Filter): Promise<number> {
  const parameters = new Parameters();
  const within = scopeSql(scope, parameters);
  const sql = `SELECT count() FROM requests FINAL WHERE ${within} AND ${filterSql(filter, parameters, within)}`;
  const response = await fetch(`${serverUrl}/?database=tally&wait_end_of_query=1`, {
    method: 'POST',
    body: printStatement(parameters.statement(sql), parameters.values),
  });
  expect(response.status).toBe(200);
  const summary = z.object({ read_rows: z.coerce.number() });
  return summary.parse(JSON.parse(response.headers.get('X-ClickHouse-Summary') ?? '')).read_rows;
}

function expected(filter: Filter): number[] {
  return rows.filter((one) => meets(filter, one.row, one.bodies)).map((one) => one.row.isolate_seq);
}

describe('a filter in SQL', () => {
  const names = [
    ...fields.map(({ name }) => name),
    ...entries.filter(Boolean).flatMap((name) => [`properties.${name}`, `scores.${name}`, `cost_breakdown.${name}`]),
  ];
  const texts = [
    'a <b> &',
    'docs/x',
    'refund',
    'REFUND "me"',
    'd "me"\n',
    'zÜrich',
    'Zürich',
    '日本',
    '🧮',
    'content',
    'absent',
    '%',
  ];

  it('finds what it means, in either notation', async () => {
    const met = { some: 0, all: 0 };
    await fc.assert(
      fc.asyncProperty(filters(names, valuesOf, texts), async (filter) => {
        const meant = expected(filter);
        met.some += Number(meant.length > 0 && meant.length < rows.length);
        met.all++;
        expect(await found(parseFilter(JSON.parse(JSON.stringify(filter))))).toEqual(meant);
        expect(await found(parseLine(printLine(filter)))).toEqual(meant);
      }),
      { numRuns: 300 },
    );
    // A data set that every filter takes or leaves as a whole would show nothing.
    expect(met.some).toBeGreaterThan(met.all / 3);
  });

  it.each(names)('compares %s by every operator it takes', async (name) => {
    await fc.assert(
      fc.asyncProperty(filters([name], valuesOf, []), async (filter) => {
        expect(await found(filter)).toEqual(expected(filter));
      }),
      { numRuns: 8 },
    );
  });

  it('finds text that a stream carries in pieces, and text that is escaped in JSON', async () => {
    for (const text of texts) {
      for (const place of ['any', 'request', 'response'] as const) {
        const filter = { text, in: place };
        expect(await found(filter)).toEqual(expected(filter));
      }
    }
    expect(expected({ text: 'refund "me"', in: 'response' }).length).toBeGreaterThan(50);
  });

  it('reads the bodies once, however many texts are looked for', async () => {
    const [one, two, three] = texts.map((text) => ({ text, in: 'any' as const }));
    if (!one || !two || !three) throw new RangeError('texts are missing');
    const twoTexts = await rowsRead({ or: [one, two] });
    expect(await rowsRead({ or: [one, { and: [two, { not: three }, one] }, three] })).toBe(twoTexts);
    expect(twoTexts).toBeGreaterThan(rows.length);
  });
});
