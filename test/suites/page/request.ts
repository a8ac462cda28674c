import { createClient } from '@tallystick/client';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { called, inBrowser, opened, type PageTestbed, patience } from '../../src/page-testbed.ts';

export function requestSuite(testbed: () => PageTestbed): void {
  describe('a request', () => {
    test(
      'has a receipt whose lines add up to its total',
      inBrowser(testbed, async ({ demo }) => {
        const page = await opened(demo, '/requests?from=30d&filter=cache_read_tokens:>0 requested_model:gpt-4.1');
        await page.getByRole('row').nth(1).getByRole('gridcell').nth(3).click();
        const receipt = page.getByRole('table', { name: 'The cost, line by line' });
        await receipt.getByRole('rowheader', { name: 'Read from cache' }).waitFor();
        const [total = 0n, ...lines] = (await amountsIn(receipt)).reverse();
        expect(lines.length).toBe(3);
        expect(lines.every((line) => line > 0n)).toBe(true);
        expect(lines.reduce((sum, line) => sum + line)).toBe(total);
      }),
    );

    test(
      'is scored, and the score is seen there and counted in the list',
      inBrowser(testbed, async (bed) => {
        const id = await called(bed, 'Score me, page');
        const page = await opened(bed.owner, `/requests/${id}`);
        await page.getByRole('button', { name: 'Good' }).click();
        await page.getByRole('button', { name: 'Set a score' }).click();
        await page.getByLabel('Name of the score').fill('page_suite');
        await page.getByLabel('Value of the score').fill('0.8');
        await page.getByLabel('Value of the score').press('Enter');
        const { consoleUrl, readKey } = bed.stack;
        const tally = createClient({ url: consoleUrl, key: readKey });
        await expect
          .poll(async () => (await tally.getRequest(id)).request.scores, { timeout: patience })
          .toEqual({ feedback: 1, page_suite: 0.8 });
        await page.getByRole('link', { name: '0.8' }).click();
        await page.waitForURL((url) => url.searchParams.get('filter') === 'scores.page_suite:0.8');
        await page.getByText('1 request', { exact: true }).waitFor();
        await page.goto(`/requests/${id}`);
        await page.getByRole('button', { name: 'Good', pressed: true }).waitFor();
        await page.getByRole('link', { name: '0.8' }).waitFor();
      }),
    );

    test(
      'stands beside another with the differences marked',
      inBrowser(testbed, async (bed) => {
        const first = await called(bed, 'Name the capital of France, briefly', { 'Tally-User-Id': 'ann' });
        const second = await called(bed, 'Name the capital of Italy, briefly', { 'Tally-User-Id': 'bob' });
        const page = await opened(bed.owner, `/requests/${second}`);
        await page.getByRole('button', { name: 'Compare' }).click();
        await page.getByLabel('Id of a call, or a link to it').fill(first);
        await page.getByLabel('Id of a call, or a link to it').press('Enter');
        await page.waitForURL((url) => url.pathname === '/compare');
        const user = page.getByRole('table', { name: 'Facts of both calls' }).getByRole('row', { name: /^User/ });
        await user.locator('mark').first().waitFor();
        expect(await user.locator('mark').allInnerTexts()).toEqual(['ann', 'bob']);
        expect(await page.getByRole('deletion').allInnerTexts()).toContain('France');
        expect(await page.getByRole('insertion').allInnerTexts()).toContain('Italy');
        expect((await page.getByRole('deletion').allInnerTexts()).join()).not.toContain('capital');
        await page.getByRole('button', { name: 'Swap' }).click();
        await page.waitForURL((url) => url.searchParams.get('a') === second);
        await page.getByRole('deletion').filter({ hasText: 'Italy' }).waitFor();
      }),
    );
  });
}

/** The amounts of a receipt from top to bottom, in the smallest unit that it shows. */
async function amountsIn(receipt: Locator): Promise<bigint[]> {
  const texts = await receipt.getByRole('cell').allInnerTexts();
  return texts.map((text) => {
    const [, whole, fraction] = /^\$(\d+)\.(\d+)$/.exec(text) ?? [];
    if (whole === undefined || fraction === undefined) throw new Error(`no amount: ${text}`);
    return BigInt(whole + fraction);
  });
}
