import { expect, test } from 'vitest';
import { logLine } from './log-line.ts';

test.each([
  ["{\n  event: 'price_list_not_fetched',\n  reason: 'x'\n}", "{ event: 'price_list_not_fetched', reason: 'x' }"],
  ['NOSENTRY of no concern', undefined],
  [
    'e = rust/worker/ffi.rs:104: failed: failed to lookup address information: Name or service not known\nstack: /bin/workerd@2b5edc0 /bin/workerd@3fe4230; sentryErrorContext = jsgInternalError; wdErrId = uc0nkf292sq5',
    'workerd: failed to lookup address information: Name or service not known (reference = uc0nkf292sq5)',
  ],
  ['TypeError: the call failed: stack: is mine', 'TypeError: the call failed: stack: is mine'],
])('%j is printed as %j', (message, line) => {
  expect(logLine(message)).toBe(line);
});
