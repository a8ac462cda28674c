import { describe, expect, it } from 'vitest';
import { checkDeployment } from './deployment.ts';
import { type PresentSecrets, planSecrets } from './secrets.ts';
import { workerConfigs } from './worker-configs.ts';

const configs = workerConfigs(checkDeployment({}, 'test'));
const nothing: PresentSecrets = { edge: undefined, consumer: undefined, console: undefined };
const clickhouse = { CLICKHOUSE_URL: 'https://clickhouse.example.com', CLICKHOUSE_PASSWORD: '' };
const keySecrets = ['KEY_SECRET_WRITE', 'KEY_SECRET_READ', 'KEY_SECRET_ADMIN', 'OPERATOR_TOKEN'];
const all: PresentSecrets = {
  edge: new Set(['KEY_SECRET_WRITE']),
  consumer: new Set(Object.keys(clickhouse)),
  console: new Set([...keySecrets, ...Object.keys(clickhouse)]),
};

describe('the secrets of a deployment', () => {
  it('are made at first, the write secret once for both that need it, and each Worker gets no more than it needs', () => {
    const { known, set, made } = planSecrets(configs, nothing, clickhouse);
    expect(made).toEqual(keySecrets);
    expect(new Set(keySecrets.map((name) => known[name])).size).toBe(4);
    expect(set.edge).toEqual({ KEY_SECRET_WRITE: known.KEY_SECRET_WRITE });
    expect(set.consumer).toEqual(clickhouse);
    expect(set.console).toEqual(known);
  });

  it('stay as they are where the Workers have them, whether this machine knows them or not', () => {
    for (const known of [clickhouse, { ...clickhouse, KEY_SECRET_WRITE: 'of another day' }]) {
      const { set, made } = planSecrets(configs, all, known);
      expect(made).toEqual([]);
      expect(set).toEqual({ edge: {}, consumer: clickhouse, console: clickhouse });
    }
  });

  it('are completed from what this machine knows after a run that was broken off', () => {
    const first = planSecrets(configs, nothing, clickhouse);
    const { set, made } = planSecrets(configs, { ...all, edge: undefined }, first.known);
    expect(made).toEqual([]);
    expect(set.edge).toEqual({ KEY_SECRET_WRITE: first.known.KEY_SECRET_WRITE });
  });

  it('are not guessed where one Worker has what another lacks and this machine does not know', () => {
    expect(() => planSecrets(configs, { ...all, edge: new Set() }, clickhouse)).toThrow(
      /^tallystick-edge lacks the KEY_SECRET_WRITE that tallystick-console has, .*bring the secrets file .*--rotate KEY_SECRET_WRITE$/,
    );
    const { set } = planSecrets(configs, { ...all, edge: new Set() }, clickhouse, ['KEY_SECRET_WRITE']);
    expect(set.edge.KEY_SECRET_WRITE).toBe(set.console.KEY_SECRET_WRITE);
  });

  it('are replaced on both Workers at once, and the one before stays valid where keys are checked', () => {
    const known = { ...clickhouse, KEY_SECRET_WRITE: 'before', KEY_SECRET_READ: 'before, too' };
    const { set, known: next } = planSecrets(configs, all, known, ['KEY_SECRET_WRITE', 'KEY_SECRET_READ']);
    expect(set.edge).toEqual({ KEY_SECRET_WRITE: next.KEY_SECRET_WRITE, KEY_SECRET_WRITE_PREVIOUS: 'before' });
    expect(set.console).toMatchObject({
      KEY_SECRET_WRITE: next.KEY_SECRET_WRITE,
      KEY_SECRET_WRITE_PREVIOUS: 'before',
      KEY_SECRET_READ: next.KEY_SECRET_READ,
      KEY_SECRET_READ_PREVIOUS: 'before, too',
    });
    expect(next.KEY_SECRET_WRITE).not.toBe('before');
  });

  it('are replaced once, however often the run that replaces them is broken off', () => {
    const known = { ...clickhouse, KEY_SECRET_WRITE: 'before' };
    const broken = planSecrets(configs, all, known, ['KEY_SECRET_WRITE']);
    for (const rotate of [[], ['KEY_SECRET_WRITE'] as const]) {
      const next = planSecrets(configs, all, broken.known, rotate);
      expect(next.made).toEqual([]);
      expect(next.set).toEqual(broken.set);
      expect(next.set.edge.KEY_SECRET_WRITE_PREVIOUS).toBe('before');
    }
    expect(planSecrets(configs, all, broken.settled).set.edge).toEqual({});
  });

  it('that this machine does not know are replaced without the one before, and that is said', () => {
    const { set, forgotten } = planSecrets(configs, all, clickhouse, ['KEY_SECRET_READ']);
    expect(forgotten).toEqual(['KEY_SECRET_READ']);
    expect(set.console).not.toHaveProperty('KEY_SECRET_READ_PREVIOUS');
  });
});
