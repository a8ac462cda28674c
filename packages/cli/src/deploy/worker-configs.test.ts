import { expect, it } from 'vitest';
import { checkDeployment } from './deployment.ts';
import { resourcesOf, workerConfigs } from './worker-configs.ts';

it('a deployment of another name shares nothing with the first', () => {
  const names = (name: string) => {
    const configs = workerConfigs(checkDeployment({ name }, 'test'));
    const { databases, buckets, queues } = resourcesOf(configs);
    return [...databases, ...buckets, ...queues, ...Object.values(configs).map((config) => config.name)];
  };
  const first = names('tallystick');
  expect(first).toContain('tallystick-calls-dead');
  expect(names('tallystick-eu').filter((name) => first.includes(name))).toEqual([]);
});

it('a Worker with a domain is at that domain and its labels, and nowhere else', () => {
  const { edge, console } = workerConfigs(
    checkDeployment({ edge: { domain: 'llm.example.com', labels: ['openai'], region: 'aws:us-east-1' } }, 'test'),
  );
  expect(edge).toMatchObject({
    workers_dev: false,
    preview_urls: false,
    routes: [
      { pattern: 'llm.example.com', custom_domain: true },
      { pattern: 'openai.llm.example.com', custom_domain: true },
    ],
    placement: { region: 'aws:us-east-1' },
  });
  expect(console).toMatchObject({ workers_dev: true, preview_urls: false, routes: [], placement: { mode: 'smart' } });
});

it('the edge is given the variables of the file over those of wrangler.toml, and the consumer the times to live', () => {
  const { edge, consumer } = workerConfigs(
    checkDeployment({ edge: { variables: { UPSTREAMS: '{"a":"https://a"}' } }, requests_ttl_days: 90 }, 'test'),
  );
  expect(edge.vars).toMatchObject({ UPSTREAMS: '{"a":"https://a"}', ALLOW_KEYLESS: 'false' });
  expect(consumer.vars).toMatchObject({ REQUESTS_TTL_DAYS: '90', BODIES_TTL_DAYS: '0' });
});

it('the console is told where calls are sent, and of Cloudflare Access', () => {
  const access = { team_domain: 'https://acme.cloudflareaccess.com', audience: 'a'.repeat(64) };
  const { console } = workerConfigs(
    checkDeployment({ edge: { domain: 'llm.example.com' }, console: { access } }, 'test'),
  );
  expect(console.vars).toMatchObject({
    EDGE_URL: 'https://llm.example.com',
    ACCESS_TEAM_DOMAIN: access.team_domain,
    ACCESS_AUD: access.audience,
  });
});

it.each([
  [{ console: { access: { team_domain: 'https://acme.cloudflareaccess.com' } } }, /console\.access\.audience/],
  [{ nmae: 'x' }, /nmae/],
  [{ requests_ttl_days: -1 }, /requests_ttl_days/],
  [{ edge: { labels: ['openai'] } }, /edge\.labels need edge\.domain/],
  [{ edge: { domain: '*.example.com' } }, /edge\.domain: must be a host name/],
  [{ clickhouse: { region: 'europe' } }, /clickhouse\.region: must be like aws:eu-central-1/],
])('a file that says %j is refused with the field at fault', (json, message) => {
  expect(() => checkDeployment(json, 'tallystick.deploy.json')).toThrow(message);
});
