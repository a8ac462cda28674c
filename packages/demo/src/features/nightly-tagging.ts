import { night } from '../calendar.ts';
import { canBeSaidOf, endings, remarks, topics } from '../content/reviews.ts';
import { details, fill } from '../content/shop.ts';
import type { Feature, Occasion, Session } from '../feature.ts';
import { job } from '../people.ts';
import type { ChatRequest } from '../wire/openai.ts';

/** Tags the reviews of the day before, every night. */
export const nightlyTagging: Feature = {
  service: 'nightly',
  share: 0.14,
  callsPerSession: 1,
  rhythm: night,
  person: () => job,
  session: taggingSession,
};

const schema = {
  type: 'object',
  properties: {
    sentiment: { type: 'string', enum: ['positive', 'mixed', 'negative'] },
    topics: { type: 'array', items: { type: 'string' } },
    needs_reply: { type: 'boolean' },
  },
  required: ['sentiment', 'topics', 'needs_reply'],
  additionalProperties: false,
};

function taggingSession({ random }: Occasion): Session {
  const values = details(random, random.pick(['DE', 'GB', 'FR', 'NL']));
  const sayable = Map.groupBy(
    remarks.filter((remark) => canBeSaidOf(remark, values)),
    ({ topic }) => topic,
  );
  // One remark on each: nobody says that a boot is true to size and too narrow.
  const said = random
    .some(
      topics.filter((topic) => sayable.has(topic)),
      random.integer(1, 3),
    )
    .map((topic) => random.pick(sayable.get(topic) ?? []));
  const bad = said.filter(({ sentiment }) => sentiment === 'negative').length;
  const sentiment = bad === 0 ? 'positive' : bad === said.length ? 'negative' : 'mixed';
  const stars = { positive: random.integer(4, 5), mixed: 3, negative: random.integer(1, 2) }[sentiment];
  const review = `${'★'.repeat(stars)}${'☆'.repeat(5 - stars)} ${values.product}\n${said.map(({ text }) => text).join(' ')}${fill(random.pick(endings[sentiment]), values)}`;
  const tags = {
    sentiment,
    topics: said.map(({ topic }) => topic),
    needs_reply: said.some(({ topic, sentiment }) => sentiment === 'negative' && topic !== 'price'),
  };
  const request: ChatRequest = {
    model: 'gpt-4.1-nano',
    temperature: 0,
    response_format: { type: 'json_schema', json_schema: { name: 'review_tags', strict: true, schema } },
    messages: [
      {
        role: 'system',
        content: 'Tag the review of a customer. topics are of: quality, fit, delivery, price, service, durability.',
      },
      { role: 'user', content: review },
    ],
  };
  return {
    name: '',
    properties: { job: 'review-tags' },
    steps: [
      {
        provider: 'openai',
        path: '/v1/chat/completions',
        promptId: 'review-tags@v5',
        sessionPath: '',
        pause: 0,
        warm: false,
        request,
        answer: { kind: 'text', text: JSON.stringify(tags) },
      },
    ],
  };
}
