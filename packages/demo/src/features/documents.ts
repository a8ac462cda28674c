import { office } from '../calendar.ts';
import { documentKinds, suppliers, systems } from '../content/documents.ts';
import { fill } from '../content/shop.ts';
import type { Feature, Occasion, Session } from '../feature.ts';
import { clerk } from '../people.ts';
import type { MessageRequest } from '../wire/anthropic.ts';

/** Summarises contracts, incident reports and minutes for the back office. */
export const documents: Feature = {
  service: 'documents',
  share: 0.06,
  callsPerSession: 1,
  rhythm: office,
  person: clerk,
  session: documentSession,
};

const rules =
  'Summarise the document for somebody who has one minute. Give three to six bullet points, the one that needs a decision first and in bold, and name amounts, dates and deadlines. Add nothing that the document does not say.';

/** As the rules say. */
const mostPoints = 6;

function documentSession({ random }: Occasion): Session {
  const kind = random.pick(documentKinds);
  const numbers = (from: number, to: number) => String(random.integer(from, to));
  const values = {
    supplier: random.pick(suppliers),
    system: random.pick(systems),
    weekday: random.pick(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']),
    version: `${numbers(1, 4)}.${numbers(0, 19)}`,
    percent: numbers(2, 19),
    weeks: numbers(3, 12),
    netdays: random.pick(['14', '30', '45']),
    cap: numbers(4, 21),
    aql: random.pick(['0.65', '1.0', '1.5', '2.5']),
    audits: numbers(2, 6),
    liability: `${numbers(5, 90)},000`,
    years: numbers(2, 5),
    minutes: numbers(37, 95),
    customers: numbers(120, 900),
    recovered: numbers(31, 78),
    plan: numbers(58, 93),
    people: numbers(7, 11),
  };
  const decision = random.pick(kind.decisions);
  const others = [...kind.sections.keys()].filter((index) => !kind.decisions.includes(index));
  const less = random.some(others, random.integer(2, mostPoints - 1));
  const text = [kind.title, ...[...less, decision].sort((a, b) => a - b).map((index) => kind.sections[index])].join(
    '\n\n',
  );
  const summary = [`- **${kind.points[decision]}**`, ...less.map((index) => `- ${kind.points[index]}`)].join('\n');
  const model = random.chance(0.65) ? 'claude-sonnet-4-6' : 'claude-haiku-4-5-20251001';
  const request: MessageRequest = {
    model,
    max_tokens: 1024,
    stream: false,
    system: rules,
    messages: [{ role: 'user', content: `<document>\n${fill(text, values)}\n</document>` }],
  };
  return {
    name: '',
    properties: { document: kind.name },
    steps: [
      {
        provider: 'anthropic',
        path: '/v1/messages',
        promptId: 'summary@v4',
        sessionPath: '',
        pause: 0,
        warm: false,
        request,
        answer: { kind: 'text', text: fill(summary, values) },
      },
    ],
  };
}
