import { describe, expect, test } from 'vitest';
import { ask } from './test/ask.ts';

const tokens = { promptTokens: 1000, completionTokens: 100 };

/** The lines of a call's cost that are not those of its tokens, and where the cost is from. */
function fees(provider: string, model: string, extras: Record<string, number>, webSearches: number | null = null) {
  const { breakdown, source } = ask(provider, model, { ...tokens, webSearches }, { extras });
  const { input, output, ...others } = breakdown;
  return { ...others, source };
}

describe('OpenAI’s tools', () => {
  test('a search of the web costs $10 per thousand on any model', () => {
    expect(fees('openai', 'gpt-4.1', {}, 3)).toEqual({ web_search: '0.03', source: 'priced' });
    expect(fees('openai', 'o3-deep-research', {}, 12)).toEqual({ web_search: '0.12', source: 'priced' });
  });

  test('one of the preview costs $25 on models that do not reason', () => {
    expect(fees('openai', 'gpt-4o', { web_search_preview: 2 })).toEqual({ web_search: '0.05', source: 'priced' });
    expect(fees('openai', 'gpt-5-chat-latest', { web_search_preview: 2 })).toMatchObject({ web_search: '0.05' });
    expect(fees('openai', 'o4-mini', { web_search_preview: 2 })).toEqual({ web_search: '0.02', source: 'priced' });
  });

  test('a search of files costs $2.50 per thousand', () => {
    expect(fees('openai', 'gpt-5', { file_search: 2 })).toEqual({ file_search: '0.005', source: 'priced' });
    expect(fees('openai', 'o3-mini', { file_search: 2 })).toEqual({ file_search: '0.005', source: 'priced' });
  });

  test('a container costs $0.03 to $1.92 by its memory, for a session that other calls may share', () => {
    expect(fees('openai', 'gpt-5', { container_1g: 1 })).toEqual({ container: '0.03', source: 'estimated' });
    expect(fees('openai', 'gpt-5', { container_4g: 2 })).toEqual({ container: '0.24', source: 'estimated' });
    expect(fees('openai', 'gpt-5', { container_64g: 1 })).toEqual({ container: '1.92', source: 'estimated' });
  });

  test.each(['gpt-4o-search-preview', 'gpt-4o-mini-search-preview-2025-03-11'])(
    '%s searches once for $0.025',
    (model) => {
      expect(fees('openai', model, {})).toEqual({ web_search: '0.025', source: 'estimated' });
    },
  );

  test('no tier changes a fee', () => {
    const answer = ask('openai', 'gpt-5', tokens, { extras: { file_search: 1 }, serviceTier: 'priority' });
    expect(answer.breakdown).toEqual({ input: '0.0025', output: '0.002', file_search: '0.0025' });
  });
});

test('Anthropic’s containers are free up to a number of hours', () => {
  const answer = ask('anthropic', 'claude-opus-4-6', tokens, { extras: { container: 1 } });
  expect(answer).toMatchObject({ costUsd: '0.0075', source: 'estimated', reason: expect.stringContaining('hours') });
});

test('a search of Claude’s costs $10 per thousand on Vertex AI too, and is told from Gemini’s', () => {
  expect(fees('vertex', 'claude-haiku-4-5@20251001', {}, 2)).toEqual({ web_search: '0.02', source: 'priced' });
});

