import { expect, test } from 'vitest';
import { called, inBrowser, opened, operator, type PageTestbed, signedIn, stranger } from '../../src/page-testbed.ts';
import { openaiClient } from '../../src/testbed.ts';

export function signInSuite(testbed: () => PageTestbed): void {
  test(
    'asks who is there, takes a key, and leads on to what was asked for',
    inBrowser(testbed, async (bed) => {
      const context = await stranger(bed);
      const page = await opened(context, '/users?from=24h');
      await page.waitForURL(/\/sign-in/);
      const key = page.getByLabel('Read or admin key');
      await key.fill('tally_r_wrong');
      await key.press('Enter');
      await page.getByRole('alert').waitFor();
      await key.fill(bed.stack.readKey);
      await key.press('Enter');
      await page.waitForURL(/\/users\?from=24h/);
      expect(await context.cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }]);
    }),
  );

  test(
    'asks before a link takes the place of a session',
    inBrowser(testbed, async (bed) => {
      const [own, other] = [await newOrganisation(bed, 'Own'), await newOrganisation(bed, 'Of the link')];
      const context = await signedIn(bed, { organisation: own, role: 'owner' });
      const { url } = await operator(bed).createSignInLink({ organisation: other, role: 'viewer' });
      const page = await opened(context, url);
      await page.getByText('You are signed in to Own as owner').waitFor();
      expect(page.url()).not.toContain('#');
      await page.getByRole('link', { name: 'Stay signed in to Own' }).click();
      const pages = page.getByRole('navigation', { name: 'Pages' });
      await pages.getByText('Own', { exact: true }).waitFor();

      await page.goto(url);
      await page.getByRole('button', { name: 'Sign in by the link' }).click();
      await pages.getByText('Of the link').waitFor();
    }),
  );

  test(
    'shows an organisation its first call the moment it lands',
    inBrowser(testbed, async (bed) => {
      const organisation = await newOrganisation(bed, 'First call');
      const { key } = await operator(bed).createKey({ organisation, kind: 'write' });
      const page = await opened(await signedIn(bed, { organisation, role: 'owner' }), '/');
      await page.getByText('Waiting for the first call').waitFor();
      const { client } = openaiClient(bed, { headers: { 'Tally-Auth': `Bearer ${key}` } });
      await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] });
      await page.getByText('Your first call is here').waitFor();
      await page.getByRole('link', { name: 'Open it' }).click();
      await page.getByText('Hello', { exact: true }).first().waitFor();
    }),
  );

  test(
    'shows a viewer calls, but no bodies',
    inBrowser(testbed, async (bed) => {
      const id = await called(bed, 'For the eyes of members', { 'Tally-User-Id': 'viewed' });
      const { organisation } = bed.stack;
      const viewer = await signedIn(bed, { organisation, role: 'viewer' });
      // Of a link that somebody sent who sees more.
      for (const columns of ['', '&columns=preview,model,user_id']) {
        const list = await opened(viewer, `/requests?from=24h&filter=user:viewed${columns}`);
        await list.getByText('1 request', { exact: true }).waitFor();
        await list.getByRole('row').filter({ hasText: 'gpt-4o-mini' }).waitFor();
        expect(await list.getByRole('columnheader', { name: 'Prompt', exact: true }).count()).toBe(0);
      }
      const page = await opened(viewer, `/requests/${id}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page
        .getByText(/viewer/i)
        .first()
        .waitFor();
      expect(await page.content()).not.toContain('For the eyes of members');
    }),
  );

  test(
    'stays in the organisation that the address names, and says so where that is of others',
    inBrowser(testbed, async (bed) => {
      const organisation = await newOrganisation(bed, 'By address');
      const context = await signedIn(bed, { organisation, role: 'owner' });
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => {
        const { pathname, search } = new URL(request.url());
        if (pathname.startsWith('/v1/')) asked.push(`${pathname}${search}`);
      });
      await page.goto(`/?organisation=${organisation}`);
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Users' }).click();
      await page.waitForURL(
        (url) => url.pathname === '/users' && url.searchParams.get('organisation') === organisation,
      );
      await page.waitForLoadState('networkidle');
      expect(asked.length).toBeGreaterThan(1);
      expect(asked.filter((one) => !one.includes(`organisation=${organisation}`))).toEqual([]);

      await page.goto(`/users?organisation=${bed.stack.organisation}`);
      await page.getByRole('alert').getByText('acts on no other').waitFor();
      await page.getByRole('link', { name: 'Open your own organisation' }).click();
      await page.getByRole('navigation', { name: 'Pages' }).getByText('By address').waitFor();
    }),
  );

  test(
    'names the organisation in the address of somebody who has several, a tab each',
    inBrowser(testbed, async (bed) => {
      const organisation = await newOrganisation(bed, 'One of two');
      const context = await signedIn(bed, { organisation, role: 'owner' });
      // Only Cloudflare Access knows people with several organisations: what it would have the console say of one.
      await context.route('**/v1/session*', async (route) => {
        const own = await (await route.fetch({ url: `${bed.stack.consoleUrl}/v1/session` })).json();
        const organisations = [...own.organisations, { id: 'second', name: 'The second', role: 'viewer' }];
        const second = route.request().url().includes('organisation=second') && { organisation: organisations[1] };
        await route.fulfill({ json: { ...own, organisations, ...second } });
      });
      const page = await opened(context, '/requests?from=24h');
      await page.waitForURL((url) => url.search === `?from=24h&organisation=${organisation}`);
      const other = await opened(context, '/');
      await other.getByRole('button', { name: 'Signed in as' }).click();
      await other.getByRole('button', { name: 'The second' }).click();
      await other.waitForURL((url) => url.search === '?organisation=second');
      const asked = page.waitForRequest((request) => request.url().includes('/v1/users/query'));
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Users' }).click();
      expect((await asked).url()).toContain(`organisation=${organisation}`);
    }),
  );
}

async function newOrganisation({ stack }: PageTestbed, name: string): Promise<string> {
  const response = await fetch(`${stack.consoleUrl}/v1/organisations`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${stack.operatorToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}
