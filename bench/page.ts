import { type Stack, startStack } from '@tallystick/cli/stack';
import { createClient } from '@tallystick/client';
import { startBrowser } from '@tallystick/test/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { largestOrganisation, type Traffic } from './calls/call-sql.ts';
import { generateCalls } from './calls/generate.ts';
import { median, percentile } from './harness/median.ts';
import { makeOrganisation } from './harness/organisation.ts';
import type { Outcome } from './harness/result.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const day = 86_400_000;
const traffic: Traffic = {
  seed: 7,
  calls: Number(process.env.BENCH_CALLS ?? 200_000),
  from: Date.now() - 7 * day,
  days: 7,
};
/** How many requests are scrolled through. */
const listed = 10_000;
/** Of the list, in each frame: twelve rows or so. Pixels */
const step = 400;
/** ms */
const patience = 120_000;

/** The console's page in Chromium, of generated calls: how soon the overview is of use, and how smoothly ten thousand requests scroll. */
export async function page(): Promise<Outcome> {
  const stack = await startStack();
  const browser = await startBrowser();
  try {
    await generateCalls(stack.clickhouse.url, traffic, () => {});
    await makeOrganisation(stack);
    const cookies = await signIn(stack, browser);
    // The first round warms up the servers; each has a browser context, and so a cache, of its own.
    const loads: Load[] = [];
    for (let round = 0; round <= rounds; round++) loads.push(await fresh(browser, cookies, (one) => load(stack, one)));
    const measured = loads.slice(1);
    const frames = await fresh(browser, cookies, (one) => scroll(stack, one));
    const of = (name: keyof Load) => median(measured.map((one) => one[name]));
    return {
      figures: [
        { what: 'overview: its frame can be used', value: of('usable'), unit: 'ms', bar: { atMost: 1000 } },
        { what: 'overview: all panels are answered', value: of('answered'), unit: 'ms' },
        { what: 'overview: layout shift', value: of('shift'), unit: '', bar: { atMost: 0.1 } },
        { what: `${listed.toLocaleString('en')} requests, a frame`, value: median(frames), unit: 'ms' },
        { what: '… 95 %', value: percentile(frames, 95), unit: 'ms' },
        { what: '… 99 %', value: percentile(frames, 99), unit: 'ms' },
      ],
      wrong: [],
      measured: { traffic, loads: measured, frames },
    };
  } finally {
    await browser.close();
    await stack.stop();
  }
}

type Cookies = Awaited<ReturnType<BrowserContext['storageState']>>;

async function signIn({ consoleUrl, operatorToken }: Stack, browser: Browser): Promise<Cookies> {
  const operator = createClient({ url: consoleUrl, key: operatorToken });
  const context = await browser.newContext();
  const one = await context.newPage();
  await one.goto((await operator.createSignInLink({ organisation: largestOrganisation, role: 'owner' })).url);
  await one.getByRole('navigation', { name: 'Pages' }).waitFor({ timeout: patience });
  const cookies = await context.storageState();
  await context.close();
  return cookies;
}

async function fresh<Found>(browser: Browser, cookies: Cookies, use: (one: Page) => Promise<Found>): Promise<Found> {
  const context = await browser.newContext({ storageState: cookies, viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(patience);
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

interface Load {
  /** From the beginning of the navigation until the page's frame takes clicks. ms */
  usable: number;
  /** Until the last question is answered. ms */
  answered: number;
  /** What moved while it loaded, as browsers add it up (https://web.dev/articles/cls). */
  shift: number;
}

async function load({ consoleUrl }: Stack, one: Page): Promise<Load> {
  await one.addInitScript(`
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shift += value;
    }).observe({ type: 'layout-shift', buffered: true });
    const look = () => {
      if (document.querySelector('nav[aria-label="Pages"]')) window.usable = performance.now();
      else requestAnimationFrame(look);
    };
    look();
  `);
  await one.goto(`${consoleUrl}/?from=7d`);
  await one.waitForLoadState('networkidle');
  return one.evaluate<Load>(`({
    usable: window.usable,
    answered: Math.max(...performance.getEntriesByType('resource').filter(({ name }) => name.includes('/v1/')).map(({ responseEnd }) => responseEnd)),
    shift: window.shift,
  })`);
}

/** The time between frames while the list scrolls as fast as a hand does, more of it being loaded meanwhile. ms */
async function scroll({ consoleUrl }: Stack, one: Page): Promise<number[]> {
  await one.goto(`${consoleUrl}/requests?from=7d`);
  await one.getByRole('grid', { name: 'Requests' }).getByRole('row').nth(20).waitFor();
  return one.evaluate<number[]>(`new Promise((resolve) => {
    const scroller = document.querySelector('[role=grid]').parentElement;
    const frames = [];
    let before;
    const frame = (now) => {
      if (before !== undefined) frames.push(now - before);
      before = now;
      const rows = [...document.querySelectorAll('[role=grid] [aria-rowindex]')];
      if (Math.max(...rows.map((row) => Number(row.getAttribute('aria-rowindex')))) > ${listed}) return resolve(frames);
      scroller.scrollTop += ${step};
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })`);
}
