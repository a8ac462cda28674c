import fc from 'fast-check';

/** What becomes of one value of a JSON text. */
interface Change {
  /** Which of the values of the text, counted modulo how many there are. */
  at: number;
  /** What stands in its place; `undefined` when it is taken out. */
  become: (value: unknown) => unknown;
}

const misplaced = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  -(2 ** 31),
  '',
  '12',
  'text',
  '\ud800',
  [],
  {},
  [null],
  [[1]],
];

const changes: fc.Arbitrary<Change['become']> = fc.oneof(
  fc.constantFrom<unknown>(...misplaced).map((value) => () => value),
  fc.constant(() => undefined),
  fc.constant((value: unknown) => [value]),
  fc.constant((value: unknown) => [value, value]),
  fc.constant((value: unknown) => ({ value })),
  fc.constant((value: unknown) => String(value)),
  fc.nat(200).map((levels) => (value: unknown) => {
    let nested = value;
    for (let level = 0; level < levels; level++) nested = level % 2 === 0 ? [nested] : { type: nested };
    return nested;
  }),
);

/** Changes of a few of a text's values. */
export const mutations: fc.Arbitrary<readonly Change[]> = fc.array(fc.record({ at: fc.nat(), become: changes }), {
  minLength: 1,
  maxLength: 4,
});

/** The text with some of its values changed: of a JSON text, or of the events of a stream. Any other text as it is. */
export function mutated(text: string, changes: readonly Change[]): string {
  const events = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json = '']) => json);
  const documents = (events.length > 0 ? events : [text]).map(parsed);
  let count = 0;
  for (const document of documents)
    visit(document, (value) => {
      count++;
      return value;
    });
  const chosen = new Map(changes.map(({ at, become }) => [at % Math.max(1, count), become]));
  let index = 0;
  const written = documents.map((document) =>
    JSON.stringify(visit(document, (value) => (chosen.get(index++) ?? same)(value))),
  );
  if (events.length === 0) return written[0] ?? text;
  let next = 0;
  return text.replaceAll(/^data: \{.*$/gm, (line) => `data: ${written[next++] ?? line}`);
}

function visit(document: unknown, change: (value: unknown) => unknown): unknown {
  return document === undefined ? undefined : JSON.parse(JSON.stringify(document), (_, value) => change(value));
}

function same(value: unknown): unknown {
  return value;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
