import { describe, expect, test } from 'vitest';
import { ask } from './test/ask.ts';

/** The prices in the names are those of the providers' pages that the tables of factors name. */
const million = { promptTokens: 1_000_000, completionTokens: 1_000_000 };
const short = { promptTokens: 100_000, completionTokens: 10_000, cacheReadTokens: 50_000 };

describe('OpenAI’s priority, or fast mode', () => {
  test.each([
    // 50,000 × input + 50,000 × cached + 10,000 × output, at the prices of the page.
    ['gpt-5.5', 'priority', '1.4375', '$12.50, $1.25 and $75'],
    ['gpt-5.4-2026-03-05', 'priority', '0.575', '$5, $0.50 and $30'],
    ['gpt-5-mini', 'priority', '0.06075', '$0.45, $0.045 and $3.60'],
    ['gpt-4.1-mini-2025-04-14', 'priority', '0.07175', '$0.70, $0.175 and $2.80'],
    ['gpt-4o-2024-08-06', 'priority', '0.48875', '$4.25, $2.125 and $17'],
    ['gpt-4o-mini', 'priority', '0.02875', '$0.25, $0.125 and $1'],
    ['o4-mini-2025-04-16', 'priority', '0.205', '$2, $0.50 and $8'],
    ['gpt-5.6-sol', 'fast', '0.84', '$8, $0.80 and $40'],
    ['gpt-6-sol', 'fast', '0.42', 'twice $2, $0.20 and $10'],
  ])('%s in tier %s costs $%s: %s per million', (model, serviceTier, costUsd) => {
    expect(ask('openai', model, short, { serviceTier })).toMatchObject({ costUsd, source: 'priced' });
  });

  test('a snapshot with a price of its own keeps it: gpt-4o-2024-05-13 costs $8.75 and $26.25', () => {
    expect(ask('openai', 'gpt-4o-2024-05-13', million, { serviceTier: 'priority' }).costUsd).toBe('35');
  });
});

describe('Anthropic’s fast mode', () => {
  test.each([
    ['claude-opus-4-6', '180', '$30 and $150'],
    ['claude-opus-4-7', '180', '$30 and $150'],
    ['claude-opus-4-8', '60', '$10 and $50'],
    ['claude-opus-5', '60', '$10 and $50'],
    ['claude-opus-5-5', '48', '$8 and $40'],
  ])('%s costs $%s for a million each way: %s', (model, costUsd) => {
    expect(ask('anthropic', model, million, { serviceTier: 'fast' })).toMatchObject({ costUsd, source: 'priced' });
  });

  test('multiplies with inference in the US', () => {
    const more = { serviceTier: 'fast', inferenceGeo: 'us' };
    expect(ask('anthropic', 'claude-opus-4-6', million, more).costUsd).toBe('198');
  });
});

describe('Google’s tiers', () => {
  const usage = { promptTokens: 100_000, completionTokens: 10_000 };

  test.each([
    ['google', 'flex'],
    ['google', 'batch'],
    ['vertex', 'ON_DEMAND_FLEX'],
  ])('%s: %s halves the price', (provider, serviceTier) => {
    // (0.1 × $0.30 + 0.01 × $2.50) / 2
    const answer = ask(provider, 'gemini-2.5-flash', usage, { serviceTier });
    expect(answer).toMatchObject({ costUsd: '0.0275', source: 'priced' });
    const cached = ask(provider, 'gemini-2.5-flash', { ...usage, cacheReadTokens: 50_000 }, { serviceTier });
    // Cached at $0.03: (0.05 × $0.30 + 0.05 × $0.03 + 0.01 × $2.50) / 2
    expect(cached).toMatchObject({
      costUsd: '0.02075',
      source: 'estimated',
      reason: expect.stringContaining('cached'),
    });
  });

  test.each([
    ['google', 'priority'],
    ['vertex', 'ON_DEMAND_PRIORITY'],
  ])('%s: %s is estimated at 1.8 times', (provider, serviceTier) => {
    // 0.1 × $2.25 + 0.01 × $18
    const answer = ask(provider, 'gemini-2.5-pro', usage, { serviceTier });
    expect(answer).toMatchObject({ costUsd: '0.405', source: 'estimated', reason: expect.stringContaining('premium') });
  });
});

test.each([
  ['openai', 'gpt-5', 'scale', '11.25'],
  ['anthropic', 'claude-opus-4-5', 'priority', '30'],
  ['vertex', 'gemini-3.5-flash', 'PROVISIONED_THROUGHPUT', '10.5'],
])('%s %s: %s was bought ahead, so the list price is an estimate', (provider, model, serviceTier, costUsd) => {
  const reason = expect.stringContaining('bought ahead');
  expect(ask(provider, model, million, { serviceTier })).toMatchObject({ costUsd, source: 'estimated', reason });
});

test('xAI’s priority costs twice', () => {
  expect(ask('xai', 'grok-4.6', { ...million, promptTokens: 100_000 }, { serviceTier: 'priority' }).costUsd).toBe(
    '12.4',
  );
});

describe('places', () => {
  test.each([
    ['eu.api.openai.com', 'gpt-5.4', '0.44'],
    ['us.api.openai.com', 'gpt-6-sol', '0.33'],
    ['eu.api.openai.com', 'gpt-5.2', '0.315'],
    ['api.openai.com', 'gpt-5.4', '0.4'],
    ['eu.api.openai.com.example.com', 'gpt-5.4', '0.4'],
  ])('%s %s: models since March 2026 cost a tenth more at OpenAI’s regional hosts', (host, model, costUsd) => {
    const usage = { promptTokens: 100_000, completionTokens: 10_000 };
    expect(ask('openai', model, usage, { host })).toMatchObject({ costUsd, source: 'priced' });
  });

  test.each([
    ['gemini-3.5-flash', 'europe-west1', '11.55'],
    ['gemini-3.5-flash', 'eu', '11.55'],
    ['gemini-3.5-flash', 'global', '10.5'],
    ['gemini-2.5-flash', 'us-central1', '2.8'],
    ['claude-haiku-4-5@20251001', 'us-east5', '6.6'],
    ['claude-haiku-4-5@20251001', 'global', '6'],
    ['claude-3-5-haiku@20241022', 'us-east5', '4.8'],
    ['claude-opus-4-1@20250805', 'us-east5', '90'],
  ])('Vertex AI’s %s at %s costs $%s', (model, inferenceGeo, costUsd) => {
    expect(ask('vertex', model, million, { inferenceGeo })).toMatchObject({ costUsd, source: 'priced' });
  });

  test('Vertex AI’s host tells the place where the path does not', () => {
    const at = (host: string) => ask('vertex', 'gemini-3.5-flash', million, { host }).costUsd;
    expect(at('europe-west4-aiplatform.googleapis.com')).toBe('11.55');
    expect(at('aiplatform.eu.rep.googleapis.com')).toBe('11.55');
    expect(at('aiplatform.googleapis.com')).toBe('10.5');
  });

  test('a place of Anthropic’s that nobody lists is unknown', () => {
    expect(ask('anthropic', 'claude-opus-4-6', million, { inferenceGeo: 'moon' }).source).toBe('unknown');
    expect(ask('anthropic', 'claude-opus-4-5', million, { inferenceGeo: 'not_available' }).costUsd).toBe('30');
  });
});
