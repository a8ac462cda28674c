import { incidentsOf } from '@tallystick/demo';
import { describe, expect, test } from 'vitest';
import { filtersBy, inBrowser, opened, type PageTestbed, settled } from '../../src/page-testbed.ts';

const hour = 3_600_000;
const bar = 6 * hour;
const day = 24 * hour;

export function overviewSuite(testbed: () => PageTestbed): void {
  describe('the overview', () => {
    test(
      'a drag over the cost spike names its cause, and a click on that filters',
      inBrowser(testbed, async ({ demo, demoEnd }) => {
        const { expensivePrompt: spike } = incidentsOf(demoEnd);
        const last = spike.to - 2 * hour;
        const to = Math.ceil(demoEnd / day) * day;
        const from = to - 30 * day;
        const text = (time: number) => new Date(time).toISOString();
        const page = await opened(demo, `/?from=${text(from)}&to=${text(to)}&zone=UTC`);
        await page.getByRole('button', { name: /^Cost\b/ }).click();
        const chart = page.getByRole('slider', { name: /^Cost per 6 hours/ });
        await chart.waitFor();
        await settled(page);
        // Its bars stand side by side from the first moment to the last, and the selection is of whole ones.
        const box = await chart.locator('.u-over').boundingBox();
        if (!box) throw new Error('the chart has no size');
        const place = (time: number) => box.x + (box.width * (time - from)) / (to - from);
        await page.mouse.move(place(spike.from), box.y + box.height / 2);
        await page.mouse.down();
        await page.mouse.move(place(last), box.y + box.height / 2, { steps: 5 });
        const asked = page.waitForRequest('**/v1/metrics/difference');
        await page.mouse.up();
        const selected = `${text(Math.floor(spike.from / bar) * bar)}..${text(Math.ceil(last / bar) * bar)}`;
        await page.waitForURL((url) => url.searchParams.get('selected') === selected);

        // Dates are days of the chosen zone, as everywhere on the page.
        expect((await asked).postDataJSON()).toMatchObject({ time_zone: 'UTC' });
        const differences = page.getByRole('region', { name: 'What is different' });
        // Among those that stand first: what follows from others, or differs less, is folded away.
        await differences.getByRole('button', { name: /^Prompt support-answer@v7/ }).click();
        await filtersBy(page, 'prompt_id:support-answer@v7');
      }),
    );

    test(
      'a click on a bar filters by it, with Alt leaves it out',
      inBrowser(testbed, async ({ demo }) => {
        const page = await opened(demo, '/?from=30d');
        const bar = (name: string) => page.getByRole('button', { name: new RegExp(`^${name}\\s*\\d`) });
        await bar('gpt-4.1-nano-2025-04-14').waitFor();
        await bar('gpt-4.1-2025-04-14').click();
        await filtersBy(page, 'model:gpt-4.1-2025-04-14');
        await bar('gpt-4.1-nano-2025-04-14').waitFor({ state: 'detached' });
        await bar('Germany').click({ modifiers: ['Alt'] });
        await filtersBy(page, 'model:gpt-4.1-2025-04-14 -country:DE');
        await bar('Germany').waitFor({ state: 'detached' });
        await bar('France').waitFor();
      }),
    );

    test(
      'asks each question once, and nothing jumps as the answers come',
      inBrowser(testbed, async ({ demo }) => {
        const page = await demo.newPage();
        const asked: string[] = [];
        page.on('request', (request) => {
          if (request.method() === 'POST') asked.push(`${request.url()} ${request.postData()}`);
        });
        await page.addInitScript(`
          window.shifted = 0;
          new PerformanceObserver((list) => {
            for (const { value } of list.getEntries()) window.shifted += value;
          }).observe({ type: 'layout-shift', buffered: true });
        `);
        await page.goto('/?from=30d');
        await page.getByRole('slider', { name: /^Requests/ }).waitFor();
        await settled(page);
        expect(asked.length).toBeGreaterThan(5);
        expect(asked.filter((question, index) => asked.indexOf(question) !== index)).toEqual([]);
        expect(await page.evaluate('window.shifted')).toBeLessThan(0.1);
      }),
    );
  });
}
