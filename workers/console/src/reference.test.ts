import { describe, expect, it } from 'vitest';
import { api, worker } from './test/api.ts';

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
