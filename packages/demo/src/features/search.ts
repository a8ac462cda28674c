import { customers } from '../calendar.ts';
import { askings, searches } from '../content/questions.ts';
import { fill, type Product, products, pronoun } from '../content/shop.ts';
import type { Feature, Occasion, Session } from '../feature.ts';
import { customer } from '../people.ts';
import type { ChatRequest } from '../wire/openai.ts';

/** Answers what is typed into the search field: embeds the question, finds passages, and has an answer made of them. */
export const search: Feature = {
  service: 'search',
  share: 0.29,
  callsPerSession: 2,
  rhythm: customers,
  person: customer,
  session: searchSession,
};

const rules =
  'You answer questions in the search field of Larkspur, a shop for outdoor gear, in at most 80 words. Use the passages of the catalogue only and name articles in bold. If the passages do not answer the question, say so. Never invent prices or weights.';

function searchSession({ random }: Occasion): Session {
  const { use, kinds } = random.pick(searches);
  const kind = random.pick(kinds);
  const fitting = products.filter((product) => product.kind === kind);
  const first = random.pick(fitting);
  const second = random.pick(
    products.filter((product) => product !== first && (kinds as readonly string[]).includes(product.kind)),
  );
  const [fact1, fact1b] = random.some(first.facts, 2);
  const values = {
    use,
    kind,
    first: first.name,
    it1: pronoun(first),
    it2: pronoun(second),
    second: second.name,
    budget: String(random.integer(3, 30) * 20),
    price1: `€${first.price}`,
    price2: `€${second.price}`,
    weight1: String(first.weight),
    weight2: String(second.weight),
    fact1: fact1 ?? '',
    fact1b: fact1b ?? '',
    fact2: random.pick(second.facts),
  };
  const asking = random.pick(askings);
  const question = fill(random.pick(asking.questions), values);
  // An experiment: does a model that reasons answer better?
  const experiment = random.chance(0.18);
  const passages = [first, second, ...random.some(products, random.integer(2, 6))];
  const request: ChatRequest = {
    model: experiment ? 'gpt-5-mini' : 'gpt-4o-mini',
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      { role: 'system', content: rules },
      {
        role: 'user',
        content: `Passages:\n${[...new Set(passages)].map(passage).join('\n')}\n\nQuestion: ${question}`,
      },
    ],
  };
  return {
    name: '',
    properties: {
      variant: experiment ? 'reasoning' : 'standard',
      surface: random.weighted([
        [7, 'web'],
        [3, 'app'],
      ]),
    },
    steps: [
      {
        provider: 'openai',
        path: '/v1/embeddings',
        promptId: '',
        sessionPath: '',
        pause: 0,
        warm: false,
        request: { model: 'text-embedding-3-small', input: question, dimensions: 256, encoding_format: 'base64' },
        answer: { kind: 'embedding' },
      },
      {
        provider: 'openai',
        path: '/v1/chat/completions',
        promptId: 'search-answer@v2',
        sessionPath: '',
        pause: random.duration(30),
        warm: false,
        request,
        answer: { kind: 'text', text: fill(random.pick(asking.answers), values) },
      },
    ],
  };
}

function passage(product: Product): string {
  const { name, kind, price, weight, facts } = product;
  const it = pronoun(product);
  return `- ${name} (${kind}, €${price}, ${weight} g): ${facts.map((fact) => `${it} ${fact}`).join('; ')}.`;
}
