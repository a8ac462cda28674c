import { unknownUsage } from '@tallystick/log';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wireFormatOf, wireFormats } from './formats.ts';
import { type CallFacts, readCall, readStream } from './read-call.ts';
import { CapturedBody } from './reading/captured-body.ts';
import { eachEventData } from './reading/event-stream-data.ts';
import { listEntries } from './reading/json-text.ts';
import { type FixtureFiles, fixtureFolders, paths, readFixtures } from './test/fixtures.ts';
import { noFacts, type WireFormat } from './wire-format.ts';

const encoder = new TextEncoder();

interface Fixture extends Omit<FixtureFiles, 'expected'> {
  format: WireFormat;
  status: number;
  headers: Readonly<Record<string, string>> | undefined;
  expected: CallFacts;
}

function load(format: WireFormat): Fixture[] {
  return readFixtures(format.name).map(({ expected, ...files }) => ({
    ...files,
    format,
    status: expected.status ?? 200,
    headers: expected.headers,
    expected: withDefaults(expected.facts),
  }));
}

/** The facts of expected.json, where all that is not named is unknown. */
function withDefaults(facts: Partial<CallFacts>): CallFacts {
  const usage = { ...unknownUsage, ...facts.usage };
  const known = usage.promptTokens !== null || usage.completionTokens !== null;
  const nothing = {
    ...noFacts(),
    requestedModel: '',
    requestedTier: '',
    requestedGeo: '',
    requestedEffort: '',
    userId: '',
    stream: false,
    unreadable: '',
  };
  return { ...nothing, tokensSource: known ? 'provider' : 'unknown', ...facts, usage };
}

function facts(fixture: Fixture, response: string | Uint8Array = fixture.bytes, complete = true): CallFacts {
  return readCall({
    method: 'POST',
    complete,
    path: fixture.path,
    status: fixture.status,
    request: new CapturedBody(encoder.encode(fixture.request)),
    response: new CapturedBody(typeof response === 'string' ? encoder.encode(response) : response),
    responseType: types[fixture.streamed],
    responseHeaders: fixture.headers,
  });
}

const types: Readonly<Record<Fixture['streamed'], string>> = {
  '': 'application/json',
  list: 'application/json',
  events: 'text/event-stream; charset=utf-8',
  plain: 'text/plain; charset=utf-8',
  messages: 'application/vnd.amazon.eventstream',
};

const all = wireFormats.flatMap(load);
const streams = all.filter(({ streamed }) => streamed === 'events');
const binary = all.filter(({ streamed }) => streamed === 'messages');
const texts = all.filter(({ streamed }) => streamed !== 'messages');
const lists = all.filter(({ streamed }) => streamed === 'list');

test('every file in formats/ and every folder of fixtures is a format of the registry', () => {
  const names = wireFormats.map(({ name }) => name).sort();
  expect(Object.keys(import.meta.glob('./formats/*')).sort()).toEqual(names.map((name) => `./formats/${name}.ts`));
  expect([...fixtureFolders].sort()).toEqual(names);
  expect(Object.keys(paths).sort()).toEqual(names);
});

test('each format is found by its path, and by no other format', () => {
  for (const format of wireFormats) {
    for (const prefix of ['', '/groq/openai', '/openai/deployments/mine', '/some/base']) {
      const path = `${prefix}${paths[format.name]}`;
      expect(wireFormats.filter(({ matches }) => matches(path))).toEqual([format]);
      expect(wireFormatOf(`${path}/`)).toBe(format);
    }
  }
});

test.each([
  '/v1/messages/batches',
  '/v1/threads/thread_1/messages',
  '/v1/responses/resp_1',
  '/v1/responses/input_tokens',
  '/v1/responses/resp_1/cancel',
  '/v1/chat/completions/chatcmpl-1',
  '/v1/models',
  '/v1/files',
  '/v1/batches',
  '/v1/audio/voices',
  '/v1/images/img_1',
  '/v1/chat',
  '/v1/generate',
  '/v2/parse',
  '/v2/tokenize',
  '/v1beta/models',
  '/v1beta/models/gemini-2.5-flash',
  '/v1beta/models/veo-3.1-generate:predictLongRunning',
  '/v1beta/interactions/v1_R1',
  '/v1beta/interactions/v1_R1/cancel',
  '/v1beta/models/gemini-2.5-flash:batchGenerateContent',
  '/v1beta/cachedContents',
  '/v1beta/files/generateContent',
  '/v1/projects/p/locations/global/publishers/mistralai/models/mistral-medium-3:rawPredict',
  '/',
  '',
])('%s has no usage to read', (path) => {
  expect(wireFormatOf(path)).toBeUndefined();
});

describe.each(all)('$name', (fixture) => {
  test('is read as expected', () => {
    expect(facts(fixture)).toEqual(fixture.expected);
  });

  test('cut at any byte it never throws and never reports tokens that the provider did not', () => {
    const { bytes } = fixture;
    const told = fixture.response + JSON.stringify(fixture.headers ?? {});
    const reported = new Set([...told.matchAll(/\d+/g)].map(([digits]) => Number(digits)));
    for (const { usage } of [fixture.expected, ...fixture.expected.otherModels])
      for (const value of Object.values(usage)) if (value !== null) reported.add(value);
    for (let length = 0; length < bytes.length; length++) {
      const { usage, unreadable } = facts(fixture, bytes.subarray(0, length), length === bytes.length);
      if (fixture.streamed === '' && !fixture.headers)
        expect(usage).toEqual(fixture.response.slice(length).trim() === '' ? expect.anything() : unknownUsage);
      for (const value of Object.values(usage))
        if (value !== null && !reported.has(value)) expect.fail(`${value} at ${length}`);
      expect(typeof unreadable).toBe('string');
    }
  });
});

