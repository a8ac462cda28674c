import { encodeFrame } from '@tallystick/log';
import { frameOf } from '../test/frames.ts';

/** What people and tools send: lines, quotes, JSON within JSON, and some letters and signs beyond ASCII. */
const paragraph =
  'Sie fragte: „Was kostet das?“ – er zählte nach.\n\n- \tTally sticks were split in two, so "neither side" could cheat.\n' +
  `- The tool said ${JSON.stringify(JSON.stringify({ total: 12.5, lines: ['naïve', '日本', '€ 3'], ok: true }))}\n`;

/** A call of OpenAI's JSON as the queue has it, 2 KB + 2 KB, with ids of its own. */
export function typicalMessage(organisation: string, keyId: string): Uint8Array<ArrayBuffer> {
  const content = paragraph.repeat(20);
  return encodeFrame(
    frameOf(organisation, {
      call: { key_id: keyId, user_id: 'user-1', session_id: 'session-1', properties: { environment: 'live' } },
      request: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: content.slice(0, 1600) }] },
      response: {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        model: 'gpt-4o-mini-2024-07-18',
        choices: [{ index: 0, message: { role: 'assistant', content: content.slice(0, 1500) }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 480, completion_tokens: 410, total_tokens: 890 },
      },
    }),
  );
}
