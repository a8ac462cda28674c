import { describe, expect, test } from 'vitest';
import { called, filterLine, inBrowser, opened, type PageTestbed } from '../../src/page-testbed.ts';

export function requestsSuite(testbed: () => PageTestbed): void {
  describe('the requests', () => {
    test(
      'are found by their text, opened beside the list, and read on a page of their own',
      inBrowser(testbed, async (bed) => {
        const question = 'Where is the quokka of the page suite?';
        const id = await called(bed, question, {
          'Tally-User-Id': 'page-suite',
          'x-sample-answer': encodeURIComponent('On Rottnest Island.'),
        });
        await called(bed, 'Where is the wombat of the page suite?', { 'Tally-User-Id': 'page-suite' });
        const page = await opened(bed.owner, '/requests?from=24h');
        await filterLine(page).fill('user:page-suite "quokka of the page"');
        await filterLine(page).press('Enter');
        await page.getByText('1 request', { exact: true }).waitFor();
        await page.getByRole('row').filter({ hasText: question }).getByText(question).click();
        const panel = page.getByRole('complementary', { name: 'Request' });
        await panel.getByText(question).waitFor();
        await panel.getByRole('link', { name: 'Open as a page' }).click();
        await page.waitForURL((url) => url.pathname === `/requests/${id}`);
        await page.getByRole('heading', { level: 1, name: /gpt-4o-mini/ }).waitFor();
        const said = page.getByRole('article').getByRole('listitem');
        await said.filter({ hasText: /^User/i }).getByText(question).waitFor();
        await said
          .filter({ hasText: /^Answer/i })
          .getByText('On Rottnest Island.')
          .waitFor();
      }),
    );

    test(
      'cover the list on a narrow screen, with the focus, until they are closed',
      inBrowser(testbed, async (bed) => {
        await called(bed, 'In a narrow window', { 'Tally-User-Id': 'narrow' });
        const page = await bed.owner.newPage();
        const isBehind = async (one: string) => (await page.locator(`[inert] ${one}, ${one}[inert]`).count()) > 0;
        for (const width of [900, 360]) {
          await page.setViewportSize({ width, height: 780 });
          await page.goto('/requests?from=24h&filter=user:narrow&columns=preview,user_id');
          await page.getByRole('row').getByText('In a narrow window').click();
          const panel = page.getByRole('complementary', { name: 'Request' });
          await panel.getByText('In a narrow window').waitFor();
          expect(await page.evaluate<boolean>('document.activeElement.closest("aside") !== null')).toBe(true);
          expect(await isBehind('[role=grid]')).toBe(true);
          // The way to other pages lies beside the panel, but on a phone behind it.
          expect(await isBehind('nav[aria-label=Pages]')).toBe(width < 640);
          await panel.getByRole('button', { name: 'Close the request' }).click();
          await panel.waitFor({ state: 'detached' });
          expect(await isBehind('[role=grid]')).toBe(false);
        }
        await page.keyboard.press('ArrowDown');
        await page.getByRole('row', { selected: true }).filter({ hasText: 'In a narrow window' }).waitFor();
      }),
    );

    test(
      'are looked for further back where a page has none yet',
      inBrowser(testbed, async (bed) => {
        await called(bed, 'Far back', { 'Tally-User-Id': 'far-back' });
        const page = await bed.owner.newPage();
        // As the API answers where it looked through much without finding one.
        let short = 2;
        await page.route('**/v1/requests/query', async (route) => {
          const postData = { ...route.request().postDataJSON(), cursor: undefined };
          const json = await (await route.fetch({ postData })).json();
          await route.fulfill({ json: short-- > 0 ? { ...json, data: [], next_cursor: 'further' } : json });
        });
        await page.goto('/requests?from=24h&filter=user:far-back');
        await page.getByRole('row').filter({ hasText: 'Far back' }).waitFor();
        await page.getByText('1 request', { exact: true }).waitFor();
      }),
    );

    test(
      'that land while the list is live appear in it',
      inBrowser(testbed, async (bed) => {
        const page = await opened(bed.owner, '/requests?from=1h&filter=user:live-tail');
        await page.getByText('No request in this time meets the filter.').waitFor();
        await page.getByText('Live', { exact: true }).click();
        await page.getByText('Following what lands.').waitFor();
        await called(bed, 'Am I live?', { 'Tally-User-Id': 'live-tail' });
        await page.getByRole('row').filter({ hasText: 'Am I live?' }).waitFor();
        await page.getByText('1 request', { exact: true }).waitFor();
        await called(bed, 'And I, too?', { 'Tally-User-Id': 'live-tail' });
        // The latest stands first, below the titles.
        await page.getByRole('row').nth(1).filter({ hasText: 'And I, too?' }).waitFor();
      }),
    );
  });
}
