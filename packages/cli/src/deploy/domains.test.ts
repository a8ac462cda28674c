import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CloudflareAccount, startCloudflareAccount } from '../test/cloudflare-account.ts';
import { Cloudflare } from './cloudflare.ts';
import { checkDeployment } from './deployment.ts';
import { checkDomains } from './domains.ts';
import { workerConfigs } from './worker-configs.ts';

let account: CloudflareAccount;
beforeAll(async () => {
  account = await startCloudflareAccount();
});
afterAll(() => account.close());

const { edge } = workerConfigs(checkDeployment({ edge: { domain: 'llm.example.com', labels: ['openai'] } }, 'test'));
const check = (inUse: readonly string[]) =>
  checkDomains({ id: account.id, cloudflare: new Cloudflare('a token', account.url) }, edge, async (hostname) =>
    inUse.includes(hostname),
  );

it('a host name that leads elsewhere is not taken over, a label of it no more than itself', async () => {
  await expect(check(['llm.example.com'])).rejects.toThrow(
    /^llm\.example\.com has a DNS record that leads elsewhere: /,
  );
  await expect(check(['openai.llm.example.com'])).rejects.toThrow(/^openai\.llm\.example\.com has a DNS record/);
});

it('a host name that is free, or the Worker’s own already, is no obstacle', async () => {
  await check([]);
  account.taken.set('llm.example.com', 'tallystick-edge');
  await check(['llm.example.com']);
});
