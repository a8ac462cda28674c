import type { OpenAPIHono } from '@hono/zod-openapi';
import { uuidPattern } from '@tallystick/log';
import { html } from 'hono/html';
import { version } from '../../package.json';
import type { AppEnv } from '../services.ts';

/** What a browser finds at the addresses that `dev` prints, while the console has no web page: no data, and where to ask. */
export function addPages(app: OpenAPIHono<AppEnv>): void {
  app.get('/', (c) =>
    c.html(
      page(html`
        <p>The console answers; it is version ${version}. What it can be asked: <a href="/docs">/docs</a>, and as OpenAPI at <a href="/openapi.json">/openapi.json</a>.</p>
      `),
    ),
  );
  app.get('/requests/:id', (c) => {
    const id = c.req.param('id');
    if (!uuidPattern.test(id)) return c.notFound();
    return c.html(
      page(html`
        <p>The console has no page for a call yet. ClickHouse has the call, and its bodies:</p>
        <pre>SELECT * FROM requests FINAL WHERE request_id = '${id}' FORMAT Vertical;
SELECT * FROM bodies FINAL WHERE request_id = '${id}' FORMAT Vertical;</pre>
      `),
    );
  });
}

function page(content: ReturnType<typeof html>) {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <meta name="color-scheme" content="light dark" />
      <title>Tallystick</title>
      <body style="font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 4rem auto; padding: 0 1rem">
        <h1>Tallystick</h1>
        ${content}
      </body>
    </html>`;
}
