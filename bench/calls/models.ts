/** A model as the generated calls use it. Rates as their providers publish them in 2026, in 1e-12 USD a token: whole numbers. */
interface Model {
  provider: string;
  /** What answers. */
  model: string;
  /** What was asked for. */
  requested: string;
  host: string;
  path: string;
  input: number;
  cacheRead: number;
  output: number;
  /** Median ms to the first token. */
  firstToken: number;
  /** Tokens a second, after it. */
  speed: number;
  /** Whether it thinks first, in tokens that are counted as output. */
  reasons: boolean;
}

const openai = { provider: 'openai', host: 'api.openai.com', path: '/v1/chat/completions', reasons: false };
const anthropic = { provider: 'anthropic', host: 'api.anthropic.com', path: '/v1/messages', reasons: false };
const groq = { provider: 'groq', host: 'api.groq.com', path: '/openai/v1/chat/completions', reasons: false };
const mistral = { provider: 'mistral', host: 'api.mistral.ai', path: '/v1/chat/completions', reasons: false };

/** The most used first: the share of each falls with its place, as Zipf has it. */
export const models: readonly Model[] = [
  { ...openai, ...names('gpt-4o-mini', '2024-07-18'), ...rates(150, 75, 600), firstToken: 420, speed: 90 },
  { ...anthropic, ...names('claude-sonnet-4-5', '20250929'), ...rates(3000, 300, 15000), firstToken: 900, speed: 65 },
  { ...openai, ...names('gpt-4.1-mini', '2025-04-14'), ...rates(400, 100, 1600), firstToken: 450, speed: 85 },
  { ...openai, ...names('gpt-4o', '2024-08-06'), ...rates(2500, 1250, 10000), firstToken: 550, speed: 80 },
  { ...anthropic, ...names('claude-haiku-4-5', '20251001'), ...rates(1000, 100, 5000), firstToken: 500, speed: 120 },
  {
    ...openai,
    ...names('gpt-5-mini', '2025-08-07'),
    ...rates(250, 25, 2000),
    firstToken: 2500,
    speed: 100,
    reasons: true,
  },
  { ...groq, ...names('llama-3.3-70b-versatile'), ...rates(590, 590, 790), firstToken: 150, speed: 280 },
  { ...openai, ...names('gpt-4.1-nano', '2025-04-14'), ...rates(100, 25, 400), firstToken: 350, speed: 140 },
  {
    ...openai,
    ...names('gpt-5', '2025-08-07'),
    ...rates(1250, 125, 10000),
    firstToken: 6000,
    speed: 75,
    reasons: true,
  },
  { ...mistral, ...names('mistral-small-2506'), ...rates(100, 100, 300), firstToken: 300, speed: 110 },
  { ...anthropic, ...names('claude-opus-4-1', '20250805'), ...rates(15000, 1500, 75000), firstToken: 1500, speed: 40 },
  { ...openai, ...names('o3', '2025-04-16'), ...rates(2000, 500, 8000), firstToken: 9000, speed: 70, reasons: true },
  { ...mistral, ...names('mistral-large-2411'), ...rates(2000, 2000, 6000), firstToken: 600, speed: 50 },
];

function names(requested: string, dated?: string): { model: string; requested: string } {
  return { requested, model: dated ? `${requested}-${dated}` : requested };
}

/** From thousandths of a USD per million tokens. */
function rates(input: number, cacheRead: number, output: number) {
  return { input: input * 1000, cacheRead: cacheRead * 1000, output: output * 1000 };
}
