import AxeBuilder from '@axe-core/playwright';
import { createClient } from '@tallystick/client';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from './src/browser.ts';
import { rowOf } from './src/rows.ts';
import { openaiClient, startTestbed, stopTestbed, type Testbed } from './src/testbed.ts';

/** ms */
const patience = 30_000;

let testbed: Testbed;
let browser: Browser;
let owner: BrowserContext;

beforeAll(async () => {
  testbed = await startTestbed();
  browser = await startBrowser();
  owner = await signedIn({ organisation: testbed.stack.organisation, role: 'owner' });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  if (testbed) await stopTestbed(testbed);
});

const operator = () => createClient({ url: testbed.stack.consoleUrl, key: testbed.stack.operatorToken });
const address = (path: string) => `${testbed.stack.consoleUrl}${path}`;

/** Somebody who came by a one-time link. */
async function signedIn(link: { organisation: string; role: 'owner' | 'viewer' }): Promise<BrowserContext> {
  const context = await browser.newContext();
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  await page.goto((await operator().createSignInLink(link)).url);
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await page.close();
  return context;
}

async function opened(path: string, context = owner): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address(path));
  return page;
}

/** A call by way of the edge, once it is a row. */
async function called(prompt: string, headers: Record<string, string> = {}): Promise<string> {
  const { client, calls } = openaiClient(testbed, { headers });
  await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }] });
  const id = calls[0]?.headers.get('tally-request-id') ?? '';
  await rowOf(testbed, id);
  return id;
}

test('asks who is there, takes a key, and leads on to what was asked for', async () => {
  const context = await browser.newContext();
  context.setDefaultTimeout(patience);
  const page = await opened('/users?from=24h', context);
  await page.waitForURL(/\/sign-in/);
  await page.locator('input[type=password]').fill('tally_r_wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await page.locator('input[type=password]').fill(testbed.stack.readKey);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/users\?from=24h/);
  expect(await context.cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }]);
  await context.close();
});

test('shows an organisation its first call the moment it lands', async () => {
  const { id: organisation } = await fresh('First call');
  const { key } = await operator().createKey({ organisation, kind: 'write' });
  const context = await signedIn({ organisation, role: 'owner' });
  const page = await opened('/', context);
  await page.getByText('Waiting for the first call').waitFor();
  const { client } = openaiClient(testbed, { headers: { 'Tally-Auth': `Bearer ${key}` } });
  await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] });
  await page.getByText('Your first call is here').waitFor();
  await page.getByRole('link', { name: 'Open it' }).click();
  await page.getByText('Hello', { exact: true }).first().waitFor();
  await context.close();
});

test('finds a call by its text, and shows what was said', async () => {
  await called('Where is the quokka of the page suite?', { 'Tally-User-Id': 'page-suite' });
  const page = await opened('/requests?from=24h');
  const filter = page.getByRole('combobox', { name: 'Filter' });
  await filter.fill('user:page-suite "quokka of the page"');
  await filter.press('Enter');
  await page.waitForURL(/filter=/);
  await page.getByText('Where is the quokka of the page suite?').first().click();
  await page.waitForURL(/open=/);
  await page
    .getByRole('complementary', { name: 'Request' })
    .or(page.getByLabel('Request', { exact: true }))
    .first()
    .waitFor();
  await page.close();
});

test('shows what is hostile as text, and runs none of it', async () => {
  const hostile =
    '<img src=x onerror="window.ran=1"><script>window.ran=1</script> [go](javascript:window.ran=1) \u202egnorw \u0000';
  const id = await called(hostile, { 'Tally-User-Id': '<b>hostile</b>' });
  const page = await opened(`/requests/${id}`);
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(testbed.stack.consoleUrl)) outside.push(request.url());
  });
  await page.getByText('window.ran=1').first().waitFor();
  await page.getByText('<b>hostile</b>').first().waitFor();
  expect(await page.evaluate('window.ran')).toBeUndefined();
  expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  expect(outside).toEqual([]);
  await page.close();
});

test('scores a call, and the score counts', async () => {
  const id = await called('Score me, page');
  const page = await opened(`/requests/${id}`);
  await page.getByRole('button', { name: 'Good' }).click();
  const { consoleUrl, readKey } = testbed.stack;
  const tally = createClient({ url: consoleUrl, key: readKey });
  await expect
    .poll(async () => (await tally.getRequest(id)).request.scores, { timeout: patience })
    .toEqual({ feedback: 1 });
  await page.close();
});

test('shows a viewer no bodies', async () => {
  const id = await called('For the eyes of members');
  const context = await signedIn({ organisation: testbed.stack.organisation, role: 'viewer' });
  const page = await opened(`/requests/${id}`, context);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page
    .getByText(/viewer/i)
    .first()
    .waitFor();
  expect(await page.content()).not.toContain('For the eyes of members');
  await context.close();
});

test.each(['light', 'dark'] as const)(
  'has no serious barrier on any page, and nothing cut off on a phone: %s',
  async (colorScheme) => {
    const id = await called('For every page', { 'Tally-Session-Id': 'page-session', 'Tally-Session-Path': '/a/b' });
    const page = await owner.newPage();
    await page.emulateMedia({ colorScheme });
    const paths = [
      '/',
      '/requests',
      `/requests/${id}`,
      `/compare?a=${id}&b=${id}`,
      '/sessions',
      '/sessions/page-session',
    ];
    for (const path of [...paths, '/users', '/properties', '/models', '/trust', '/settings', '/sign-in']) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(address(path));
      await page.waitForLoadState('networkidle');
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id: rule, nodes }) => [path, rule, nodes[0]?.html])).toEqual([]);
      await page.setViewportSize({ width: 360, height: 780 });
      const beyond = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      await expect.poll(beyond, { message: path, timeout: patience }).toBeLessThanOrEqual(0);
    }
    await page.close();
  },
);

/** An organisation of its own. */
async function fresh(name: string): Promise<{ id: string }> {
  const { consoleUrl, operatorToken } = testbed.stack;
  const response = await fetch(`${consoleUrl}/v1/organisations`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${operatorToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as { id: string };
}
