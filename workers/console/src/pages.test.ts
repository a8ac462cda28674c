import { describe, expect, it } from 'vitest';
import { api, worker } from './test/api.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('the addresses that dev prints', () => {
  it('say where a call is to be found while it has no page', async () => {
    const response = await worker.fetch(`http://console/requests/${id}`);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await response.text()).toContain(`WHERE request_id = '${id}'`);
  });

  it('show nothing that is not an id', async () => {
    const response = await worker.fetch('http://console/requests/%3Cscript%3E');
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('<script>');
  });

  it('lead from the console itself to its API', async () => {
    const page = await (await worker.fetch('http://console/')).text();
    expect(page).toContain('href="/docs"');
    expect(page).toContain('href="/openapi.json"');
  });
});

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
});
