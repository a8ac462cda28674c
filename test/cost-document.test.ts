import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { beyond, beyondBegun, cloudflare, costTable } from '../bench/cost.ts';

it('docs/cost.md has the table that its formulas make', async () => {
  const path = new URL('../docs/cost.md', import.meta.url).pathname;
  const document = await readFile(path, 'utf8');
  const between = /(?<=<!-- table -->\n).*(?=<!-- \/table -->)/s;
  expect(document).toMatch(between);
  await expect(document.replace(between, () => `${costTable()}\n`)).toMatchFileSnapshot(path);
});

it('the formulas give what Cloudflare’s own examples give', () => {
  // https://developers.cloudflare.com/workers/platform/pricing/, example 4
  expect(beyond(100e6, cloudflare.requests)).toBeCloseTo(27);
  expect(beyond(7 * 100e6, cloudflare.cpuMs)).toBeCloseTo(13.4);
  // https://developers.cloudflare.com/queues/platform/pricing/, both examples
  expect(beyond(3 * 30e6, cloudflare.queueOperations)).toBeCloseTo(35.6);
  expect(beyond(2 * 3 * 100e6, cloudflare.queueOperations)).toBeCloseTo(239.6);
  // https://developers.cloudflare.com/r2/pricing/, asset hosting and rounding up
  expect(beyondBegun(300e6, cloudflare.r2ClassB)).toBeCloseTo(104.4);
  expect(beyondBegun(2e6 + 1, cloudflare.r2ClassA)).toBeCloseTo(9);
});
