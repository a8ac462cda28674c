import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { called, inBrowser, opened, type PageTestbed } from '../../src/page-testbed.ts';

export function exportSuite(testbed: () => PageTestbed): void {
  describe('an export', () => {
    const path = '/requests?from=24h&filter=user:export-suite';

    test(
      'is a file that has the rows of the list and no others',
      inBrowser(testbed, async (bed) => {
        const ids = [
          await called(bed, 'Take me along', { 'Tally-User-Id': 'export-suite' }),
          await called(bed, 'And me, "quoted"', { 'Tally-User-Id': 'export-suite' }),
        ];
        await called(bed, 'Leave me here', { 'Tally-User-Id': 'nobody' });
        const page = await opened(bed.owner, path);
        // No test can choose a place in the dialog of the system: the browser is one that has none.
        await page.addInitScript('delete window.showSaveFilePicker');
        await page.reload();
        const dialog = await exportDialog(page);
        await dialog.getByText('2 rows of the chosen time').waitFor();
        const ndjson = (await downloaded(page)).trim().split('\n');
        expect(ndjson.map((line) => JSON.parse(line).request_id)).toEqual(ids);
        await dialog.getByText(/^Done: /).waitFor();

        await dialog.getByRole('radio', { name: 'CSV' }).check();
        await dialog.getByRole('radio', { name: 'Those shown' }).check();
        await dialog.getByRole('checkbox', { name: /^With the bodies/ }).check();
        const [titles, ...rows] = (await downloaded(page)).trim().split('\n');
        expect(titles).toMatch(/"?request_id"?,.*request_body/);
        expect(rows.length).toBe(2);
        expect(rows[1]).toContain(ids[1]);
        expect(rows[1]).toContain('And me');
      }),
    );

    test(
      'goes to the disk as it comes where the browser can, and is ended by Cancel',
      inBrowser(testbed, async (bed) => {
        const id = await called(bed, 'To disk', { 'Tally-User-Id': 'to-disk' });
        const page = await bed.owner.newPage();
        // Stands in for the dialog of the system only: the file is a real one, in the disk that the browser gives to pages.
        await page.addInitScript(`window.showSaveFilePicker = async ({ suggestedName }) => {
          const disk = await navigator.storage.getDirectory();
          return disk.getFileHandle(suggestedName, { create: true });
        }`);
        const written = () =>
          page.evaluate<string>(`(async () => {
            const disk = await navigator.storage.getDirectory();
            return (await (await disk.getFileHandle('requests.ndjson')).getFile()).text();
          })()`);
        await page.goto('/requests?from=24h&filter=user:to-disk');
        const dialog = await exportDialog(page);
        await dialog.getByRole('button', { name: 'Export' }).click();
        await dialog.getByText(/^Done: /).waitFor();
        const before = await written();
        expect(JSON.parse(before)).toMatchObject({ request_id: id });

        await page.route('**/v1/export*', () => {
          // Never answered: it lasts until it is ended.
        });
        const ended = page.waitForEvent('requestfailed', (request) => request.url().includes('/v1/export'));
        await dialog.getByRole('button', { name: 'Export' }).click();
        await dialog.getByRole('button', { name: 'Cancel' }).click();
        await ended;
        await dialog.getByRole('button', { name: 'Export' }).waitFor();
        expect(await dialog.getByRole('status').textContent()).toBe('');
        expect(await written()).toBe(before);
      }),
    );

    test(
      'of what was spent is the API’s CSV, and where that is refused the page says why',
      inBrowser(testbed, async (bed) => {
        await called(bed, 'Spent', { 'Tally-User-Id': 'spending', 'Tally-Property-Team': 'export-suite' });
        const page = await bed.owner.newPage();
        await page.addInitScript('delete window.showSaveFilePicker');
        await page.goto('/properties?from=24h&filter=user:spending&property=team&tab=months');
        const report = page.getByRole('region', { name: 'Spending by month' });
        const csv = report.getByRole('button', { name: 'CSV' });
        const [download] = await Promise.all([page.waitForEvent('download'), csv.click()]);
        const [titles, ...rows] = (await readFile(await download.path(), 'utf8')).trim().split('\n');
        expect(titles).toContain('properties.team');
        expect(rows.map((row) => row.includes('export-suite'))).toEqual([true]);

        const refusal = { code: 'busy', message: 'too many questions at once' };
        await page.route('**/v1/reports/spending*', (route) =>
          route.fulfill({ status: 429, json: { error: refusal } }),
        );
        await csv.click();
        await report.getByRole('alert').getByText('Too many questions at once.').waitFor();
      }),
    );
  });
}

async function exportDialog(page: Page) {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: 'Export …' }).click();
  return page.getByRole('dialog', { name: 'Export requests' });
}

async function downloaded(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: 'Export' }).click(),
  ]);
  return readFile(await download.path(), 'utf8');
}
