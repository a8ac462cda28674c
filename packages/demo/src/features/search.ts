import { customers } from '../calendar.ts';
import { type Asking, askings, searches } from '../content/questions.ts';
import { fill, type Product, productNamed, products, pronoun } from '../content/shop.ts';
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
  const asking = random.pick(askings);
  const { use, first, second } = pickArticles(random, asking);
  const it1 = pronoun(first);
  const values = {
    use,
    kind: first.kind,
    first: first.name,
    second: second.name,
    it1,
    it2: pronoun(second),
    is1: it1 === 'it' ? 'is' : 'are',
    s1: it1 === 'it' ? 's' : '',
    budget: String(Math.ceil(Math.max(first.price, second.price) / 20) * 20),
    price1: `€${first.price}`,
    price2: `€${second.price}`,
    weight1: String(first.weight),
    weight2: String(second.weight),
    fact1: first.facts[0],
    fact1b: random.pick(first.facts.slice(1)),
    fact2: second.facts[0],
  };
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

/** Two articles to ask about: the first fits, and where both do, it matters more than the second. */
function pickArticles(
  random: Occasion['random'],
  { second }: Asking,
): { use: string; first: Product; second: Product } {
  const { use, fitting } = random.pick(searches);
  const fit = fitting.map(productNamed);
  if (second === 'fits') {
    const [one, other] = random.some(fit, 2);
    if (one && other) return { use, first: one, second: other };
  }
  const pairs = fit.flatMap((one) =>
    products
      .filter((other) => other !== one && other.kind === one.kind)
      .map((other) => ({ use, first: one, second: other })),
  );
  return random.pick(pairs);
}

function passage(product: Product): string {
  const { name, kind, price, weight, facts } = product;
  const it = pronoun(product);
  return `- ${name} (${kind}, €${price}, ${weight} g): ${facts.map((fact) => `${it} ${fact}`).join('; ')}.`;
}
