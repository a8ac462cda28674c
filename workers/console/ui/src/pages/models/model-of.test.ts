import { parseLine, printLine } from '@tallystick/filter';
import { expect, it } from 'vitest';
import { callsOf, printModel, readModel } from './model-of.ts';

it('finds a model in the URL again, whatever it is called', () => {
  for (const model of ['gpt-4.1', 'meta-llama/Llama-3', 'a "b" c', ''])
    expect(readModel(printModel({ provider: 'openai', model }))).toEqual({ provider: 'openai', model });
});

it('means its calls in a line that reads as the same filter', () => {
  const calls = callsOf({ provider: 'openai', model: 'org/"my" model (1), x*' });
  expect(parseLine(printLine(calls))).toEqual(calls);
});
