import { insertRequests, measures } from '@tallystick/clickhouse';
import { requestRow } from '@tallystick/clickhouse/test/rows';
import { fields, parseLine } from '@tallystick/filter';
import { clickhouseTime, type RequestRow, uuidv7 } from '@tallystick/log';
import { describe, expect, it } from 'vitest';
import { lines } from './reference/how-to-ask.ts';
import { api, makeKey, migrate, operator, worker } from './test/api.ts';
import { clickhouse } from './test/surroundings.ts';

describe('/docs', () => {
  it('shows every route and every named shape, without a script, and its links lead somewhere', async () => {
    const page = await (await worker.fetch('http://console/docs')).text();
    const { json } = await api('GET', '/openapi.json');
    for (const [path, methods] of Object.entries<Record<string, { operationId: string }>>(json.paths)) {
      for (const [method, { operationId }] of Object.entries(methods)) {
        expect(page).toContain(`<h3 id="${operationId}">${method.toUpperCase()} ${path}</h3>`);
      }
    }
    for (const name of Object.keys(json.components.schemas)) expect(page).toContain(`<h3 id="${name}">`);
    const anchors = [...page.matchAll(/href="#([^"]+)"/g)].map(([, anchor]) => anchor);
    expect(anchors.filter((anchor) => !page.includes(`id="${anchor}"`))).toEqual([]);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('undefined');
    expect(page).not.toContain('[object');
  });

  it('has the one style that its policy lets in', async () => {
    const response = await worker.fetch('http://console/docs');
    const page = await response.text();
    const [style = '', ...others] = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text]) => text);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style)));
    expect(response.headers.get('Content-Security-Policy')).toContain(
      `style-src 'sha256-${btoa(String.fromCharCode(...digest))}'`,
    );
    expect(style).toContain('light-dark(');
    expect(others).toEqual([]);
    expect(page).not.toMatch(/<[^>]+ (style|on\w+)=/);
  });

  it('names every field and every measure, says who may ask, and shows code as code', async () => {
    const page = await (await worker.fetch('http://console/docs')).text();
    for (const { name } of [...fields, ...measures]) expect(page).toContain(`<td>${name}</td>`);
    for (const [line] of lines) expect(() => parseLine(line), line).not.toThrow();
    expect(page).toContain(
      'With a read or admin key, signed in with the role member or viewer or owner, or with the operator token.',
    );
    expect(page).not.toMatch(/docs\/(api|filters)\.md/);
    expect(page.match(/`[^`<]+`/g)).toBeNull();
  });

  it('asks its questions as the API takes them', async () => {
    await migrate();
    await api('POST', '/v1/organisations', operator, { name: 'acme', id: 'acme' });
    const { key } = await makeKey('acme', 'read');
    const page = await (await worker.fetch('http://console/docs')).text();
    const asked = [...page.matchAll(/<pre>(curl .+?)<\/pre>/gs)].map(([, command = '']) => {
      const [, path = '', body] = /^curl 'http:\/\/console([^']+)'.*?(?:-d '(.+)')?$/s.exec(unescaped(command)) ?? [];
      return { path, body };
    });
    const bodies = asked.flatMap(({ body }) => (body === undefined ? [] : [JSON.parse(body)]));
    const [week, failed] = bodies;
    const slow = call(Date.parse(failed.from) + 60_000, { latency_ms: 9000 });
    await insertRequests(clickhouse, [
      call(Date.parse(week.from), { status: 200, finish: 'complete', cost_usd: '0.5' }),
      call(Date.parse(week.from) - 1, { status: 200, finish: 'complete', cost_usd: '0.25' }),
      call(Date.parse(failed.from), { latency_ms: 10 }),
      slow,
    ]);
    const answers = [];
    for (const { path, body } of asked) {
      const { status, json } = await api(
        body === undefined ? 'GET' : 'POST',
        path.replace('ID', slow.request_id),
        key,
        body,
      );
      expect(status, `${path} ${JSON.stringify(json)}`).toBe(200);
      answers.push(json);
    }
    const [cost, list, , slowest, one] = answers;
    expect(cost.rows).toContainEqual(
      expect.objectContaining({
        group: { user_id: 'ann' },
        values: expect.objectContaining({ requests: expect.any(Number) }),
        previous: expect.objectContaining({ cost_usd: '0.25' }),
      }),
    );
    expect(list.data).toHaveLength(2);
    expect(slowest.data).toEqual([{ request_id: slow.request_id, latency_ms: 9000 }]);
    expect(one).toHaveProperty('conversation');
  });
});

function call(at: number, overrides: Partial<RequestRow> = {}): RequestRow {
  const request_id = uuidv7(at);
  return requestRow({
    org_id: 'acme',
    created_at: clickhouseTime(at),
    request_id,
    call_id: request_id,
    attempt: 1,
    version: 1,
    status: 500,
    user_id: 'ann',
    properties: { feature: 'checkout' },
    ...overrides,
  });
}

function unescaped(html: string): string {
  return html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