test.each(texts)('$name is read the same behind a byte order mark', (fixture) => {
  expect(facts(fixture, `\uFEFF${fixture.response}`)).toEqual(fixture.expected);
});

describe.each(streams)('$name as a stream', (fixture) => {
  test('is read the same whatever its line ends and whether or not its last blank line came', () => {
    expect(facts(fixture, fixture.response.replaceAll('\n', '\r\n'))).toEqual(fixture.expected);
    expect(facts(fixture, fixture.response.replaceAll('\n', '\r'))).toEqual(fixture.expected);
    expect(facts(fixture, fixture.response.trimEnd())).toEqual(fixture.expected);
  });

  test('is read the same without the names of its events and without spaces after colons', () => {
    const bare = fixture.response.replaceAll(/^event: .*\n/gm, '').replaceAll(/^data: /gm, 'data:');
    expect(facts(fixture, bare)).toEqual(fixture.expected);
  });

  test('is read the same when its content type does not say that it is a stream', () => {
    const call = {
      method: 'POST',
      path: fixture.path,
      status: 200,
      complete: true,
      responseType: '',
    };
    const bodies = {
      request: new CapturedBody(encoder.encode(fixture.request)),
      response: new CapturedBody(encoder.encode(fixture.response)),
    };
    expect(readCall({ ...call, ...bodies })).toEqual(fixture.expected);
  });

  test('is read the same in pieces of any sizes', () => {
    const bytes = encoder.encode(fixture.response.replaceAll('\n', '\r\n'));
    const whole = readStream(fixture.format, [bytes], true);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 }), (cuts) => {
        const borders = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
        expect(readStream(fixture.format, pieces, true)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
    expect(
      readStream(
        fixture.format,
        Array.from(bytes, (byte) => Uint8Array.of(byte)),
        true,
      ),
    ).toEqual(whole);
  });

  test('cut at any byte it reports a number only once the provider has', () => reportsOnceTold(fixture));
});

describe.each(lists)('$name as a list that streams', (fixture) => {
  const events = [...listEntries(fixture.response)].map((entry) => JSON.parse(entry));

  test.each([0, 2, '\r\n\t'])('is read the same whatever white space stands in it: %j', (space) => {
    const between = space === 0 ? ',' : '\r\n ,\n';
    const list = `[${events.map((event) => JSON.stringify(event, null, space)).join(between)}]`;
    expect(facts(fixture, list)).toEqual(fixture.expected);
  });

  test('is read the same as the same stream of server-sent events', () => {
    const sent = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    expect(facts({ ...fixture, streamed: 'events' }, sent)).toEqual(fixture.expected);
  });

  test('cut at any byte it reports a number only once the provider has', () => reportsOnceTold(fixture));
});

describe.each(binary)('$name as a stream in binary framing', (fixture) => {
  test('is read the same when its content type does not say that it is a stream', () => {
    expect(facts({ ...fixture, streamed: '' })).toEqual(fixture.expected);
  });

  test('is read the same as the same stream of server-sent events', () => {
    let sent = '';
    const end = eachEventData(fixture.bytes, (data) => {
      sent += `data: ${data}\n\n`;
    });
    const complete = end === 'whole';
    expect(facts({ ...fixture, streamed: 'events' }, sent, complete)).toEqual(fixture.expected);
  });

  test('cut at any byte it reports a number only once the provider has', () => reportsOnceTold(fixture));

  test('with any byte changed it is unreadable from there on, and reports nothing that the provider did not', () => {
    const isCut = eachEventData(fixture.bytes, () => {}) === 'cut';
    const expected = new Map<string, number | null>(Object.entries(fixture.expected.usage));
    for (let at = 0; at < fixture.bytes.length; at++) {
      const bytes = fixture.bytes.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0x40;
      const { usage, unreadable } = facts(fixture, bytes);
      expect({ at, isUnreadable: isCut || unreadable !== '' }).toEqual({ at, isUnreadable: true });
      for (const [name, value] of Object.entries(usage))
        if (value !== null) expect({ at, name, value }).toEqual({ at, name, value: expected.get(name) });
    }
  });
});

/** Goes on byte by byte: what is known stays known. */
function reportsOnceTold(fixture: Fixture): void {
  const { bytes } = fixture;
  let before = unknownUsage;
  for (let length = 0; length <= bytes.length; length++) {
    const { usage } = facts(fixture, bytes.subarray(0, length), length === bytes.length);
    for (const name of Object.keys(usage) as (keyof typeof usage)[]) {
      if (before[name] !== null && usage[name] === null) expect.fail(`${name} was forgotten at byte ${length}`);
    }
    before = usage;
  }
  expect(before).toEqual(fixture.expected.usage);
}
