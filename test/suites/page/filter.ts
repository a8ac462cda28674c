import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { filterLine, filtersBy, inBrowser, opened, type PageTestbed, patience } from '../../src/page-testbed.ts';

/** What the demo calls most, and a smaller one. */
const model = 'gpt-4.1-2025-04-14';
const nano = 'gpt-4.1-nano-2025-04-14';

export function filterSuite(testbed: () => PageTestbed): void {
  describe('the filter', () => {
    test(
      'is completed as it is typed, and stands as chips that change the line',
      inBrowser(testbed, async ({ demo }) => {
        const page = await opened(demo, '/requests?from=30d');
        const line = filterLine(page);
        const suggestions = page.getByRole('listbox', { name: 'Suggestions' });
        await line.pressSequentially('mod');
        await suggestions
          .getByRole('option', { name: /^model/ })
          .first()
          .waitFor();
        await line.press('Tab');
        expect(await line.inputValue()).toBe('model:');
        await suggestions
          .getByRole('option', { name: /^claude/ })
          .first()
          .waitFor();
        await line.pressSequentially('nano');
        await suggestions.getByRole('option', { name: nano }).waitFor();
        await line.press('ArrowDown');
        await line.press('Enter');
        await line.press('Enter');
        await says(page, `model:${nano}`);
        await rows(page).filter({ hasText: nano }).first().waitFor();
        await rows(page).filter({ hasNotText: nano }).first().waitFor({ state: 'detached' });

        await page.getByRole('button', { name: `Exclude model:${nano}` }).click();
        await says(page, `-model:${nano}`);
        await rows(page).filter({ hasText: nano }).first().waitFor({ state: 'detached' });
        await line.fill(`-model:${nano} status:200`);
        await line.press('Enter');
        await page.getByRole('button', { name: `Remove -model:${nano}` }).click();
        await says(page, 'status:200');
        await page.getByRole('button', { name: 'Remove status:200' }).click();
        await says(page, '');
      }),
    );

    test(
      'is made by clicking on values of the list, with Alt to leave them out',
      inBrowser(testbed, async ({ demo }) => {
        const page = await opened(demo, '/requests?from=30d&filter=provider:openai');
        const value = (name: string) => rows(page).getByRole('button', { name, exact: true });
        await value(nano).first().click();
        await says(page, `provider:openai model:${nano}`);
        await page.goto('/requests?from=30d');
        await value(model)
          .first()
          .click({ modifiers: ['Alt'] });
        await says(page, `-model:${model}`);
        await value(model).first().waitFor({ state: 'detached' });
        await value(nano).first().waitFor();
      }),
    );

    test(
      'that does not read is told so, and changes nothing',
      inBrowser(testbed, async ({ demo }) => {
        const page = await opened(demo, '/requests?from=30d&filter=provider:openai');
        await filterLine(page).fill('modle:x');
        await filterLine(page).press('Enter');
        await page.getByRole('alert').filter({ hasText: 'there is no field "modle"' }).waitFor();
        expect(new URL(page.url()).searchParams.get('filter')).toBe('provider:openai');
      }),
    );
  });
}

function rows(page: Page) {
  return page.getByRole('grid', { name: 'Requests' }).locator('tbody').getByRole('row');
}

/** That the line, the address and the chips come to say the same. */
async function says(page: Page, filter: string): Promise<void> {
  await page.waitForURL((url) => (url.searchParams.get('filter') ?? '') === filter);
  await filtersBy(page, filter);
  const chips = page.getByRole('list', { name: 'Conditions' }).getByRole('listitem');
  await expect.poll(() => chips.allInnerTexts(), { timeout: patience }).toEqual(filter.split(' ').filter(Boolean));
}
