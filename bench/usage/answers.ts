import { type FixtureFiles, readFixtures } from '@tallystick/providers/fixtures';

/** An answer of one wire format, made of a fixture. */
export interface Answer {
  what: '2 KB of JSON' | '50 chunks' | '5,000 chunks';
  /** The path of its call. */
  path: string;
  type: string;
  body: string;
  /** What it says that went in. */
  promptTokens: number;
}

/** Answers of a format in three sizes; JSON alone where it does not stream server-sent events. */
export function answersOf(format: string): Answer[] {
  const fixtures = readFixtures(format).filter(({ expected }) => expected.facts.usage?.promptTokens > 0);
  const plain =
    fixtures.find(({ name }) => name.endsWith('/plain')) ?? fixtures.find(({ streamed }) => streamed === '');
  const streams = fixtures.filter(({ streamed }) => streamed === 'events');
  const stream = streams.find(({ name }) => name.endsWith('/stream')) ?? streams[0];
  return [
    ...(plain
      ? [answer(plain, '2 KB of JSON', 'application/json', lengthened(JSON.parse(plain.response), 2_000))]
      : []),
    ...(stream
      ? [
          answer(stream, '50 chunks', 'text/event-stream', withChunks(stream.response, 50)),
          answer(stream, '5,000 chunks', 'text/event-stream', withChunks(stream.response, 5_000)),
        ]
      : []),
  ];
}

function answer({ path, expected }: FixtureFiles, what: Answer['what'], type: string, body: string): Answer {
  return { what, path, type, body, promptTokens: expected.facts.usage.promptTokens };
}

/** The JSON of an answer with its longest list of numbers, or else its longest text, repeated until it has the size. */
function lengthened(body: unknown, size: number): string {
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
  return JSON.stringify(longer);
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
function withChunks(stream: string, count: number): string {
  const events = stream.split('\n\n').filter((event) => event.trim() !== '');
  const shapes = events.map((event) =>
    event.replaceAll(/(?<=":)(?:"(?:[^"\\]|\\.)*"|[\d.]+)/g, '').replaceAll(/\s/g, ''),
  );
  const often = (shape: string) => shapes.filter((other) => other === shape).length;
  const [shape = ''] = shapes.toSorted((one, other) => often(other) - often(one));
  const first = shapes.indexOf(shape);
  const pieces = events.filter((_, index) => shapes[index] === shape);
  const between = Array.from({ length: count - events.length }, (_, index) => pieces[index % pieces.length]);
  return [...events.slice(0, first), ...between, ...events.slice(first)].map((event) => `${event}\n\n`).join('');
}
