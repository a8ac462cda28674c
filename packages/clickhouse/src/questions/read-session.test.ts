import { clickhouseTime, type RequestRow, type SessionEditRow, uuidv7 } from '@tallystick/log';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { askerOf, insertRequests, insertSessionEdits, readSession, type Session, sessionLimits } from '../index.ts';
import { attemptsAround, plainCall } from '../test/attempts.ts';
import { clickhouse } from '../test/database.ts';
import { figuresOf, stepsOf } from '../test/groups-of.ts';
import { lastVersions, timeOf } from '../test/metrics-of.ts';

const from = Date.UTC(2026, 10, 1);
const day = 86_400_000;
const to = from + 3 * day;

beforeEach(async () => {
  for (const table of ['requests', 'session_edits']) await clickhouse.command(`TRUNCATE TABLE ${table}`);
});

function ask(id: string, time: { from?: number; to?: number } = {}): Promise<Session | undefined> {
  return readSession(askerOf(clickhouse, 'acme'), { id, from, to, ...time });
}

/** The nth call of the session `s`, a second after the one before it. */
function call(n: number, overrides: Partial<RequestRow> = {}, at = from + n * 1000): RequestRow {
  const responded_at = clickhouseTime(at + 500);
  return plainCall(n, at, { session_id: 's', session_path: '', latency_ms: 500, responded_at, ...overrides });
}

function nodes(tree: Session['tree']): Session['tree'][] {
  return [tree, ...tree.children.flatMap(nodes)];
}

const figureNames = [
  ...['requests', 'errors', 'cost_usd', 'cost_unknown', 'prompt_tokens', 'completion_tokens'],
  ...['started_at', 'ended_at', 'duration_ms'],
];
const pick = (values: Record<string, unknown>) => Object.fromEntries(figureNames.map((name) => [name, values[name]]));

