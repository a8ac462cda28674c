import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { called, inBrowser, type PageTestbed, patience, settled } from '../../src/page-testbed.ts';

export function barriersSuite(testbed: () => PageTestbed): void {
  test(
    'no page has a serious barrier, light or dark, and nothing is cut off on a phone',
    inBrowser(testbed, async (bed) => {
      const id = await called(bed, 'For every page', {
        'Tally-Session-Id': 'page-session',
        'Tally-Session-Path': '/a/b',
      });
      const page = await bed.owner.newPage();
      const calls = ['/requests', `/requests?open=${id}`, `/requests/${id}`, `/compare?a=${id}&b=${id}`];
      const lists = ['/sessions', '/sessions/page-session', '/users', '/properties', '/models'];
      for (const path of ['/', ...calls, ...lists, '/trust', '/settings', '/sign-in']) {
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(path);
        await settled(page);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await barriersOn(page), `${path} ${colorScheme}`).toEqual([]);
        }
        await page.setViewportSize({ width: 360, height: 780 });
        const beyond = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        await expect.poll(beyond, { message: path, timeout: patience }).toBeLessThanOrEqual(0);
      }
    }),
  );
}

async function barriersOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
