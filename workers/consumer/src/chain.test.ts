import { expect, it } from 'vitest';
import chain from './chain.ts?raw';
import { buildRow } from './handlers/build-row.ts';
import { describe as describeCall } from './handlers/describe.ts';
import type { Estimated } from './handlers/estimate-tokens.ts';
import { priceCall } from './handlers/price-call.ts';
import type { Measured } from './handlers/read-usage.ts';
import work from './work.ts?raw';

/** What a module imports for use: not types alone, and nothing that a comment speaks of. */
function importsOf(source: string): string[] {
  const code = source.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/^import (?!type\b)[^;]* from '([^']+)';$/gm)].map(([, from = '']) => from);
}

it('uses every handler there is', () => {
  const used = new Set([...importsOf(chain), ...importsOf(work)]);
  for (const file of Object.keys(import.meta.glob('./handlers/*.ts'))) expect(used).toContain(file);
});

it('is not fooled by an import that is none', () => {
  const source =
    "// import { a } from './a.ts';\n/*\nimport { b } from './b.ts';\n*/\nimport type { C } from './c.ts';";
  expect(importsOf(`${source}\nimport {\n  d,\n} from './d.ts';`)).toEqual(['./d.ts']);
});

it('has one order only: any other does not compile', () => {
  const wrongOrders = (measured: Measured, estimated: Estimated) => {
    // @ts-expect-error what the provider does not tell is estimated before the call is priced
    priceCall(measured);
    // @ts-expect-error a call is priced before it is described
    describeCall(estimated);
    // @ts-expect-error and described before it is a row
    buildRow(estimated);
  };
  expect(wrongOrders).toBeTypeOf('function');
});
