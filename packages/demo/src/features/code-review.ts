import type Anthropic from '@anthropic-ai/sdk';
import { office } from '../calendar.ts';
import { pullRequests, thoughts } from '../content/pull-requests.ts';
import type { Feature, Occasion, Session, Step } from '../feature.ts';
import { engineer } from '../people.ts';
import type { MessageRequest } from '../wire/anthropic.ts';

/** An agent that reads a pull request file by file and comments on it. Its prompt grows with every step. */
export const codeReview: Feature = {
  service: 'code-review',
  share: 0.08,
  callsPerSession: 3.6,
  rhythm: office,
  person: engineer,
  session: reviewSession,
};

const rules = `You review pull requests of the Larkspur shop. Read every changed file with the tool read_file before you judge, then write one comment. What matters, in this order:
1. Wrong results: two things at once, a process that stops half-way, a message that is delivered twice, an empty list, a clock that changes.
2. Money: amounts are whole cents, rounding happens in one place, and tax follows the country of delivery.
3. Privacy: no personal data in logs, no secrets in code.
4. What the tests would not notice.
Style is the linter's business. Quote the line that you mean. Say plainly when there is nothing to find; a review without findings is a good review. At most three findings, the worst first and in bold, each with what to do instead.

About the repository:
- services/ holds one folder per service, each with its own database and its own on-call rotation. A service never reads another one's tables; it asks its API or listens to its events. Events are delivered at least once and in any order, so every handler has to be able to see the same event twice.
- Amounts are integers in cents with a currency beside them. The type Money has plus, minus and allocate; nothing else may round. Gross amounts are computed by services/checkout alone; the pages show what it returns.
- Stock is counted in three numbers: free, reserved and sold. Their sum changes only when goods arrive or leave. Whatever moves stock does so in one transaction and writes a line to stock_movements with the id of its cause, which is unique.
- Times are stored in UTC. Deadlines that customers see (returns, vouchers, collection) end at midnight in Europe/Berlin, whatever the customer's own zone.
- Addresses, e-mail addresses and names are personal data. They may stand in the tables customers, orders and conversations, and nowhere else: not in logs, not in events (send the id), not in error messages, not in test fixtures.
- Migrations run while the old version still serves. A column is added as nullable first, filled in batches of 5,000 and made required by a later deployment. A statement that rewrites a table with more than a million rows is refused by the pipeline.
- Caches have an owner and an end: whoever adds one says in a comment what empties it, and how stale an answer may be. Category trees may be a minute old, stock at checkout never.
- Tests run against a real database in a container. A test that sleeps is a test that will fail on a Friday; wait for what you expect instead.
- Feature flags live for thirty days. A pull request that adds one names the day on which it goes and who removes it.
- Retries belong to whoever knows whether a second try is harmless: the HTTP client retries GET only, and everything that posts carries an idempotency key made from the order's id.
- Numbers that a customer can send (quantities, pages, sizes) have an upper bound at the border. Lists come in pages; a route that can answer with a whole table is a finding.
- Errors carry a code. Whether something is retried follows from the code and never from the text of a message.`;

const tools: Anthropic.Tool[] = [
  {
    name: 'read_file',
    description: 'The change of one file as a unified diff, with the lines around it',
    input_schema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  },
];

function reviewSession({ random, person }: Occasion): Session {
  const byBot = person.userId === 'renovate-bot';
  const pull = random.pick(pullRequests.filter((one) => (one.byBot ?? false) === byBot));
  const number = random.integer(2100, 3600);
  const messages: Anthropic.MessageParam[] = [
    {
      role: 'user',
      content: `Pull request #${number} by ${person.userId}: ${pull.title}\n\nChanged files:\n${pull.files.map(([path]) => `- ${path}`).join('\n')}`,
    },
  ];
  const steps: Step[] = [];
  const ask = (sessionPath: string, answer: Step['answer'], stream: boolean) => {
    const request: MessageRequest = {
      model: 'claude-opus-4-8',
      max_tokens: 4096,
      stream,
      system: [{ type: 'text', text: rules, cache_control: { type: 'ephemeral' } }],
      tools,
      messages: [...messages],
    };
    steps.push({
      provider: 'anthropic',
      path: '/v1/messages',
      promptId: 'review@v2',
      sessionPath,
      pause: steps.length === 0 ? 0 : random.duration(400),
      warm: steps.length > 0,
      request,
      answer,
    });
  };
  for (const [path, diff] of pull.files) {
    ask(
      `review/read/${path.split('/').at(-1) ?? path}`,
      { kind: 'tool', name: 'read_file', arguments: { path } },
      false,
    );
    const id = `toolu_01${random.hex(22)}`;
    messages.push(
      { role: 'assistant', content: [{ type: 'tool_use', id, name: 'read_file', input: { path } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: `--- ${path}\n${diff}` }] },
    );
  }
  const findings = pull.findings.slice(0, random.integer(1, 3));
  const text =
    findings.map((finding, index) => `${index + 1}. ${finding}`).join('\n\n') ||
    'Nothing to find: the change does what its title says, and nothing else reads what it touches. Merge it.';
  ask('review/comment', { kind: 'text', text, thinking: random.pick(thoughts) }, true);
  return { name: `Review #${number}: ${pull.title}`, properties: {}, steps };
}
