import { callSchema, unpackFrame } from '@tallystick/log';
import { describe, expect, test } from 'vitest';
import { openaiClient, type Testbed } from '../src/testbed.ts';
import { recordedCall } from '../src/verify.ts';

const limit = 1024 * 1024;

/** Waits for the one dead letter whose key begins with `dead/<a day>/<organisation>/`. */
async function deadLetterOf({ stack }: Testbed, organisation: string) {
  const objects = await stack.miniflare.getR2Bucket('OBJECTS', 'tallystick-consumer');
  const keys = async () => {
    const { objects: all } = await objects.list({ prefix: 'dead/' });
    return all.map(({ key }) => key).filter((key) => key.split('/')[2] === organisation);
  };
  await expect.poll(keys, { timeout: 30_000 }).toHaveLength(1);
  const [key = ''] = await keys();
  const object = await objects.get(key);
  if (!object) throw new Error(`${key} has gone`);
  return { metadata: object.customMetadata, bytes: new Uint8Array(await object.arrayBuffer()) };
}

export function deadLettersSuite(testbed: () => Testbed): void {
  describe('a message that can never become a row', () => {
    test('is kept whole, with its reason, while the call itself was not disturbed', async () => {
      const { stack, clickhouse, strangerKey } = testbed();
      const baseURL = `${stack.edgeUrl}/k/${strangerKey}/openai/v1`;
      const { client, calls } = openaiClient(testbed(), { baseURL, headers: { 'Tally-Auth': null } });
      const messages = [{ role: 'user' as const, content: 'Is anybody there?' }];
      const answer = await client.chat.completions.create({ model: 'gpt-4o-mini', messages });
      expect(answer.choices).toHaveLength(1);

      const { metadata, bytes } = await deadLetterOf(testbed(), 'stranger');
      expect(metadata).toMatchObject({ code: 'unknown_organisation', org_id: 'stranger' });
      const [call] = calls;
      if (!call) throw new Error('the client made no call');
      const recorded = recordedCall(testbed(), call.headers);
      const frame = await unpackFrame(bytes, limit);
      expect(callSchema.parse(frame.call)).toMatchObject({
        org_id: 'stranger',
        request_id: call.headers.get('tally-request-id'),
        path: '/v1/chat/completions',
        status: 200,
      });
      expect(Buffer.from(frame.bodies).equals(Buffer.concat([recorded.body, ...recorded.answer.pieces]))).toBe(true);
      const id = call.headers.get('tally-request-id');
      await clickhouse.command('SELECT throwIf(count() > 0) FROM requests WHERE request_id = {id:UUID}', { id });
    });

    test('is kept even when it is no message at all', async () => {
      const queue = await testbed().stack.miniflare.getQueueProducer('CALLS', 'tallystick-edge');
      const bytes = Uint8Array.from([1, 2, 3, 255]);
      await queue.send(bytes.slice(), { contentType: 'bytes' });
      const letter = await deadLetterOf(testbed(), 'unknown');
      expect(letter.metadata).toMatchObject({ code: 'bad_message' });
      expect(letter.bytes).toEqual(bytes);
    });
  });
}
