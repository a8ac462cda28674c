import { expect, it } from 'vitest';
import { hidesReasoning } from './hidden-reasoning.ts';

it.each([
  ['o1', ''],
  ['o4-mini-2025-04-16', 'low'],
  ['openai/o3', ''],
  ['gpt-5-mini', 'minimal'],
  ['gpt-5.1', 'low'],
  ['gpt-5.2-pro', ''],
  ['gpt-5.1-codex', ''],
  ['gpt-5.5', ''],
  ['gpt-6-sol', ''],
  ['gpt-6.1-sol-2026-10-08', 'low'],
  ['chat-latest', ''],
  ['gemini-2.5-pro', ''],
  ['google/gemini-3-flash', ''],
  ['grok-4', ''],
  ['grok-5', ''],
])('%s, asked for "%s", may have reasoned unseen', (model, effort) => {
  expect(hidesReasoning(model, effort)).toBe(true);
});

it.each([
  ['gpt-4o', ''],
  ['gpt-4.1-mini', ''],
  ['gpt-5-chat-latest', ''],
  ['gpt-5.1', ''],
  ['gpt-5.2-2025-12-11', ''],
  ['gpt-5.5', 'none'],
  ['gpt-6-luna', 'none'],
  ['gpt-oss-120b', 'high'],
  ['claude-sonnet-4-5', ''],
  ['deepseek-reasoner', ''],
  ['gemini-2.0-flash', ''],
  ['grok-4-fast-non-reasoning', ''],
  ['grok-3', ''],
  ['mistral-large-o3', ''],
])('%s, asked for "%s", has said all that it wrote', (model, effort) => {
  expect(hidesReasoning(model, effort)).toBe(false);
});
