import { describe, expect, test } from 'vitest';
import { called, inBrowser, opened, type PageTestbed, patience } from '../../src/page-testbed.ts';

export function hostileSuite(testbed: () => PageTestbed): void {
  describe('what is hostile', () => {
    test(
      'is shown as text, what hides in it written out, and none of it runs',
      inBrowser(testbed, async (bed) => {
        const hostile =
          '<img src=x onerror="window.ran=1"><script>window.ran=1</script> [go](javascript:window.ran=1) \u202egnorw \u0000';
        const id = await called(bed, hostile, { 'Tally-User-Id': '<b>hostile</b>' });
        const page = await bed.owner.newPage();
        const outside: string[] = [];
        page.on('request', (request) => {
          if (!request.url().startsWith(bed.stack.consoleUrl)) outside.push(request.url());
        });
        for (const path of [`/requests/${id}`, `/requests/${id}?show=raw`, `/requests?open=${id}`]) {
          await page.goto(path);
          await page.getByText('window.ran=1').first().waitFor();
          await page.getByText('<b>hostile</b>').first().waitFor();
          await page.getByText('‹U+202E›gnorw').first().waitFor();
          expect(await page.evaluate('window.ran')).toBeUndefined();
          expect(await page.locator('a[href^="javascript"], img[src="x"], b').count()).toBe(0);
        }
        await page.getByText('‹U+0000›').first().waitFor();
        expect(outside).toEqual([]);
      }),
    );

    test(
      'is a line of 5 MB: the page shows its beginning, all of it at a wish, and still answers',
      inBrowser(testbed, async (bed) => {
        const id = await called(bed, `Begin ${'x'.repeat(5_000_000)} the end`, { 'Tally-User-Id': 'long-line' });
        const page = await opened(bed.owner, '/requests?from=1h&filter=user:long-line');
        await page.getByRole('row').filter({ hasText: 'long-line' }).getByRole('gridcell').first().click();
        const panel = page.getByRole('complementary', { name: 'Request' });
        const showAll = panel.getByRole('button', { name: 'Show all (5.0M characters)' });
        await showAll.waitFor();
        const length = () => page.evaluate<number>(`document.querySelector('article').textContent.length`);
        expect(await length()).toBeLessThan(50_000);
        await page.goto(`/requests/${id}`);
        await page.getByRole('button', { name: 'Show all (5.0M characters)' }).click();
        await page.getByRole('button', { name: 'Show less' }).waitFor();
        expect(await length()).toBeGreaterThan(5_000_000);
        await page.getByText('the end').last().scrollIntoViewIfNeeded();
        await page.getByRole('button', { name: 'Show less' }).click();
        await expect.poll(length, { timeout: patience }).toBeLessThan(50_000);
        await page.getByRole('button', { name: 'Raw' }).click();
        await page.getByRole('button', { name: /^Show all \(5\.0M/ }).waitFor();
        expect(await length()).toBeLessThan(200_000);
      }),
    );
  });
}