describe('what grounds Gemini', () => {
  test('Gemini 3 pays $14 per thousand queries, a number of them being free', () => {
    const answer = ask('google', 'gemini-3-flash-preview', { ...tokens, webSearches: 2 });
    expect(answer).toMatchObject({ costUsd: '0.0288', source: 'estimated', reason: 'a number of searches is free' });
    expect(answer.breakdown).toEqual({ input: '0.0005', output: '0.0003', web_search: '0.028' });
  });

  test('earlier ones pay $35 per thousand prompts, however many queries', () => {
    expect(fees('google', 'gemini-2.5-flash', {}, 3)).toEqual({ web_search: '0.035', source: 'estimated' });
    expect(fees('vertex', 'gemini-2.0-flash', { 'grounding by web': 1 })).toMatchObject({ web_search: '0.035' });
  });

  test('a tool of Google’s that nothing names makes an estimate without a fee', () => {
    expect(fees('google', 'gemini-2.5-flash', { 'a tool without a name': 1 })).toEqual({ source: 'estimated' });
  });

  test('Google Maps costs $25 per thousand prompts, with Gemini 3 $14 per thousand queries', () => {
    expect(fees('google', 'gemini-2.5-pro', { 'grounding by maps': 1 })).toEqual({
      maps: '0.025',
      source: 'estimated',
    });
    expect(fees('google', 'gemini-3.5-flash', { 'grounding by maps': 1 })).toMatchObject({ maps: '0.014' });
  });

  test('files cost their tokens only, data stores of Vertex AI $2.50 per thousand', () => {
    const files = { 'grounding by retrievedContext': 1 };
    expect(fees('google', 'gemini-2.5-flash', files)).toEqual({ source: 'priced' });
    expect(fees('vertex', 'gemini-2.5-flash', files)).toEqual({ own_sources: '0.0025', source: 'priced' });
  });

  test('two kinds of searches add up on one line', () => {
    const answer = ask(
      'google',
      'gemini-3.5-flash',
      { ...tokens, webSearches: 1 },
      { extras: { 'grounding by web': 1 } },
    );
    expect(answer.breakdown).toMatchObject({ web_search: '0.028' });
  });
});

describe('the others’ tools', () => {
  test('xAI’s searches cost $5 per thousand, collections $2.50, sources of a live search $25', () => {
    const extras = { web_search_calls: 2, x_search_calls: 1, file_search_calls: 4, mcp_calls: 7 };
    expect(fees('xai', 'grok-4.3', extras)).toEqual({
      web_search: '0.01',
      x_search: '0.005',
      file_search: '0.01',
      source: 'priced',
    });
    expect(fees('xai', 'grok-3', { num_sources_used: 8 })).toEqual({ web_search: '0.2', source: 'priced' });
    expect(fees('xai', 'grok-4.3', { num_server_side_tools_used: 3 })).toEqual({ tools: '0.015', source: 'estimated' });
  });

  test('Groq’s visits cost $1 per thousand, and its searches $5 at least', () => {
    const model = 'openai/gpt-oss-120b';
    expect(fees('groq', model, { visit: 2 })).toEqual({ visit: '0.002', source: 'estimated' });
    expect(fees('groq', model, { search: 2 })).toEqual({ web_search: '0.01', source: 'estimated' });
    expect(fees('groq', model, { python: 1 })).toEqual({ source: 'estimated' });
  });

  test('Moonshot’s search costs $0.005', () => {
    expect(fees('moonshot', 'kimi-k2.6', { $web_search: 1 })).toEqual({ web_search: '0.005', source: 'estimated' });
  });
});

describe('Perplexity, where it does not say what a call cost', () => {
  test.each([
    ['sonar', 'low', '0.005'],
    ['sonar', 'medium', '0.008'],
    ['sonar', 'high', '0.012'],
    ['sonar-pro', 'low', '0.006'],
    ['sonar-pro', 'high', '0.014'],
    ['sonar-reasoning-pro', 'medium', '0.01'],
  ])('%s with %s context has a fee of $%s', (model, size, request) => {
    expect(fees('perplexity', model, { [`request_${size}`]: 1 })).toEqual({ request, source: 'priced' });
  });

  test('the lowest fee is taken where the answer does not name the context', () => {
    expect(fees('perplexity', 'sonar-pro', {})).toEqual({ request: '0.006', source: 'estimated' });
  });

  test('sonar-deep-research pays its reasoning, citations and searches apart', () => {
    const usage = { promptTokens: 33, completionTokens: 7163 + 73_997, reasoningTokens: 73_997 };
    const extras = { citation_tokens: 20_016, num_search_queries: 18, request_low: 1 };
    expect(ask('perplexity', 'sonar-deep-research', usage, { extras })).toEqual({
      source: 'priced',
      costUsd: '0.409393',
      breakdown: {
        input: '0.000066',
        output: '0.057304',
        reasoning: '0.221991',
        citation: '0.040032',
        web_search: '0.09',
      },
    });
  });
});

