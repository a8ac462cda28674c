import { describe, expect, test } from 'vitest';
import { called, filtersBy, inBrowser, opened, type PageTestbed, patience, stranger } from '../../src/page-testbed.ts';

export function keyboardSuite(testbed: () => PageTestbed): void {
  describe('with the keyboard only', () => {
    test(
      'one signs in, filters, goes through the list, and reads a call',
      inBrowser(testbed, async (bed) => {
        const first = await called(bed, 'The first by keys', { 'Tally-User-Id': 'keyboard' });
        const second = await called(bed, 'The second by keys', { 'Tally-User-Id': 'keyboard' });
        const page = await opened(await stranger(bed), '/');
        const focus = () =>
          page.evaluate<string>(
            'document.activeElement.getAttribute("aria-label") ?? document.activeElement.name ?? ""',
          );
        const focused = (name: string) => expect.poll(focus, { timeout: patience }).toBe(name);
        await focused('password');
        await page.keyboard.type(bed.stack.readKey);
        await page.keyboard.press('Enter');
        await page.getByRole('navigation', { name: 'Pages' }).waitFor();
        await page.keyboard.press('ControlOrMeta+k');
        await focused('Go to a page, a saved view, a request by its id');
        await page.keyboard.type('requests');
        await page.keyboard.press('Enter');
        await page.waitForURL((url) => url.pathname === '/requests');

        await page.getByRole('row').nth(1).waitFor();
        await page.keyboard.press('/');
        await focused('Filter');
        await page.keyboard.type('user:keyboard');
        await page.keyboard.press('Enter');
        await page.getByText('2 requests', { exact: true }).waitFor();
        await page.keyboard.press('Escape');
        await expect.poll(focus, { timeout: patience }).not.toBe('Filter');

        const grid = page.getByRole('grid', { name: 'Requests' });
        const active = grid.getByRole('row', { selected: true });
        await page.keyboard.press('j');
        await active.filter({ hasText: 'The second by keys' }).waitFor();
        await page.keyboard.press('j');
        await active.filter({ hasText: 'The first by keys' }).waitFor();
        await page.keyboard.press('Enter');
        await page.waitForURL((url) => url.searchParams.get('open') === first);
        const panel = page.getByRole('complementary', { name: 'Request' });
        await panel.getByText('The first by keys').waitFor();
        await page.keyboard.press('k');
        await page.waitForURL((url) => url.searchParams.get('open') === second);
        await panel.getByText('The second by keys').waitFor();
        await page.keyboard.press('r');
        await panel.getByRole('button', { name: 'Raw', pressed: true }).waitFor();
        await page.keyboard.press('Escape');
        await panel.waitFor({ state: 'detached' });
        await filtersBy(page, 'user:keyboard');

        // Behind the titles come the values of the active row.
        const value = active.locator('button:focus');
        for (let step = 0; step < 12 && (await value.count()) === 0; step++) await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await filtersBy(page, 'user_id:keyboard status:200');
      }),
    );

    test(
      'a part of the chart is selected, and let go',
      inBrowser(testbed, async ({ demo }) => {
        const page = await opened(demo, '/?from=30d');
        const chart = page.getByRole('slider', { name: /^Requests per 6 hours/ });
        await chart.focus();
        await page.keyboard.press('End');
        await page.keyboard.press('Shift+ArrowLeft');
        await page.keyboard.press('Shift+ArrowLeft');
        const differences = page.getByRole('region', { name: 'What is different' });
        await differences.getByText(/attempts selected/).waitFor();
        await page.keyboard.press('Escape');
        await differences.waitFor({ state: 'detached' });
      }),
    );
  });
}
