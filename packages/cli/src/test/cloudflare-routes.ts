import type { IncomingMessage } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import type { CloudflareAccount, Worker } from './cloudflare-account.ts';

export type Answer = { status?: number; result?: unknown; code?: number; message?: string };

type Route = [
  method: string,
  path: RegExp,
  answer: (
    match: string[],
    body: string,
    request: IncomingMessage,
    bytes: Buffer<ArrayBuffer>,
  ) => Answer | Promise<Answer>,
];

/** There is one version of each Worker, the last. */
const version = '11111111-2222-4333-8444-555555555555';
/** A token of an upload of assets. wrangler reads when it expires: in 2100. */
const assetsToken = `e30.${btoa(JSON.stringify({ exp: 4_102_444_800 }))}.s`;
const missing: Answer = { status: 404, code: 10007, message: 'not found' };

/** What the account's API answers, by method and path below the account. */
export function routesOf(account: Omit<CloudflareAccount, 'url' | 'close' | 'failNext'>): Route[] {
  const worker = (name = '') => account.workers.get(name);
  const queueById = (queueId = '') => [...account.queues.values()].find((queue) => queue.queue_id === queueId);
  const made = () => ({ created_on: '2026-01-01T00:00:00Z', modified_on: '2026-01-01T00:00:00Z' });
  const upload = async (name: string, request: IncomingMessage, bytes: Buffer<ArrayBuffer>): Promise<Answer> => {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(bytes, { headers }).formData();
    const metadata = JSON.parse(String(form.get('metadata')));
    const before = account.workers.get(name);
    const bindings: Worker['bindings'] = {};
    for (const [binding, value] of Object.entries(before?.bindings ?? {})) {
      if (value.type === 'secret_text') bindings[binding] = value;
    }
    for (const { name: binding, ...value } of metadata.bindings) {
      const inherited = before?.bindings[binding];
      if (value.type !== 'inherit') bindings[binding] = value;
      else if (inherited) bindings[binding] = inherited;
      else return { status: 400, code: 10057, message: `inherit binding '${binding}' is invalid` };
    }
    account.workers.set(name, {
      crons: [],
      domains: [],
      workersDev: false,
      ...before,
      bindings,
      metadata,
      files: [...form.keys()],
    });
    return {
      result: {
        id: version,
        deployment_id: version,
        startup_time_ms: 1,
        resources: { script: { etag: 'e' } },
        ...made(),
      },
    };
  };
  const settings = ([name]: string[]): Answer => {
    const found = worker(name);
    if (!found) return missing;
    const bindings = Object.entries(found.bindings).map(([binding, { text, ...rest }]) => ({
      name: binding,
      ...rest,
      ...(rest.type === 'plain_text' ? { text } : {}),
    }));
    return { result: { bindings, compatibility_date: '2026-11-17', tags: [] } };
  };
  return [
    ['GET', /^\/accounts$/, () => ({ result: [{ id: account.id, name: 'Acme' }] })],
    [
      'GET',
      /^\/d1\/database$/,
      () => ({ result: [...account.databases.values()].map(({ uuid, name }) => ({ uuid, name })) }),
    ],
    [
      'POST',
      /^\/d1\/database$/,
      (_, body) => {
        const { name } = JSON.parse(body);
        const uuid = `d1d1d1d1-0000-4000-8000-00000000000${account.databases.size}`;
        account.databases.set(name, { uuid, name, sqlite: new DatabaseSync(':memory:') });
        return { result: { uuid, name } };
      },
    ],
    [
      'POST',
      /^\/d1\/database\/([^/]+)\/query$/,
      ([uuid], body) => {
        const database = [...account.databases.values()].find((one) => one.uuid === uuid);
        if (!database) return missing;
        const { sql } = JSON.parse(body);
        const reads = /^\s*(SELECT|PRAGMA)/i.test(sql);
        const results = reads ? database.sqlite.prepare(sql).all() : [];
        if (!reads) database.sqlite.exec(sql);
        return { result: [{ results, success: true, meta: {} }] };
      },
    ],
    ['GET', /^\/r2\/buckets\/([^/]+)$/, ([name = '']) => (account.buckets.has(name) ? { result: { name } } : missing)],
    [
      'POST',
      /^\/r2\/buckets$/,
      (_, body) => {
        const { name } = JSON.parse(body);
        account.buckets.add(name);
        return { result: { name } };
      },
    ],
    [
      'GET',
      /^\/queues$/,
      (_, __, { url }) => {
        const names = new URL(url ?? '', 'http://api').searchParams.getAll('name');
        return { result: [...account.queues.values()].filter((queue) => names.includes(queue.queue_name)) };
      },
    ],
    [
      'POST',
      /^\/queues$/,
      (_, body) => {
        const { queue_name, settings: wanted } = JSON.parse(body);
        const queue = { queue_id: `q-${queue_name}`, queue_name, settings: wanted ?? {}, consumers: [] };
        account.queues.set(queue_name, queue);
        return { result: queue };
      },
    ],
    [
      'PATCH',
      /^\/queues\/([^/]+)$/,
      ([queueId], body) => {
        const queue = queueById(queueId);
        if (!queue) return missing;
        Object.assign(queue.settings, JSON.parse(body).settings);
        return { result: queue };
      },
    ],
    [
      'POST',
      /^\/queues\/([^/]+)\/consumers$/,
      ([queueId], body) => {
        const { script_name: script, ...rest } = JSON.parse(body);
        queueById(queueId)?.consumers.push({ consumer_id: `c-${script}`, script, ...rest });
        return { result: {} };
      },
    ],
    ['PUT', /^\/queues\/([^/]+)\/consumers\/[^/]+$/, () => ({ result: {} })],
    [
      'GET',
      /^\/workers\/services\/([^/]+)$/,
      ([name]) =>
        worker(name)
          ? {
              result: {
                id: name,
                default_environment: {
                  environment: 'production',
                  script: { last_deployed_from: 'wrangler', ...made() },
                },
              },
            }
          : { ...missing, code: 10090 },
    ],
    [
      'GET',
      /^\/workers\/scripts\/([^/]+)\/secrets$/,
      ([name]) => {
        const found = worker(name);
        if (!found) return missing;
        const secrets = Object.entries(found.bindings).filter(([, { type }]) => type === 'secret_text');
        return { result: secrets.map(([binding]) => ({ name: binding, type: 'secret_text' })) };
      },
    ],
    ['GET', /^\/workers\/scripts\/([^/]+)\/settings$/, settings],
    ['PATCH', /^\/workers\/scripts\/([^/]+)\/(?:script-)?settings$/, settings],
    [
      'POST',
      /^\/workers\/scripts\/([^/]+)\/assets-upload-session$/,
      (_, body) => {
        const { manifest } = JSON.parse(body) as { manifest: Record<string, { hash: string }> };
        for (const [path, { hash }] of Object.entries(manifest)) account.assets.set(hash, { path });
        return { result: { jwt: assetsToken, buckets: [[...account.assets.keys()]] } };
      },
    ],
    [
      'POST',
      /^\/workers\/assets\/upload$/,
      async (_, __, request, bytes) => {
        const headers = { 'content-type': request.headers['content-type'] ?? '' };
        for (const [hash, content] of await new Response(bytes, { headers }).formData()) {
          const asset = account.assets.get(hash);
          if (asset) asset.content = Buffer.from(String(await new Response(content).text()), 'base64');
        }
        return { status: 201, result: { jwt: assetsToken } };
      },
    ],
    ['PUT', /^\/workers\/scripts\/([^/]+)$/, ([name = ''], _, request, bytes) => upload(name, request, bytes)],
    [
      'POST',
      /^\/workers\/scripts\/([^/]+)\/versions$/,
      ([name = ''], _, request, bytes) => upload(name, request, bytes),
    ],
    [
      'GET',
      /^\/workers\/scripts\/([^/]+)\/deployments$/,
      ([name]) => {
        const deployment = { id: version, source: 'api', strategy: 'percentage', author_email: '', ...made() };
        const versions = [{ version_id: version, percentage: 100 }];
        return worker(name) ? { result: { deployments: [{ ...deployment, versions }] } } : missing;
      },
    ],
    [
      'GET',
      /^\/workers\/scripts\/([^/]+)\/versions\/[^/]+$/,
      ([name]) => {
        const annotations = worker(name)?.metadata.annotations;
        return {
          result: { id: version, number: 1, annotations, metadata: made(), resources: { script: {}, bindings: [] } },
        };
      },
    ],
    ['POST', /^\/workers\/scripts\/([^/]+)\/deployments$/, () => ({ result: {} })],
    [
      'GET',
      /^\/workers\/scripts\/([^/]+)\/subdomain$/,
      ([name]) => ({ result: { enabled: worker(name)?.workersDev ?? false, previews_enabled: false } }),
    ],
    [
      'GET',
      /^\/workers\/workers\/([^/]+)$/,
      ([name = '']) => ({
        result: { id: name, name, subdomain: { enabled: worker(name)?.workersDev ?? false, previews_enabled: false } },
      }),
    ],
    [
      'POST',
      /^\/workers\/scripts\/([^/]+)\/subdomain$/,
      ([name], body) => {
        const found = worker(name);
        const { enabled } = JSON.parse(body);
        if (found) found.workersDev = enabled;
        return { result: { enabled, previews_enabled: false } };
      },
    ],
    ['GET', /^\/workers\/subdomain$/, () => ({ result: { subdomain: 'acme' } })],
    [
      'PUT',
      /^\/workers\/scripts\/([^/]+)\/schedules$/,
      ([name], body) => {
        const found = worker(name);
        if (found) found.crons = JSON.parse(body).map(({ cron }: { cron: string }) => cron);
        return { result: { schedules: [] } };
      },
    ],
    [
      'POST',
      /^\/workers\/scripts\/[^/]+\/domains\/changeset$/,
      () => ({ result: { added: [], removed: [], updated: [], conflicting: [] } }),
    ],
    [
      'PUT',
      /^\/workers\/scripts\/([^/]+)\/domains\/records$/,
      ([name], body) => {
        const found = worker(name);
        if (found) found.domains = JSON.parse(body).origins.map(({ hostname }: { hostname: string }) => hostname);
        return { result: [] };
      },
    ],
    [
      'GET',
      /^\/workers\/domains$/,
      () => ({
        result: [
          ...[...account.workers].flatMap(([service, { domains }]) =>
            domains.map((hostname) => ({ hostname, service })),
          ),
          ...[...account.taken].map(([hostname, service]) => ({ hostname, service })),
        ],
      }),
    ],
  ];
}
