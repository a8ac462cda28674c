import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wireFormats } from './formats.ts';
import {
  type BodyReference,
  type Conversation,
  readConversation,
  readReference,
  type StoredConversation,
} from './read-conversation.ts';
import { type FixtureFiles, readFixtures } from './test/fixtures.ts';
import { stored } from './test/stored.ts';

const encoder = new TextEncoder();

interface Fixture {
  name: string;
  call: StoredConversation;
  bytes: Uint8Array;
  streamed: FixtureFiles['streamed'];
  expected: Conversation;
}

function load(format: string): Fixture[] {
  const usual = { format, system_instructions: [], tools: [], complete: true, warnings: [] };
  return readFixtures(format).map(({ name, path, request, bytes, streamed, expected }) => {
    const [response_body, response_encoding] = stored(bytes);
    return {
      name,
      call: { path, request_body: request, request_encoding: 'utf8', response_body, response_encoding },
      bytes,
      streamed,
      expected: { ...usual, ...expected.conversation },
    };
  });
}

/** All that is said anywhere in a conversation, whoever says it. */
function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries(value).filter(([name]) => said.has(name));
  return [...own.map(([, text]) => String(text)), ...Object.values(value).flatMap(texts)];
}

const said = new Set(['content', 'arguments', 'parameters', 'transcript', 'description', 'message']);

const all = wireFormats.flatMap(({ name }) => load(name));

const mayBeText = new Set(wireFormats.filter(({ conversation }) => conversation.plain).map(({ name }) => name));

const streams = all.filter(({ streamed }) => streamed === 'events');

test('every file in conversations/ is the conversation of the format of its name, and every format has its own', () => {
  const names = wireFormats.map(({ name }) => `./conversations/${name}.ts`).sort();
  expect(Object.keys(import.meta.glob('./conversations/*')).sort()).toEqual(names);
  expect(new Set(wireFormats.map(({ conversation }) => conversation)).size).toBe(names.length);
});

const texted = all.filter(({ streamed }) => streamed !== 'messages');

describe.each(all)('$name', ({ call, bytes, streamed, expected }) => {
  test('is read as expected', () => {
    expect(readConversation(call)).toEqual(expected);
  });

  test('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(readConversation(call)))).toEqual(expected);
  });

  test('cut at any byte of its answer it never throws and says nothing that was not said', () => {
    // A stream that ends early is told by its deltas, which need not be what its end would have said.
    const early = call.response_body.slice(0, call.response_body.trimEnd().lastIndexOf('\n\n'));
    const told = streamed === 'events' ? texts(readConversation({ ...call, response_body: early })) : [];
    const whole = [...texts(expected), ...told];
    // Where an answer may be a text, so may the first letters of a stream.
    for (let length = mayBeText.has(expected.format) ? 'event:'.length : 0; length < bytes.length; length++) {
      const [response_body, response_encoding] = stored(bytes.subarray(0, length));
      const cut = readConversation({ ...call, response_body, response_encoding });
      for (const text of texts(cut?.output))
        if (!whole.some((candidate) => candidate.startsWith(text))) expect.fail(`${text} at ${length}`);
      expect(cut?.input).toEqual(expected.input);
      // Of a text that is the answer itself nothing tells that it is cut.
      if (cut?.complete && streamed !== 'plain') expect(cut).toEqual(expected);
    }
  });

  test('cut at any byte of its request it never throws and says nothing that was not said', () => {
    const bytes = encoder.encode(call.request_body);
    const whole = texts(expected);
    for (let length = 0; length < bytes.length; length++) {
      const [request_body, request_encoding] = stored(bytes.subarray(0, length));
      const cut = readConversation({ ...call, request_body, request_encoding });
      for (const text of texts([cut?.input, cut?.system_instructions, cut?.tools]))
        if (!whole.some((candidate) => candidate.startsWith(text))) expect.fail(`${text} at ${length}`);
      expect(cut?.output).toEqual(expected.output);
    }
  });

  test('what it refers to is found again', () => {
    for (const { at, bytes } of references(expected)) {
      const data = readReference(call, at);
      expect(data).toBeDefined();
      if (bytes !== undefined) expect(atob((data ?? '').replace(/^data:[^,]*,/, ''))).toHaveLength(bytes);
    }
  });
});

test.each(texted)('$name is read the same behind byte order marks', ({ call, expected }) => {
  const marked = { ...call, request_body: `\uFEFF${call.request_body}`, response_body: `\uFEFF${call.response_body}` };
  expect(readConversation(marked)).toEqual(expected);
});

describe.each(streams)('$name as a stream', ({ call, expected }) => {
  test('is read the same whatever its line ends, its event names and its last blank line', () => {
    const body = call.response_body;
    const bare = body.replaceAll(/^event: .*\n/gm, '').replaceAll(/^data: /gm, 'data:');
    for (const response_body of [body.replaceAll('\n', '\r\n'), body.replaceAll('\n', '\r'), body.trimEnd(), bare])
      expect(readConversation({ ...call, response_body })).toEqual(expected);
  });

  test('is read the same wherever the pieces that it is read in end', () => {
    const { length } = call.response_body;
    fc.assert(
      fc.property(fc.integer({ min: 65_500 - length, max: 65_536 }), (padding) => {
        const response_body = `:${'.'.repeat(padding)}\n\n${call.response_body}`;
        expect(readConversation({ ...call, response_body })).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});

interface Referring {
  at: BodyReference;
  bytes?: number;
}

function references(value: unknown): Referring[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return [...('at' in value ? [value as Referring] : []), ...Object.values(value).flatMap(references)];
}