describe('lists that are only nearly the bill', () => {
  test.each([
    ['azure', 'gpt-4o-2024-08-06', '0.0035', 'data zone'],
    ['azure', 'claude-haiku-4-5', '0.0015', 'data zone'],
    ['openrouter', 'openai/gpt-4o', '0.0035', 'route'],
    ['huggingface', 'meta-llama/Llama-3.3-70B-Instruct:groq', '0.000669', 'key of one’s own'],
    ['zai', 'glm-5.3', '0.00184', 'searches'],
    ['zhipu', 'glm-5.1', '0.001159', 'yuan'],
  ])('%s %s is estimated at $%s', (provider, model, costUsd, reason) => {
    const answer = ask(provider, model, tokens);
    expect(answer).toMatchObject({ costUsd, source: 'estimated', reason: expect.stringContaining(reason) });
  });
});

describe('DeepSeek', () => {
  const million = { promptTokens: 1_000_000, completionTokens: 1_000_000 };
  const at = (model: string, ...time: [number, number, number, number]) =>
    ask('deepseek', model, million, { at: Date.UTC(...time) }).costUsd;

  test('the hours that cost twice are those of working days, since August 17, 2026', () => {
    expect(at('deepseek-v4-flash', 2026, 10, 20, 2)).toBe('1.76');
    expect(at('deepseek-v4-flash', 2026, 10, 21, 2)).toBe('0.88');
    expect(at('deepseek-v4-flash', 2026, 7, 22, 2)).toBe('1.76');
    expect(at('deepseek-v4-flash', 2026, 7, 10, 2)).toBe('0.42');
  });

  test('deepseek-chat cost $0.56 and $1.68 in September 2025, then $0.28 and $0.42, then what V4 Flash did', () => {
    expect(at('deepseek-chat', 2025, 8, 5, 15)).toBe('1.37');
    expect(at('deepseek-chat', 2025, 8, 5, 16)).toBe('2.24');
    expect(at('deepseek-reasoner', 2025, 8, 29, 0)).toBe('0.7');
    expect(at('deepseek-reasoner', 2026, 3, 24, 2)).toBe('0.42');
  });
});

test('sonar-deep-research costs what Perplexity itself reports of a call', () => {
  const usage = { promptTokens: 33, completionTokens: 7163 + 193_947, reasoningTokens: 193_947 };
  const extras = { citation_tokens: 19_698, num_search_queries: 21, request_low: 1 };
  expect(ask('perplexity', 'sonar-deep-research', usage, { extras }).costUsd).toBe('0.783607');
});

test('counting tokens is free, for models without a price too', () => {
  const counted = { extras: { counted_tokens: 19 } };
  const free = { source: 'priced', costUsd: '0', breakdown: {} };
  expect(ask('anthropic', 'claude-sonnet-4-5', {}, counted)).toEqual(free);
  expect(ask('anthropic', 'claude-of-tomorrow', {}, counted)).toEqual(free);
  expect(ask('google', 'gemini-2.5-flash', {}, counted)).toEqual(free);
  expect(ask('vertex', 'gemini-2.5-flash', {}, counted)).toEqual(free);
});

describe('refusals of Claude', () => {
  const refusal = { extras: { refusal: 1 } };

  test('before any output they are free at Anthropic since June 2026, whatever prices one has', () => {
    expect(ask('anthropic', 'claude-fable-5', tokens, refusal)).toEqual({
      source: 'priced',
      costUsd: '0',
      breakdown: {},
    });
    expect(ask('anthropic', 'claude-opus-4-6', tokens, { ...refusal, at: Date.UTC(2026, 5, 1) })).toMatchObject({
      source: 'estimated',
      costUsd: '0.0075',
    });
  });

  test('at others they are an estimate', () => {
    expect(ask('vertex', 'claude-opus-4-6', tokens, refusal)).toMatchObject({ source: 'estimated', costUsd: '0.0075' });
    expect(ask('bedrock', 'global.anthropic.claude-opus-4-6-v1', tokens, refusal).source).toBe('estimated');
  });

  test('what the model that takes over writes to the cache is an estimate', () => {
    const written = { ...tokens, cacheWriteTokens: 500 };
    expect(ask('anthropic', 'claude-opus-5', written, { extras: { fallback_credit: 1 } }).source).toBe('estimated');
  });
});
