import { expect, it } from 'vitest';
import chain from './chain.ts?raw';
import consume from './consume.ts?raw';
import { buildRow } from './handlers/build-row.ts';
import { describe as describeCall } from './handlers/describe.ts';
import type { Measured } from './handlers/read-usage.ts';

it('uses every handler there is', () => {
  for (const file of Object.keys(import.meta.glob('./handlers/*.ts'))) {
    expect(chain + consume, `${file} is in no chain`).toContain(`'${file}'`);
  }
});

it('has one order only: any other does not compile', () => {
  const wrongOrders = (measured: Measured) => {
    // @ts-expect-error a call is priced before it is described
    describeCall(measured);
    // @ts-expect-error and described before it is a row
    buildRow(measured);
  };
  expect(wrongOrders).toBeTypeOf('function');
});
