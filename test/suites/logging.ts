import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { bodiesOf, rowOf } from '../src/rows.ts';
import { openaiClient, type Testbed } from '../src/testbed.ts';

const path = '/v1/chat/completions';

/** Posts calls as a batch job does. */
async function log({ stack }: Testbed, calls: readonly object[]): Promise<number> {
  const answer = await fetch(`${stack.edgeUrl}/tally/v1/log`, {
    method: 'POST',
    headers: { 'Tally-Auth': `Bearer ${stack.writeKey}` },
    body: JSON.stringify({ calls }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

export function loggingSuite(testbed: () => Testbed): void {
  describe('a call that is logged without the proxy', () => {
    test('has the tokens, cost and bodies that it has when it passes', async () => {
      const { client, calls } = openaiClient(testbed());
      const messages = [{ role: 'user' as const, content: 'How is a tally stick split?' }];
      const { response } = await client.chat.completions.create({ model: 'gpt-4o-mini', messages }).withResponse();
      const passed = await rowOf(testbed(), response.headers.get('tally-request-id') ?? '');
      const request_id = randomUUID();
      const created_at = Date.now() - 86_400_000;
      const request = Buffer.from(calls[0]?.sent ?? []).toString();
      const answer = Buffer.from((await calls[0]?.received) ?? []).toString();
      const call = { provider: 'openai', path, created_at, latency_ms: 900, request, response: answer, request_id };
      expect(await log(testbed(), [call])).toBe(202);
      const logged = await rowOf(testbed(), request_id);
      for (const column of ['model', 'prompt_tokens', 'completion_tokens', 'cost_usd', 'response_id'] as const) {
        expect(logged[column], column).toEqual(passed[column]);
      }
      expect(await bodiesOf(testbed(), request_id)).toMatchObject({ request_body: request, response_body: answer });
    });

    test('is one row however often it is posted, also when it stands in R2', async () => {
      const { clickhouse } = testbed();
      const created_at = Date.now() - 3_600_000;
      const bodies = ['small', randomBytes(1_000_000).toString('base64')];
      const posted = bodies.map((content) => ({
        provider: 'openai',
        path,
        created_at,
        latency_ms: 5,
        request: { model: 'gpt-4o-mini', messages: [{ role: 'user', content }] },
        request_id: randomUUID(),
      }));
      for (let time = 0; time < 3; time++) expect(await log(testbed(), posted)).toBe(202);
      // What is posted last is handled when what came before it is.
      const last = { ...posted[0], request_id: randomUUID() };
      expect(await log(testbed(), [last])).toBe(202);
      await rowOf(testbed(), last.request_id);
      for (const { request_id } of posted) {
        await rowOf(testbed(), request_id);
        const [{ rows } = { rows: 0 }] = await clickhouse.query(
          z.object({ rows: z.int() }),
          'SELECT count() AS rows FROM requests FINAL WHERE request_id = {request_id:UUID}',
          { request_id },
        );
        expect(rows).toBe(1);
      }
    });

    test('becomes a dead letter for an organisation that is not there, and no row', async () => {
      const { stack, strangerKey, clickhouse } = testbed();
      const request_id = randomUUID();
      const body = { provider: 'openai', path, created_at: Date.now(), latency_ms: 1, request_id };
      const headers = { 'Tally-Auth': `Bearer ${strangerKey}` };
      const answer = await fetch(`${stack.edgeUrl}/tally/v1/log`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(202);
      const objects = await stack.miniflare.getR2Bucket('OBJECTS', 'tallystick-consumer');
      const found = async () => {
        const { objects: letters } = await objects.list({ prefix: 'dead/', include: ['customMetadata'] });
        return letters.find(({ customMetadata }) => customMetadata?.request_id === request_id)?.customMetadata?.code;
      };
      await expect.poll(found, { timeout: 30_000, interval: 200 }).toBe('unknown_organisation');
      const rows = await clickhouse.query(
        z.object({ request_id: z.string() }),
        'SELECT request_id FROM requests WHERE request_id = {request_id:UUID}',
        { request_id },
      );
      expect(rows).toEqual([]);
    });
  });
}
