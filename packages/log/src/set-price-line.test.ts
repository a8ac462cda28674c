import { expect, test } from 'vitest';
import { setPriceLine } from './set-price-line.ts';

test.each([
  ['llama', [], 'npx pnpm@12 tally prices set vllm/llama --input … --output …'],
  ['a/b:c', ['there is no price for the model'], 'npx pnpm@12 tally prices set vllm/a/b:c --input … --output …'],
  ["x'; rm -rf ~'", [], "npx pnpm@12 tally prices set 'vllm/x'\\''; rm -rf ~'\\''' --input … --output …"],
  ['x\u001b[31m', [], undefined],
  ['gpt-5', ['the price of the service tier priority is not in the price list'], undefined],
])('the line that prices %j (%j) is %s', (model, reasons, line) => {
  expect(setPriceLine({ provider: 'vllm', model, reasons })).toBe(line);
});
