import type { Message, ToolCallPart, ToolCallResponsePart } from '@tallystick/providers/conversation';
import { expect, test } from 'vitest';
import { pairTools } from './pair-tools.ts';

const call = (id: string): ToolCallPart => ({ type: 'tool_call', id, name: 'search' });
const result = (id: string): ToolCallResponsePart => ({ type: 'tool_call_response', id, response: [] });
const said = (...parts: Message['parts']): Message => ({ role: 'any', parts });

test('each result stands with its call, also where an id comes again', () => {
  const [first, second, other] = [call('a'), call('a'), call('b')];
  const [firstResult, secondResult, lost] = [result('a'), result('a'), result('c')];
  const { resultOf, paired } = pairTools({
    input: [said(first, other), said(firstResult), said(second), said(secondResult, lost)],
    output: [],
  });
  expect(resultOf.get(first)).toBe(firstResult);
  expect(resultOf.get(second)).toBe(secondResult);
  expect(resultOf.get(other)).toBeUndefined();
  expect(paired).toEqual(new Set([firstResult, secondResult]));
});

test('a result before its call belongs to none', () => {
  const early = result('a');
  expect(pairTools({ input: [said(early)], output: [said(call('a'))] }).paired.has(early)).toBe(false);
});

test('without ids a result stands with the first call of its tool', () => {
  const unnamed = (name: string): ToolCallPart => ({ type: 'tool_call', name });
  const answered = (name: string): ToolCallResponsePart => ({ type: 'tool_call_response', name, response: [] });
  const [first, other, second] = [unnamed('search'), unnamed('weather'), unnamed('search')];
  const [firstResult, otherResult, secondResult] = [answered('search'), answered('weather'), answered('search')];
  const { resultOf } = pairTools({
    input: [said(first, other, second), said(firstResult, secondResult, otherResult)],
    output: [],
  });
  expect([first, other, second].map((call) => resultOf.get(call))).toEqual([firstResult, otherResult, secondResult]);
});
