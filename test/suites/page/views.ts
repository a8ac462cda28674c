import type { Page } from 'playwright-core';
import { describe, test } from 'vitest';
import { called, filtersBy, inBrowser, opened, type PageTestbed, settled } from '../../src/page-testbed.ts';

export function viewsSuite(testbed: () => PageTestbed): void {
  describe('ways to a page', () => {
    test(
      'a view is saved, found in the list after a reload, and deleted',
      inBrowser(testbed, async ({ owner }) => {
        const page = await opened(owner, '/requests?from=24h&filter=user:view-suite&sort=cost_usd:desc');
        await more(page);
        await page.getByRole('button', { name: 'Save view …' }).click();
        const dialog = page.getByRole('dialog', { name: 'Save view' });
        await dialog.waitFor();
        await page.keyboard.type('Dear calls');
        await page.keyboard.press('Enter');
        await dialog.waitFor({ state: 'detached' });

        await page.goto('/users?from=7d');
        const views = await more(page);
        await views.getByRole('link', { name: 'Dear calls' }).click();
        await page.waitForURL(
          (url) => url.pathname === '/requests' && url.searchParams.get('sort') === 'cost_usd:desc',
        );
        await filtersBy(page, 'user:view-suite');
        await page.getByRole('columnheader', { name: 'Cost', exact: true }).waitFor();

        await (await more(page)).getByRole('button', { name: 'Delete the view Dear calls' }).click();
        await views.getByRole('button', { name: 'Delete for everybody?' }).click();
        await views.getByText('None yet.').waitFor();
        await page.reload();
        await (await more(page)).getByText('None yet.').waitFor();
      }),
    );

    test(
      'the palette leads to pages and to a request by its id',
      inBrowser(testbed, async (bed) => {
        const id = await called(bed, 'Reached by id');
        const page = await opened(bed.owner, '/?from=24h');
        await settled(page);
        const palette = page.getByRole('dialog', { name: 'Go anywhere' });
        await page.keyboard.press('ControlOrMeta+k');
        await palette.getByRole('combobox').pressSequentially('mod');
        await palette.getByRole('option', { name: 'Models' }).waitFor();
        await page.keyboard.press('Enter');
        await page.waitForURL((url) => url.pathname === '/models' && url.searchParams.get('from') === '24h');
        await palette.waitFor({ state: 'detached' });
        await page.keyboard.press('ControlOrMeta+k');
        await palette.getByRole('combobox').fill(id);
        await page.keyboard.press('Enter');
        await page.waitForURL((url) => url.pathname === `/requests/${id}`);
        await page.getByText('Reached by id').first().waitFor();
      }),
    );
  });
}

/** Opens the menu of the page, where the views are listed. */
async function more(page: Page) {
  await page.getByRole('button', { name: 'More' }).click();
  return page.getByRole('region', { name: 'Saved views' });
}
