import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { rowOf } from '../src/rows.ts';
import { openaiClient, type Testbed } from '../src/testbed.ts';

/** Tells the console something of a call with the write key that the call was made with. */
async function say({ stack }: Testbed, path: string, body: object): Promise<{ folded: boolean }> {
  const response = await fetch(`${stack.consoleUrl}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${stack.writeKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  expect([response.status, answer]).toEqual([201, expect.stringMatching(/^\{/)]);
  return JSON.parse(answer);
}

export function editsSuite(testbed: () => Testbed): void {
  describe('what is said of a call', () => {
    test('before it is made and after it is stored comes into its row, which is otherwise as it was', async () => {
      const id = randomUUID();
      expect(await say(testbed(), `/v1/requests/${id}/feedback`, { rating: true, comment: 'before' })).toMatchObject({
        folded: false,
      });
      const { client } = openaiClient(testbed(), {
        headers: { 'Tally-Request-Id': id, 'Tally-Property-Team': 'shop' },
      });
      await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Rate me' }] });
      const before = await rowOf(testbed(), id);
      expect(await say(testbed(), `/v1/requests/${id}/scores`, { scores: { helpful: 0.5 } })).toMatchObject({
        folded: true,
      });
      const after = await rowOf(testbed(), id);
      expect(before).toMatchObject({ properties: { team: 'shop' }, cost_source: 'priced' });
      expect({ ...after, version: 0, scores: {} }).toEqual({ ...before, version: 0, scores: {} });
      expect(after.scores).toEqual({ feedback: 1, helpful: 0.5 });
    });
  });
}
