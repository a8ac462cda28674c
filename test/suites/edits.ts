import { randomUUID } from 'node:crypto';
import { createClient } from '@tallystick/client';
import { describe, expect, test } from 'vitest';
import { rowOf } from '../src/rows.ts';
import { openaiClient, type Testbed } from '../src/testbed.ts';

export function editsSuite(testbed: () => Testbed): void {
  describe('what is said of a call', () => {
    test('before it is made and after it is stored comes into its row, which is otherwise as it was', async () => {
      const id = randomUUID();
      const { consoleUrl, writeKey, readKey } = testbed().stack;
      const tally = createClient({ url: consoleUrl, key: writeKey });
      const feedback = { rating: true, comment: 'before' };
      expect(await tally.giveFeedbackOnRequest(id, feedback)).toMatchObject({ folded: false });
      const { client } = openaiClient(testbed(), {
        headers: { 'Tally-Request-Id': id, 'Tally-Property-Team': 'shop' },
      });
      await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Rate me' }] });
      const before = await rowOf(testbed(), id);
      expect(await tally.scoreRequest(id, { helpful: 0.5 })).toMatchObject({ folded: true });
      const after = await rowOf(testbed(), id);
      expect(before).toMatchObject({ properties: { team: 'shop' }, cost_source: 'priced' });
      expect({ ...after, version: 0, scores: {} }).toEqual({ ...before, version: 0, scores: {} });
      expect(after.scores).toEqual({ feedback: 1, helpful: 0.5 });
      const { edits } = await createClient({ url: consoleUrl, key: readKey }).listEdits(id);
      expect(edits).toMatchObject([
        { kind: 'score', name: 'helpful', value: 0.5 },
        { kind: 'feedback', name: 'feedback', value: 1, comment: 'before' },
      ]);
    });
  });
}
