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
