import { setTimeout } from 'node:timers/promises';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { meets } from '@tallystick/clickhouse/test/meets';
import { type Client, createClient, TallyError } from '@tallystick/client';
import { type Field, type Filter, type FilterValue, fields, parseFilter, printLine } from '@tallystick/filter';
import { filters } from '@tallystick/filter/test/filters';
import { type BodyRow, bodyRowSchema, type RequestRow, requestRowSchema } from '@tallystick/log';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowOf } from '../src/rows.ts';
import { openaiClient, type Testbed } from '../src/testbed.ts';

type Row = { row: RequestRow; bodies: BodyRow | undefined };

export function questionsSuite(testbed: () => Testbed): void {
  function client(): Client {
    const { consoleUrl, readKey } = testbed().stack;
    return createClient({ url: consoleUrl, key: readKey });
  }

  test('a person who signs in with a key, or by a link, is told where', async () => {
    const { consoleUrl, readKey, adminKey, organisation, edgeUrl } = testbed().stack;
    const browser = createClient({ url: consoleUrl });
    const as = { organisation: { id: organisation }, edge_url: edgeUrl };
    expect(await browser.signIn({ key: readKey })).toMatchObject({ ...as, role: 'member' });
    const owner = createClient({ url: consoleUrl, key: adminKey });
    const { url } = await owner.createSignInLink({ role: 'viewer' });
    const code = new URL(url).hash.slice(1);
    expect(await browser.signIn({ code })).toMatchObject({ ...as, role: 'viewer' });
    await expect(browser.signIn({ code })).rejects.toMatchObject({ status: 401 });
    expect((await owner.listAuditLines({ limit: 2 })).lines.map(({ action }) => action)).toEqual([
      'sign_in',
      'sign_in',
    ]);
  });

  /** What the API finds on all its pages, by the place of the call in its isolate. */
  async function found(filter: Filter | string): Promise<string[]> {
    const names: string[] = [];
    for await (const call of client().eachRequest({ filter, columns: ['isolate_id', 'isolate_seq'], limit: 200 })) {
      names.push(nameOf(call));
    }
    return names.toSorted();
  }

  async function storedRows(): Promise<Row[]> {
    const { clickhouse, stack } = testbed();
    const scope = { organisation: stack.organisation };
    const rows = await clickhouse.query(
      requestRowSchema,
      'SELECT *, call_id FROM requests FINAL WHERE org_id = {organisation:String}',
      scope,
    );
    const bodies = await clickhouse.query(
      bodyRowSchema,
      'SELECT * FROM bodies FINAL WHERE org_id = {organisation:String}',
      scope,
    );
    const byName = new Map(bodies.map((body) => [nameOf(body), body]));
    return rows.map((row) => ({ row, bodies: byName.get(nameOf(row)) }));
  }

  describe('questions about the calls that the other suites made', () => {
    test('any filter, in either notation, finds the rows that it means', async () => {
      const rows = await storedRows();
      expect(rows.length).toBeGreaterThan(100);
      const names = [...fields.map(({ name }) => name), ...entryNames(rows)];
      const texts = ['Where am I', 'lighthouse', '"role"', 'content', 'ü', 'nowhere at all'];
      await fc.assert(
        fc.asyncProperty(
          filters(names, (field) => valuesIn(rows, field), texts),
          async (filter) => {
            const meant = rows
              .filter(({ row, bodies }) => meets(filter, row, bodies))
              .map(({ row }) => nameOf(row))
              .toSorted();
            expect(await found(parseFilter(JSON.parse(JSON.stringify(filter))))).toEqual(meant);
            expect(await found(printLine(filter))).toEqual(meant);
          },
        ),
        { numRuns: 60 },
      );
    }, 300_000);

    test('a call made a moment ago is found by what it was about, and shown whole', async () => {
      const { client: openai, calls } = openaiClient(testbed(), {
        headers: { 'Tally-Property-Feature': 'Refunds', 'Tally-User-Id': 'ann' },
      });
      await openai.chat.completions.create({
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: 'May I have a refund, please?' }],
      });
      const id = calls[0]?.headers.get('tally-request-id') ?? '';
      const row = await rowOf(testbed(), id);
      const listed = await client().queryRequests({
        from: '1h',
        filter: 'property.feature:Refunds user:ann request:"a refund, please"',
      });
      expect(listed.data.map(({ request_id }) => request_id)).toEqual([id]);
      const shown = await client().getRequest(id);
      expect(shown.request).toMatchObject({ request_id: id, cost_usd: row.cost_usd, user_id: 'ann' });
      expect(JSON.parse(shown.bodies.request?.text ?? '').messages[0].content).toBe('May I have a refund, please?');
      expect(shown.conversation).toMatchObject({
        format: 'openai-chat-completions',
        input: [{ role: 'user', parts: [{ type: 'text', content: 'May I have a refund, please?' }] }],
        output: [
          { role: 'assistant', parts: [{ type: 'text', content: expect.stringMatching(/./) }], finish_reason: 'stop' },
        ],
        complete: true,
      });
    });

    test('a call is streamed as it lands', async () => {
      const aborting = new AbortController();
      const stream = client().streamRequests(
        { filter: 'property.feature:live', columns: ['user_id'] },
        { signal: aborting.signal },
      );
      const landed = stream.next();
      const { client: openai, calls } = openaiClient(testbed(), {
        headers: { 'Tally-Property-Feature': 'live', 'Tally-User-Id': 'ann' },
      });
      // What has landed before the stream's first look is not shown.
      await setTimeout(2_000);
      await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] });
      const request_id = calls[0]?.headers.get('tally-request-id');
      expect((await landed).value).toMatchObject({ request_id, user_id: 'ann' });
      aborting.abort();
      expect(await stream.next()).toMatchObject({ done: true });
    });

    test('counts, costs and tokens by model are those of the rows', async () => {
      const rows = (await storedRows()).map(({ row }) => row);
      const finals = rows.filter(
        ({ call_id, attempt }) => !rows.some((other) => other.call_id === call_id && other.attempt > attempt),
      );
      const known = rows.filter(({ cost_usd }) => cost_usd !== null);
      const answer = await client().queryMetrics({
        from: '2020-01-01',
        measures: ['requests', 'attempts', 'cost_unknown', 'prompt_tokens'],
        groupings: [{ by: 'model' }],
        top: 1000,
      });
      const sum = (measure: string) => answer.rows.reduce((total, { values }) => total + Number(values[measure]), 0);
      expect([sum('requests'), sum('attempts'), sum('cost_unknown')]).toEqual([
        finals.length,
        rows.length,
        rows.length - known.length,
      ]);
      expect(sum('prompt_tokens')).toBe(rows.reduce((total, { prompt_tokens }) => total + (prompt_tokens ?? 0), 0));
      const { differences } = await client().queryDifference({
        from: '2020-01-01',
        inside: { filter: 'provider:anthropic' },
        limit: 100,
      });
      expect(differences.map(({ line }) => line)).toContain('path:/v1/messages');
    });

    test('users, models, properties and sessions are told of as the rows say, page after page', async () => {
      const { client: openai, calls } = openaiClient(testbed(), {
        headers: { 'Tally-Session-Id': 'trip/1', 'Tally-Session-Path': '/plan/search', 'Tally-User-Id': 'sessionist' },
      });
      await openai.chat.completions.create({
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: 'Where to?' }],
      });
      const made = await rowOf(testbed(), calls[0]?.headers.get('tally-request-id') ?? '');
      const rows = (await storedRows()).map(({ row }) => row);
      const attempts = new Map([...Map.groupBy(rows, ({ user_id }) => user_id)].filter(([user]) => user !== ''));
      const users: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await client().queryUsers({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
        users.push(...page.data.map(({ user_id }) => user_id));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(users.toSorted()).toEqual([...attempts.keys()].toSorted());
      const models = await client().queryModels({ limit: 1000 });
      const unpriced = rows.filter(({ model, requested_model }) => model || requested_model);
      expect(models.data.reduce((total, { cost_unknown }) => total + cost_unknown, 0)).toBe(
        unpriced.filter(({ cost_usd }) => cost_usd === null).length,
      );
      const names = await client().queryProperties({ limit: 1000 });
      expect(names.data.map(({ name }) => name).toSorted()).toEqual(
        [...new Set(rows.flatMap(({ properties }) => Object.keys(properties)))].toSorted(),
      );
      const listed = await client().querySessions({ search: 'TRIP/', filter: 'user:sessionist' });
      expect(listed.data).toMatchObject([{ session_id: 'trip/1', requests: 1, cost_usd: made.cost_usd }]);
      const shown = await client().getSession('trip/1', { from: '1h' });
      expect(shown.tree.children).toMatchObject([
        {
          path: '/plan',
          cost_usd: made.cost_usd,
          children: [{ name: 'search', calls: [{ attempt: 1, failed: false }] }],
        },
      ]);
      expect((await client().queryPrompts({ search: 'no such prompt' })).data).toEqual([]);
      expect((await client().queryPropertyValues({ property: 'no-such-property' })).data).toEqual([]);
    });

    test('an export has every row with its bodies, and the spending report adds up to them', async () => {
      const rows = await storedRows();
      const from = '2020-01-01';
      const exported = new Map<string, string | null | undefined>();
      for await (const call of client().eachExported({ from, bodies: true })) {
        exported.set(nameOf(call), call.response_body);
      }
      expect(exported).toEqual(
        new Map(rows.map(({ row, bodies }) => [nameOf(row), bodies ? bodies.response_body : null])),
      );
      const report = await client().reportSpending({ from, by: ['provider'] });
      const tokens = (values: { prompt_tokens: number | null }) => values.prompt_tokens ?? 0;
      expect(report.rows.reduce((sum, { values }) => sum + tokens(values), 0)).toBe(tokens(report.total));
      expect(tokens(report.total)).toBe(rows.reduce((sum, { row }) => sum + (row.prompt_tokens ?? 0), 0));
    });

    test('what is refused rejects with the words of the API', async () => {
      const { consoleUrl, writeKey } = testbed().stack;
      const refused = client().queryRequests({ filter: 'modle:gpt-4o' });
      await expect(refused).rejects.toMatchObject({
        name: 'TallyError',
        status: 400,
        code: 'invalid',
        message: expect.stringContaining('filter: character 1: there is no field "modle"'),
      });
      const notAllowed = createClient({ url: consoleUrl, key: writeKey }).queryRequests({});
      await expect(notAllowed).rejects.toMatchObject({ status: 403, code: 'forbidden' });
      const elsewhere = createClient({ url: testbed().provider.url, key: writeKey }).queryRequests({});
      await expect(elsewhere).rejects.toBeInstanceOf(TallyError);
    });

    test('the API is described in valid OpenAPI 3.1, as a strict linter wants it', async () => {
      const source = await (await fetch(`${testbed().stack.consoleUrl}/openapi.json`)).text();
      const config = await createConfig({
        extends: ['recommended-strict'],
        // The health of a deployment is for anybody to ask, and refuses nobody; a licence is the software's.
        rules: { 'info-license': 'off', 'operation-4xx-response': 'off' },
      });
      const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
      expect(
        problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer})`),
      ).toEqual([]);
      expect(JSON.parse(source).openapi).toBe('3.1.0');
    });
  });
}

function nameOf({
  isolate_id,
  isolate_seq,
}: {
  isolate_id?: string | undefined;
  isolate_seq?: number | undefined;
}): string {
  return `${isolate_id}-${isolate_seq}`;
}

function entryNames(rows: readonly Row[]): string[] {
  const columns = ['properties', 'cost_breakdown'] as const;
  return columns.flatMap((column) =>
    [...new Set(rows.flatMap(({ row }) => Object.keys(row[column])))].slice(0, 10).map((name) => `${column}.${name}`),
  );
}

/** Values that occur in the rows, and one that does not. */
function valuesIn(rows: readonly Row[], field: Field): FilterValue[] {
  const stored = rows.map(({ row }) => valueIn(row, field)).filter((value) => value !== null && value !== undefined);
  const values = [...new Set(stored.flatMap((value) => value as FilterValue))].slice(0, 50);
  switch (field.type) {
    case 'choice':
      return [...(field.choices ?? [])];
    case 'boolean':
      return [true, false];
    case 'time':
      return [...values.map((time) => `${String(time).replace(' ', 'T')}Z`), '2020-01-01T00:00:00.000Z'];
    case 'id':
      return [...values, '00000000-0000-4000-8000-000000000000'];
    case 'number':
    case 'duration':
    case 'money':
      return [...values.map(Number), 1];
    default:
      return [...values, 'absent'].filter((value) => String(value).length <= 1000);
  }
}

function valueIn(row: RequestRow, { name, entry }: Field): unknown {
  if (entry) return row[entry.column][entry.name];
  return row[name as keyof RequestRow];
}
