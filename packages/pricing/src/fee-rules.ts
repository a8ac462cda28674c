import type { FeeRule } from './fees.ts';

const session = 'a container is billed once for twenty minutes, however many calls use it';
const allotment = 'a number of searches is free';
const secondHand = 'the fee is not from the provider’s own page';

/**
 * What is not said of refusals: whether other clouds bill them as Anthropic does, and how much of what was written to the cache has the price of a
 * read because the model that declined had it there.
 * https://platform.claude.com/docs/en/build-with-claude/fallback-credit
 */
const refusalRules: Readonly<Record<string, FeeRule>> = {
  refusal: per('refusal', 0, 'a refusal before any output may be free'),
  fallback_credit: per(
    'fallback_credit',
    0,
    'what was in the cache of the model that declined is written again at the price of a read',
  ),
};

/**
 * What providers charge beside tokens, by the names that wire formats give it. What is not here, and not in the price list, has
 * no known price.
 */
export const feeRules: Readonly<Record<string, Readonly<Record<string, FeeRule>>>> = {
  openai: openaiRules(),
  azure: openaiRules(),
  anthropic: anthropicRules(),
  google: googleRules(0),
  // Sources of one's own are data stores there: https://cloud.google.com/vertex-ai/generative-ai/pricing
  vertex: { ...anthropicRules(), ...googleRules(2.5) },
  bedrock: refusalRules,
  xai: xaiRules(),
  groq: groqRules(),
  // https://platform.kimi.ai/docs/pricing/tools
  moonshot: { $web_search: per('web_search', 5, secondHand) },
  perplexity: perplexityRules(),
};

/** https://developers.openai.com/api/docs/pricing#built-in-tools */
function openaiRules(): Record<string, FeeRule> {
  return {
    web_search: per('web_search', 10),
    // Models that do not reason pay more for a search, and nothing for the tokens that it found.
    web_search_preview: (units, model) => ({ line: 'web_search', units, perThousand: isReasoning(model) ? 10 : 25 }),
    search_model: per('web_search', 25, 'how often the model searched is not told'),
    file_search: per('file_search', 2.5),
    container_1g: per('container', 30, session),
    container_4g: per('container', 120, session),
    container_16g: per('container', 480, session),
    container_64g: per('container', 1920, session),
  };
}

function isReasoning(model: string): boolean {
  return /^(?:o\d|gpt-[5-9])/.test(model) && !model.includes('-chat');
}

/** https://platform.claude.com/docs/en/about-claude/pricing#code-execution-tool */
function anthropicRules(): Record<string, FeeRule> {
  return {
    web_search: per('web_search', 10),
    container: per('container', 0, 'hours of code execution beyond the free ones are billed'),
    ...refusalRules,
  };
}

/**
 * Gemini 3 and later pay for each query, earlier models for each prompt that was grounded.
 * https://ai.google.dev/gemini-api/docs/pricing
 *
 * @param ownSources USD for a thousand prompts grounded in sources of one's own
 */
function googleRules(ownSources: number): Record<string, FeeRule> {
  const search: FeeRule = (queries, model) =>
    isPerPrompt(model)
      ? { line: 'web_search', units: 1, perThousand: 35, doubt: allotment }
      : { line: 'web_search', units: queries, perThousand: 14, doubt: allotment };
  return {
    google_search: search,
    'grounding by web': search,
    'grounding by image': search,
    'grounding by maps': (queries, model) => ({
      ...{ line: 'maps', units: isPerPrompt(model) ? 1 : queries, perThousand: isPerPrompt(model) ? 25 : 14 },
      doubt: isPerPrompt(model) ? allotment : 'how many queries it took may not be told, and a number of them is free',
    }),
    'a tool without a name': per('tools', 0, 'a tool ran that the answer does not name, and a search has a fee'),
    'grounding by retrievedContext': () => ({ line: 'own_sources', units: 1, perThousand: ownSources }),
  };
}

function isPerPrompt(model: string): boolean {
  return /^gemini-[12]\./.test(model);
}

/** https://docs.x.ai/developers/pricing#tools-pricing */
function xaiRules(): Record<string, FeeRule> {
  return {
    web_search_calls: per('web_search', 5),
    x_search_calls: per('x_search', 5),
    code_interpreter_calls: per('code_execution', 5),
    document_search_calls: per('file_search', 2.5),
    file_search_calls: per('file_search', 2.5),
    mcp_calls: per('mcp', 0),
    num_server_side_tools_used: per('tools', 5, 'which tools ran is not told, and some cost otherwise'),
    num_sources_used: per('web_search', 25),
  };
}

/** https://groq.com/pricing */
function groqRules(): Record<string, FeeRule> {
  const hours = 'hours of it are billed';
  return {
    search: per('web_search', 5, 'a search may have been an advanced one, which costs more'),
    browser_search: per('web_search', 5, 'what a browser search costs is not listed apart'),
    visit: per('visit', 1, secondHand),
    python: per('code_execution', 0, hours),
    browser_automation: per('browser', 0, hours),
  };
}

/**
 * The fee of a request depends on how much was searched, which newer answers tell; the least is the default. Deep research has
 * none, and pays for each search and what it cites.
 * https://docs.perplexity.ai/docs/getting-started/pricing
 */
function perplexityRules(): Record<string, FeeRule> {
  const request =
    (others: number, pro: number, doubt?: string): FeeRule =>
    (units, model) => {
      if (isDeep(model)) return { line: 'request', units, perThousand: 0 };
      const perThousand = /-pro\b/.test(model) ? pro : others;
      return { line: 'request', units, perThousand, ...(doubt === undefined ? {} : { doubt }) };
    };
  const deep =
    (line: string, perThousand: number): FeeRule =>
    (units, model) => ({ line, units, perThousand: isDeep(model) ? perThousand : 0 });
  return {
    request_low: request(5, 6),
    request_medium: request(8, 10),
    request_high: request(12, 14),
    request: request(5, 6, 'how much was searched is not told'),
    num_search_queries: deep('web_search', 5),
    citation_tokens: deep('citation', 0.002),
  };
}

function isDeep(model: string): boolean {
  return model.includes('deep-research');
}

function per(line: string, perThousand: number, doubt?: string): FeeRule {
  return (units) => ({ line, units, perThousand, ...(doubt === undefined ? {} : { doubt }) });
}
