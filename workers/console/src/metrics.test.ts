import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exposition } from './metrics/exposition.ts';
import { api, bindings, makeKey, migrate, operator } from './test/api.ts';
import { ask, clickhouse, storeRows } from './test/surroundings.ts';

const isolate_id = '01890a5d-ac96-4b2f-9c5e-b302099a8057';
const path = '/v1/metrics/prometheus';
let admin: string;

beforeAll(async () => {
  await migrate();
  for (const name of ['Acme', 'Globex']) await api('POST', '/v1/organisations', operator, { name });
  admin = (await makeKey('acme', 'admin')).key;
});
beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

type Series = Record<string, number>;

/** Reads an exposition as Prometheus does, and refuses what it would: each metric's series by their labels. */
function parse(text: string): Record<string, Series> {
  expect(text).toMatch(
    /^(?:# (?:HELP|TYPE) [a-z_]+ .+\n|[a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? [\d.e+-]+\n)+$/,
  );
  const metrics: Record<string, Series> = {};
  for (const { name, help, type, metrics: samples } of parsePrometheusTextFormat(text)) {
    expect([help, type], name).toEqual([expect.stringMatching(/\.$/), 'GAUGE']);
    expect(metrics[name], 'one group of a name').toBeUndefined();
    const series: Series = {};
    for (const { labels = {}, value } of samples) {
      const id = Object.values(labels).join('/');
      expect(series[id], `${name} ${id} twice`).toBeUndefined();
      series[id] = Number(value);
    }
    metrics[name] = series;
  }
  return metrics;
}

describe('metrics', () => {
  it('of an organisation are its calls of the last minutes, by provider and model', async () => {
    const ended = Date.now() - 90_000;
    const row = { isolate_id, ended };
    await storeRows([
      { ...row, isolate_seq: 1, cost_usd: '0.5', cost_source: 'priced', prompt_tokens: 12 },
      { ...row, isolate_seq: 2, status: 500 },
      { ...row, isolate_seq: 3, model: 'claude "4"\\\n', provider: 'anthropic', latency_ms: 2500 },
      { ...row, isolate_seq: 4, org_id: 'globex' },
      { ...row, isolate_seq: 5, ended: Date.now() - 3_600_000 },
    ]);
    const answer = await ask(path, { token: admin });
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const claude = 'anthropic/claude "4"\\\n';
    expect(parse(answer.text)).toMatchObject({
      tallystick_window_seconds: { '': 300 },
      tallystick_calls: { 'openai/gpt-4o-mini/2xx': 1, 'openai/gpt-4o-mini/5xx': 1, [`${claude}/2xx`]: 1 },
      tallystick_failed_calls: { 'openai/gpt-4o-mini': 1, [claude]: 0 },
      tallystick_tokens: { 'openai/gpt-4o-mini/prompt': 12 },
      tallystick_cost_usd: { 'openai/gpt-4o-mini': 0.5 },
      tallystick_cost_unknown_calls: { 'openai/gpt-4o-mini': 1, [claude]: 1 },
      tallystick_latency_seconds: { [`${claude}/0.5`]: 2.5 },
    });
    expect(answer.text).not.toMatch(/globex|backlog|dead_letters/);
    const named = await ask(`${path}?organisation=globex`);
    expect(parse(named.text)).toMatchObject({ tallystick_calls: { 'openai/gpt-4o-mini/2xx': 1 } });
    expect(await ask(`${path}?organisation=globex`, { token: admin })).toMatchObject({ status: 403 });
  });

  it('of the deployment are what waits where, and the calls of each organisation', async () => {
    await storeRows([
      { isolate_id, isolate_seq: 1, ended: Date.now() - 90_000 },
      { isolate_id, isolate_seq: 2, ended: Date.now() - 90_000, org_id: 'globex', status: 404 },
    ]);
    await bindings.OBJECTS.put('dead/2026-11-20/acme/m1', 'x', { customMetadata: { code: 'died' } });
    const { text } = await ask(path);
    expect(parse(text)).toMatchObject({
      tallystick_dependency_up: { clickhouse: 1, d1: 1, r2: 1, queue: 1 },
      tallystick_queue_backlog_messages: { '': 0 },
      tallystick_parked_batches: { '': 0 },
      tallystick_spilled_messages: { '': 0 },
      tallystick_oldest_unhandled_seconds: { '': 0 },
      tallystick_dead_letters: { died: 1 },
      tallystick_organisation_calls: { acme: 1, globex: 1 },
      tallystick_organisation_failed_calls: { acme: 0, globex: 1 },
    });
  });

  it('tell the operator what waits, most of all while ClickHouse is away', async () => {
    const { status, text } = await ask(path, { env: { CLICKHOUSE_URL: 'http://127.0.0.1:9' } });
    expect(status).toBe(200);
    expect(parse(text)).toMatchObject({
      tallystick_dependency_up: { clickhouse: 0, r2: 1 },
      tallystick_queue_backlog_messages: { '': 0 },
    });
    expect(text).not.toContain('tallystick_organisation_calls');
  });

  it('that are not known are not there, and none of them is a lie of 0', async () => {
    const away = { list: () => Promise.reject(new Error('away')) } as unknown as R2Bucket;
    const { text } = await ask(path, { env: { OBJECTS: away } });
    expect(parse(text)).toMatchObject({ tallystick_dependency_up: { r2: 0 } });
    expect(text).not.toMatch(/parked|spilled|dead_letters|oldest_unhandled/);
  });
});

describe('the text format', () => {
  it('escapes what a label may hold', () => {
    const samples = [{ labels: { model: 'a"b\\c\nd\ud800' }, value: 1 }];
    expect(exposition([{ name: 'a', help: 'b.', samples }])).toBe(
      '# HELP a b.\n# TYPE a gauge\na{model="a\\"b\\\\c\\nd\ufffd"} 1\n',
    );
  });
});
