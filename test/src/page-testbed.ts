import { demoOrganisation } from '@tallystick/accounts';
import { type Client, createClient } from '@tallystick/client';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { startBrowser } from './browser.ts';
import { rowOf } from './rows.ts';
import { runDemo } from './run-demo.ts';
import { openaiClient, startTestbed, stopTestbed, type Testbed } from './testbed.ts';

/** How long a page may take to show something, on a machine that does much else besides. ms */
export const patience = 60_000;

/** Enough for what went wrong in them to stand out. */
const demoCalls = 4_000;

/** The whole of Tallystick with the demo's calls, and a browser to look at it. */
export interface PageTestbed extends Testbed {
  browser: Browser;
  /** Signed in as an owner of the organisation whose keys the testbed has. */
  owner: BrowserContext;
  /** Signed in as an owner of the demo's. */
  demo: BrowserContext;
  /** Where the demo's thirty days end, Unix ms. */
  demoEnd: number;
}

export async function startPageTestbed(): Promise<PageTestbed> {
  const testbed = await startTestbed();
  try {
    const browser = await startBrowser();
    const demoEnd = await runDemo(testbed, demoCalls);
    const started = { ...testbed, browser, demoEnd };
    return await telling(browser, async () => ({
      ...started,
      owner: await signedIn(started, { organisation: testbed.stack.organisation, role: 'owner' }),
      demo: await signedIn(started, { organisation: demoOrganisation.id, role: 'owner' }),
    }));
  } catch (error) {
    await stopTestbed(testbed);
    throw error;
  }
}

export async function stopPageTestbed(testbed: PageTestbed): Promise<void> {
  await testbed.browser.close();
  await stopTestbed(testbed);
}

/** The body of a test in the browser: where it fails, the error says what each page showed. No page is left open. */
export function inBrowser(
  testbed: () => PageTestbed,
  act: (testbed: PageTestbed) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const { browser, owner, demo } = testbed();
    try {
      await telling(browser, () => act(testbed()));
    } finally {
      const others = browser.contexts().filter((context) => context !== owner && context !== demo);
      const pages = [owner, demo].flatMap((context) => context.pages());
      await Promise.all([...others, ...pages].map((one) => one.close()));
    }
  };
}

/** Somebody who comes with nothing. Clocks are those of UTC, as the demo's are. */
export async function stranger({ browser, stack }: Pick<PageTestbed, 'browser' | 'stack'>): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: stack.consoleUrl, timezoneId: 'UTC' });
  context.setDefaultTimeout(patience);
  return context;
}

/** Somebody who came by a one-time link. */
export async function signedIn(
  testbed: Pick<PageTestbed, 'browser' | 'stack'>,
  link: { organisation: string; role: 'owner' | 'viewer' },
): Promise<BrowserContext> {
  const context = await stranger(testbed);
  const page = await opened(context, (await operator(testbed).createSignInLink(link)).url);
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await page.close();
  return context;
}

export function operator({ stack }: Pick<PageTestbed, 'stack'>): Client {
  return createClient({ url: stack.consoleUrl, key: stack.operatorToken });
}

export async function opened(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** A call by way of the edge, once it is a row. @returns its id */
export async function called(testbed: Testbed, prompt: string, headers: Record<string, string> = {}): Promise<string> {
  const { client, calls } = openaiClient(testbed, { headers });
  await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }] });
  const id = calls[0]?.headers.get('tally-request-id') ?? '';
  await rowOf(testbed, id);
  return id;
}

/** Resolves once every question that the page has asked is answered and shown. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.locator('main').waitFor();
  const waiting = page.locator('[aria-busy=true], [role=status].animate-pulse');
  await expect.poll(() => waiting.count(), { timeout: patience }).toBe(0);
}

/** Resolves once the line says what is looked at. */
export async function filtersBy(page: Page, filter: string): Promise<void> {
  await expect.poll(() => filterLine(page).inputValue(), { timeout: patience }).toBe(filter);
}

export function filterLine(page: Page) {
  return page.getByRole('combobox', { name: 'Filter' });
}

async function telling<Result>(browser: Browser, act: () => Promise<Result>): Promise<Result> {
  try {
    const result = await act();
    const errors = await Promise.all(pagesOf(browser).map((page) => page.pageErrors()));
    if (errors.flat().length > 0) throw new AggregateError(errors.flat(), 'the page threw what nobody caught');
    return result;
  } catch (error) {
    const shown = await Promise.all(pagesOf(browser).map(shownOn));
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${shown.join('\n\n')}`, { cause: error });
  }
}

function pagesOf(browser: Browser): Page[] {
  return browser.contexts().flatMap((context) => context.pages());
}

/** Characters of a page's text that an error quotes. */
const mostQuoted = 3_000;

async function shownOn(page: Page): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: in lines, and without what is hidden
  const text = page.locator('body').innerText({ timeout: 10_000 });
  const [shown, messages, errors] = await Promise.all([
    text.catch((error: Error) => `(no text: ${error.message})`),
    page.consoleMessages(),
    page.pageErrors(),
  ]);
  const complaints = [
    ...messages.filter((message) => message.type() === 'error').map((message) => message.text()),
    ...errors.map((error) => error.stack ?? error.message),
  ];
  return [`${page.url()} showed:`, shown.slice(0, mostQuoted), ...complaints.map((line) => `console: ${line}`)].join(
    '\n',
  );
}
