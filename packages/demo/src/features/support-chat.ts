import type OpenAI from 'openai';
import { customers } from '../calendar.ts';
import { type Conversation, closings, conversations, greetings, pressingClosings } from '../content/conversations.ts';
import { type Article, articleById, articles } from '../content/help-articles.ts';
import { type Country, details, fill } from '../content/shop.ts';
import type { Feature, Occasion, Session, Step } from '../feature.ts';
import { isWithin, type Span } from '../incidents.ts';
import { customer } from '../people.ts';
import type { ChatRequest } from '../wire/openai.ts';

/** Answers customers: finds out what they want, looks things up, and answers as a stream. */
export const supportChat: Feature = {
  service: 'support-chat',
  share: 0.43,
  callsPerSession: 3.47,
  rhythm: customers,
  person: customer,
  session: supportSession,
};

const chatPath = '/v1/chat/completions';

const rules = `You are the support assistant of Larkspur, a shop for outdoor gear. Answer in the customer's language, briefly and warmly, without exclamation marks in every sentence. Rules:
- Say only what the help articles or a tool's result say. If neither helps, offer to pass the conversation on to a colleague (working days, 9 to 18 o'clock).
- Never promise a date that a tool has not returned. Never ask for card numbers or passwords.
- Money is refunded only through the tool issue_refund, and never more than the order's value.
- If the customer is angry, say in one sentence that you understand why, then solve it.`;

const triageRules =
  'Classify the message of a customer of an outdoor shop. Answer with JSON: {"intent": one of order_status, lost_parcel, return, refund_missing, size_advice, stock, product_question, repair, payment, invoice, other; "language": ISO 639-1; "urgent": boolean}.';

const tools: OpenAI.ChatCompletionTool[] = [
  tool('look_up_order', 'Status, parcel and payment of an order', { order: 'the number, like LK-204100' }),
  tool('check_stock', 'How many of an article are where', { article: 'its name', size: 'the size, if any' }),
  tool('open_investigation', 'Ask the carrier where a parcel is', { order: 'the number', reason: 'in one sentence' }),
  tool('issue_refund', 'Refund an order or a part of it', { order: 'the number', amount: 'in euros' }),
];

function tool(name: string, description: string, parameters: Record<string, string>): OpenAI.ChatCompletionTool {
  const properties = Object.fromEntries(
    Object.entries(parameters).map(([parameter, meaning]) => [parameter, { type: 'string', description: meaning }]),
  );
  const required = Object.keys(parameters);
  return { type: 'function', function: { name, description, parameters: { type: 'object', properties, required } } };
}

const languages = new Map<Country, string>([
  ['DE', 'de'],
  ['FR', 'fr'],
  ['JP', 'ja'],
  ['ES', 'es'],
]);

/** What the tool says of an order: the reply tells no more than that. */
function lookedUp(
  intent: string,
  { order, product, price, carrier, tracking, city, day }: Readonly<Record<string, string>>,
) {
  const head = { order, items: [product], total: price };
  if (intent === 'payment') return { ...head, status: 'payment_open', received: '€0.00' };
  if (intent === 'refund_missing') {
    return { ...head, status: 'returned_and_refunded', refunded: price, refunded_on: day, reference: tracking };
  }
  return { ...head, status: 'in_transit', carrier, tracking, city, expected: day };
}

const day = 86_400_000;

function supportSession({ random, at, person, incidents }: Occasion): Session {
  const conversation = pickConversation(random, person.country);
  const values = details(random, person.country, conversation.kinds);
  // Only those who say so are in a hurry, and they say it in English.
  const urgent = conversation.countries === undefined && random.chance(0.18);
  const opening = random.integer(0, conversation.opening.length - 1);
  const question = spoken(fill(conversation.opening[opening] ?? '', values), conversation, urgent, random, values);
  const reply = conversation.reply[opening % conversation.reply.length] ?? '';
  const expensive = isWithin(incidents.expensivePrompt, at);
  const version = versionAt(at, incidents.expensivePrompt);
  const language = languages.get(conversation.countries?.[0] ?? 'GB') ?? 'en';

  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: question }];
  const steps: Step[] = [triage(question, conversation.intent, language, urgent)];
  const ask = (pause: number, text: string) => {
    const prompt = expensive
      ? everythingPrompt(at, messages.length)
      : prompted(rules, [...standing, ...conversation.articles].map(articleById));
    const request: ChatRequest = {
      model: 'gpt-4.1',
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0.3,
      messages: [{ role: 'system', content: prompt }, ...messages],
      tools,
    };
    steps.push({
      provider: 'openai',
      path: chatPath,
      promptId: `support-answer@${version}`,
      sessionPath: 'support/answer',
      pause,
      warm: !expensive && (steps.length > 2 || random.chance(0.4)),
      request,
      answer: { kind: 'text', text },
    });
    messages.push({ role: 'assistant', content: text });
  };

  if (conversation.tool) steps.push(lookUp(conversation, conversation.tool, messages, version, values, random.hex(22)));
  ask(20, fill(reply, values));
  for (const [more, answer] of random.some(
    conversation.more,
    random.weighted([
      [3, 0],
      [4, 1],
      [3, 2],
      [1, 3],
    ]),
  )) {
    messages.push({ role: 'user', content: fill(more, values) });
    ask(random.duration(35_000), fill(answer, values));
  }
  const channel = random.weighted([
    [6, 'web'],
    [3, 'app'],
    [1, 'whatsapp'],
  ]);
  return { name: `Support: ${conversation.intent.replaceAll('_', ' ')}`, properties: { channel, language }, steps };
}

