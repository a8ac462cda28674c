import { describe, expect, it } from 'vitest';
import { worker } from './test/api.ts';

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
    expect(await (await worker.fetch('http://console/')).text()).toContain('href="/openapi.json"');
  });
});
