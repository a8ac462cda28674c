import { ClickHouseError } from '@tallystick/clickhouse';
import { packFrame } from '@tallystick/log';
import { beforeAll, expect, it, vi } from 'vitest';
import { gathered } from './gathered.ts';
import type { Row } from './handlers/build-row.ts';
import {
  deadLettersOf,
  deliver,
  failProxy,
  insertsThrough,
  prepare,
  requestsOf,
  throughProxy,
} from './test/deliver.ts';
import { frameOf } from './test/frames.ts';

let organisation: string;

beforeAll(async () => {
  organisation = (await prepare('gathered')).organisation;
});

function rowsOf(...sizes: number[]): Row[] {
  return sizes.map((size) => ({ size }) as Row);
}

/** Keeps what it is asked to insert, and fails as it is told. */
function recording(failure: (rows: readonly Row[]) => Error | undefined = () => undefined) {
  const inserted: (readonly Row[])[] = [];
  const insert = gathered(async (rows) => {
    inserted.push(rows);
    const error = failure(rows);
    if (error) throw error;
  }, 1_000);
  return { inserted, insert };
}

it('stores batches that come at the same time with one insert, and acknowledges each', async () => {
  await failProxy('gathered', 'pass');
  const env = throughProxy('gathered');
  const batches = [1, 2, 3].map(() => [frameOf(organisation), frameOf(organisation)]);
  const results = await Promise.all(
    batches.map(async (frames) => deliver(await Promise.all(frames.map(packFrame)), { env })),
  );
  expect(results.map(({ explicitAcks }) => explicitAcks.length)).toEqual([2, 2, 2]);
  expect((await requestsOf(organisation)).length).toBe(6);
  expect(await insertsThrough('gathered')).toBe(1);
});

it('lets no batch pay for another’s bad row: that one alone becomes a dead letter', async () => {
  const { organisation: of } = await prepare('bad');
  await failProxy('gathered', 'bad-data "odd"');
  const env = throughProxy('gathered');
  const good = [frameOf(of), frameOf(of)];
  const odd = frameOf(of, { call: { user_id: 'odd' } });
  const batches = [good, [odd], [frameOf(of)]];
  const results = await Promise.all(
    batches.map(async (frames) => deliver(await Promise.all(frames.map(packFrame)), { env })),
  );
  expect(results.map(({ explicitAcks }) => explicitAcks.length)).toEqual([2, 1, 1]);
  expect((await requestsOf(of)).length).toBe(3);
  // Of the batches without it, since all three met.
  expect(await insertsThrough('gathered')).toBe(2);
  expect((await deadLettersOf(of)).map(({ metadata }) => metadata.request_id)).toEqual([odd.call.request_id]);
});

it('tries again singly what was not stored together, and tells each batch what became of its own rows', async () => {
  const unknown = new ClickHouseError('unknown');
  const bad = rowsOf(7);
  const { inserted, insert } = recording((rows) => (rows.includes(bad[0] as Row) ? unknown : undefined));
  const results = await Promise.allSettled([insert(rowsOf(1)), insert(bad)]);
  expect(results).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: unknown }]);
  expect(inserted.map((rows) => rows.length)).toEqual([2, 1, 1]);
});

it('holds no more than a sub-batch in one insert, but for a batch that is larger by itself', async () => {
  const { inserted, insert } = recording();
  await Promise.all([insert(rowsOf(5_000_000)), insert(rowsOf(2_000_000)), insert(rowsOf(5_000_000))]);
  await insert(rowsOf(9_000_000));
  expect(inserted.map((rows) => rows.map(({ size }) => size))).toEqual([
    [5_000_000, 2_000_000],
    [5_000_000],
    [9_000_000],
  ]);
});

it('tries again singly what nobody stores: the invocation that was to do it may be gone', async () => {
  const inserted: number[] = [];
  const insert = gathered(async (rows) => {
    inserted.push(rows.length);
    if (rows.length > 1) await new Promise(() => {});
  }, 50);
  await Promise.all([insert(rowsOf(1)), insert(rowsOf(1))]);
  expect(inserted).toEqual([2, 1, 1]);
});

it('gives rows to no group that was to be stored long ago', async () => {
  const { inserted, insert } = recording();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 1_000);
  const first = insert(rowsOf(1));
  clock.mockRestore();
  await Promise.all([first, insert(rowsOf(1))]);
  expect(inserted.map((rows) => rows.length)).toEqual([1, 1]);
});