/** Which version of the prompt was in use: the expensive one came between two others, and was taken back. */
function versionAt(time: number, expensive: Span): string {
  if (time >= expensive.to) return 'v8';
  if (time >= expensive.from) return 'v7';
  return time >= expensive.from - 9 * day ? 'v6' : 'v5';
}

function triage(question: string, intent: string, language: string, urgent: boolean): Step {
  const request: ChatRequest = {
    model: 'gpt-4.1-nano',
    temperature: 0,
    response_format: { type: 'json_object' },
    messages: [
      { role: 'system', content: triageRules },
      { role: 'user', content: question },
    ],
  };
  return {
    provider: 'openai',
    path: chatPath,
    promptId: 'support-triage@v3',
    sessionPath: 'support/triage',
    pause: 0,
    warm: false,
    request,
    answer: { kind: 'text', text: JSON.stringify({ intent, language, urgent }) },
  };
}

/** Asks which tool to call, and puts what the tool said into the conversation. */
function lookUp(
  { intent, soldOut }: Conversation,
  name: NonNullable<Conversation['tool']>,
  messages: OpenAI.ChatCompletionMessageParam[],
  version: string,
  values: Readonly<Record<string, string>>,
  id: string,
): Step {
  const { order = '', product = '', size = '', carrier = '', tracking = '', city = '', price = '', shop = '' } = values;
  const given = {
    look_up_order: { order },
    check_stock: { article: product, size },
    open_investigation: { order, reason: `not delivered in ${city}` },
    issue_refund: { order, amount: price },
  }[name];
  const result = {
    look_up_order: lookedUp(intent, values),
    check_stock: {
      article: product,
      size,
      online: soldOut ? 0 : Number(values.stock),
      shops: { [shop]: 0 },
      next_delivery: 'in 12 days',
    },
    open_investigation: { order, carrier, case: tracking, answer_within_days: 8 },
    issue_refund: { order, amount: price, reference: tracking },
  }[name];
  const request: ChatRequest = {
    model: 'gpt-4.1',
    temperature: 0,
    messages: [{ role: 'system', content: rules }, ...messages],
    tools,
  };
  const call = { name, arguments: JSON.stringify(given) };
  messages.push(
    { role: 'assistant', content: null, tool_calls: [{ id: `call_${id}`, type: 'function', function: call }] },
    { role: 'tool', tool_call_id: `call_${id}`, content: JSON.stringify(result) },
  );
  return {
    provider: 'openai',
    path: chatPath,
    promptId: `support-look-up@${version}`,
    sessionPath: 'support/look-up',
    pause: 40,
    warm: false,
    request,
    answer: { kind: 'tool', name, arguments: given },
  };
}

function prompted(head: string, given: readonly Article[]): string {
  return [head, 'Help articles:', ...given.map(({ title, text }) => `## ${title}\n${text}`)].join('\n\n');
}

/** Articles that every answer may need: they come first, so that the provider's cache has them. */
const standing = ['change-order', 'shops', 'membership', 'payment-failed'];

/** What version 7 sent: the time first, so that no two prompts begin alike, and the help centre once for each message. */
function everythingPrompt(at: number, messages: number): string {
  const head = `Current time: ${new Date(at).toISOString()}\n\n${rules}`;
  return prompted(head, Array.from({ length: messages + 2 }, () => articles).flat());
}

function pickConversation(random: Occasion['random'], country: Country): Conversation {
  const local = conversations.filter(({ countries }) => countries?.includes(country));
  const [only] = local;
  if (only && random.chance(0.35)) return random.pick(local);
  return random.pick(conversations.filter(({ countries }) => countries === undefined));
}

/** People greet or do not, sign or do not, and some never use the shift key. */
function spoken(
  text: string,
  { countries }: Conversation,
  urgent: boolean,
  random: Occasion['random'],
  values: Readonly<Record<string, string>>,
): string {
  if (countries) return text;
  const whole = random.pick(greetings) + text + fill(random.pick(urgent ? pressingClosings : closings), values);
  return random.chance(0.14) ? whole.toLowerCase().replaceAll('’', "'") : whole;
}