describe('readSession', () => {
  it('tells of a session and of each of its steps what the rows say, and has each attempt once', async () => {
    await fc.assert(
      fc.asyncProperty(attemptsAround(from, to), async (versions) => {
        await clickhouse.command('TRUNCATE TABLE requests');
        for (const version of [1, 2, 9]) {
          await insertRequests(
            clickhouse,
            versions.filter((row) => row.version === version),
          );
        }
        const all = lastVersions(versions).filter(({ org_id }) => org_id === 'acme');
        const inTime = all.filter((row) => timeOf(row) >= from && timeOf(row) < to);
        for (const id of ['a', 'b', 'nobody']) {
          const rows = inTime.filter(({ session_id }) => session_id === id);
          const found = await ask(id);
          if (rows.length === 0 || !found) {
            expect([found, rows]).toEqual([undefined, []]);
            continue;
          }
          expect(found).toMatchObject({ partial: false, session: { session_id: id } });
          expect(pick(found.session)).toEqual(pick(figuresOf(rows, all)));
          const paths = [...new Set(rows.flatMap(stepsOf))];
          const steps = nodes(found.tree);
          expect(steps.map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
          for (const step of steps) {
            const below = rows.filter((row) => stepsOf(row).includes(step.path));
            expect(pick(step)).toEqual(pick(figuresOf(below, all)));
            const own = below.filter((row) => stepsOf(row).at(-1) === step.path);
            expect(step.calls.map(({ request_id }) => request_id).toSorted()).toEqual(
              own.map(({ request_id }) => request_id).toSorted(),
            );
            const begun = step.children.map(({ started_at }) => started_at);
            expect(begun).toEqual(begun.toSorted());
          }
        }
      }),
      { numRuns: 15 },
    );
  }, 180_000);

  it('reads paths however they are written', async () => {
    const paths = ['', '/', '//', 'plan', '/plan/', '//plan//search', '/plan/search/fetch/', ' ', '/a b/../é'];
    await insertRequests(
      clickhouse,
      paths.map((session_path, i) => call(i, { session_path, cost_usd: '0.1' })),
    );
    const found = await ask('s');
    const shown = nodes((found as Session).tree).map(({ path, name, calls, cost_usd }) => [
      path,
      name,
      calls.length,
      cost_usd,
    ]);
    expect(shown).toEqual([
      ['/', '', 3, '0.9'],
      ['/plan', 'plan', 2, '0.4'],
      ['/plan/search', 'search', 1, '0.2'],
      ['/plan/search/fetch', 'fetch', 1, '0.1'],
      ['/ ', ' ', 1, '0.1'],
      ['/a b', 'a b', 0, '0.1'],
      ['/a b/..', '..', 0, '0.1'],
      ['/a b/../é', 'é', 1, '0.1'],
    ]);
  });

  it('keeps the figures of a session whole that has more calls than are shown', async () => {
    const many = sessionLimits.calls + 200;
    const calls = Array.from({ length: many }, (_, i) =>
      call(i, { session_path: `/turn/${i % 7}`, cost_usd: '0.000000000001', status: i % 2 ? 200 : 500 }),
    );
    await insertRequests(clickhouse, calls);
    const { session, tree, partial } = (await ask('s')) as Session;
    expect(partial).toBe(true);
    const whole = { requests: many, errors: many / 2, cost_usd: '0.0000000052' };
    expect([session, tree]).toMatchObject([whole, whole]);
    const shown = nodes(tree).flatMap(({ calls: own }) => own);
    expect(shown).toHaveLength(sessionLimits.calls);
    expect(new Set(shown.map(({ created_at }) => created_at)).has(new Date(from).toISOString())).toBe(true);
  });

  it('bounds a session of more steps than are shown, and of steps below steps below steps', async () => {
    const deep = (i: number) => Array.from({ length: 500 }, (_, depth) => (depth === 0 ? i : 'x')).join('/');
    await insertRequests(
      clickhouse,
      Array.from({ length: 200 }, (_, i) => call(i, { session_path: deep(i), cost_usd: '1' })),
    );
    const { session, tree, partial } = (await ask('s')) as Session;
    expect([partial, session.requests, tree.cost_usd]).toEqual([true, 200, '200']);
    const steps = nodes(tree);
    expect(steps).toHaveLength(sessionLimits.steps);
    expect(Math.max(...steps.map(({ path, name }) => path.slice(0, -name.length).split('/').length))).toBe(65);
    expect(steps.find(({ calls }) => calls.length > 0)?.path).toBe(`/${deep(0)}`);
  });

  it('is of any time, unless one is asked about, and of no other organisation', async () => {
    const id = 'ünï/ses\\sion?#%2F\n\0"';
    await insertRequests(clickhouse, [
      call(1, { session_id: id }),
      call(2, { session_id: id, user_id: 'ann', session_name: 'Trip' }, from + 2 * day),
      call(3, { session_id: id, org_id: 'other' }),
      call(4, { session_id: `${id}.` }),
    ]);
    expect((await ask(id))?.session).toMatchObject({
      session_id: id,
      session_name: 'Trip',
      user_id: 'ann',
      requests: 2,
      duration_ms: 2 * day - 1000 + 500,
    });
    expect((await ask(id, { from: from + day }))?.session).toMatchObject({ requests: 1, duration_ms: 500 });
    expect(await ask(id, { from: from + day, to: from + 2 * day })).toBeUndefined();
    expect(await readSession(askerOf(clickhouse, 'nobody'), { id, from, to })).toBeUndefined();
  });

  it('is gone when all of its calls are deleted', async () => {
    const row = call(1);
    await insertRequests(clickhouse, [row]);
    await insertRequests(clickhouse, [{ ...row, session_id: '', version: 9, is_deleted: 1 }]);
    expect(await ask('s')).toBeUndefined();
  });

  it('has the latest of each score, and the latest feedback with its comment', async () => {
    const said = (n: number, edit: Partial<SessionEditRow>): SessionEditRow => ({
      org_id: 'acme',
      session_id: 's',
      edit_id: uuidv7(from + n),
      created_at: clickhouseTime(from + n),
      key_id: 'k',
      kind: 'score',
      name: 'quality',
      score: 1,
      text: null,
      ...edit,
    });
    const feedback = { kind: 'feedback', name: 'feedback' } as const;
    const edits = [
      said(1, { score: 0.5 }),
      said(4, { score: 0.75 }),
      said(2, { score: 0.25 }),
      said(1, { name: 'gone' }),
      said(2, { name: 'gone', score: null }),
      said(3, { ...feedback, score: -1, text: 'No' }),
      said(2, { ...feedback, score: 1, text: 'Yes' }),
      said(9, { session_id: 'other', score: 9 }),
      said(9, { org_id: 'other', score: 9 }),
    ];
    await insertSessionEdits(clickhouse, edits);
    await insertSessionEdits(clickhouse, edits);
    expect(await ask('s')).toBeUndefined();
    await insertRequests(clickhouse, [call(1)]);
    expect(await ask('s')).toMatchObject({
      scores: { quality: 0.75, feedback: -1 },
      feedback: { rating: -1, comment: 'No', created_at: new Date(from + 3).toISOString() },
    });
    await insertRequests(clickhouse, [call(2, { session_id: 'silent' })]);
    expect(await ask('silent')).toMatchObject({ scores: {}, feedback: null });
  });
});
