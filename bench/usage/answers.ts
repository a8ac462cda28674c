import { type FixtureFiles, readFixtures } from '@tallystick/providers/fixtures';
import { framed } from '@tallystick/providers/test/event-stream';

/** An answer of one wire format, made of a fixture. */
export interface Answer {
  what: '2 KB of JSON' | '50 chunks' | '5,000 chunks';
  /** The path of its call. */
  path: string;
  type: string;
  body: Uint8Array;
  /** What it says that went in. */
  promptTokens: number;
}

/** What a kind of stream consists of, each event a text, and what is sent of those. */
interface Framing {
  type: string;
  split(response: string): string[];
  join(events: readonly string[]): Uint8Array;
}

const encoder = new TextEncoder();

const framings: { readonly [kind in FixtureFiles['streamed']]?: Framing } = {
  events: {
    type: 'text/event-stream',
    split: (response) => response.split('\n\n').filter((event) => event.trim() !== ''),
    join: (events) => encoder.encode(events.map((event) => `${event}\n\n`).join('')),
  },
  messages: {
    type: 'application/vnd.amazon.eventstream',
    split: (response) => JSON.parse(response).map((message: unknown) => JSON.stringify(message)),
    join: (events) => framed(events.map((event) => JSON.parse(event))),
  },
};

/** Answers of a format in three sizes; JSON alone where it does not stream. */
export function answersOf(format: string): Answer[] {
  const fixtures = readFixtures(format).filter(({ expected }) => expected.facts.usage?.promptTokens > 0);
  const plain =
    fixtures.find(({ name }) => name.endsWith('/plain')) ?? fixtures.find(({ streamed }) => streamed === '');
  const streams = fixtures.filter(({ streamed }) => framings[streamed]);
  const stream = streams.find(({ name }) => name.endsWith('/stream')) ?? streams[0];
  const framing = stream && framings[stream.streamed];
  return [
    ...(plain
      ? [answer(plain, '2 KB of JSON', 'application/json', lengthened(JSON.parse(plain.response), 2_000))]
      : []),
    ...(framing
      ? [
          answer(stream, '50 chunks', framing.type, withChunks(stream.response, framing, 50)),
          answer(stream, '5,000 chunks', framing.type, withChunks(stream.response, framing, 5_000)),
        ]
      : []),
  ];
}

function answer({ path, expected }: FixtureFiles, what: Answer['what'], type: string, body: Uint8Array): Answer {
  return { what, path, type, body, promptTokens: expected.facts.usage.promptTokens };
}

/** The JSON of an answer with its longest list of numbers, or else its longest text, repeated until it has the size. */
function lengthened(body: unknown, size: number): Uint8Array {
  let longest: unknown;
  visit(body, (value) => {
    if (weight(value) > weight(longest)) longest = value;
    return value;
  });
  const missing = size - JSON.stringify(body).length;
  const times = 1 + Math.max(0, Math.ceil(missing / JSON.stringify(longest).length));
  const repeated = Array.isArray(longest) ? Array(times).fill(longest).flat() : String(longest).repeat(times);
  let done = false;
  const longer = visit(body, (value) => {
    if (done || JSON.stringify(value) !== JSON.stringify(longest)) return value;
    done = true;
    return repeated;
  });
  return encoder.encode(JSON.stringify(longer));
}

function weight(value: unknown): number {
  if (Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'number')) return 1e9;
  // What people read has spaces.
  return typeof value === 'string' ? value.length + (value.includes(' ') ? 1e6 : 0) : 0;
}

function visit(body: unknown, change: (value: unknown) => unknown): unknown {
  return JSON.parse(JSON.stringify(body), (_, value) => change(value));
}

/** The stream with so many events: those of the most frequent shape, which are pieces of the text, are repeated in their place. */
function withChunks(stream: string, { split, join }: Framing, count: number): Uint8Array {
  const events = split(stream);
  const shapes = events.map((event) =>
    event.replaceAll(/(?<=":)(?:"(?:[^"\\]|\\.)*"|[\d.]+)/g, '').replaceAll(/\s/g, ''),
  );
  const often = (shape: string) => shapes.filter((other) => other === shape).length;
  const [shape = ''] = shapes.toSorted((one, other) => often(other) - often(one));
  const first = shapes.indexOf(shape);
  const pieces = events.filter((_, index) => shapes[index] === shape);
  const between = Array.from({ length: count - events.length }, (_, index) => pieces[index % pieces.length] ?? '');
  return join([...events.slice(0, first), ...between, ...events.slice(first)]);
}
