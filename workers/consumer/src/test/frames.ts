import type { Frame } from '@tallystick/log';
import { type FrameParts, sampleFrame } from '@tallystick/log/test/sample-frame';

export const encoder = new TextEncoder();

export interface Parts extends Omit<FrameParts, 'request' | 'response'> {
  request?: Uint8Array | object;
  response?: Uint8Array | object;
}

const chatRequest = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'What is a tally stick?' }] };
const chatResponse = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, message: { role: 'assistant', content: 'A record of a debt.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1200, completion_tokens: 300, total_tokens: 1500 },
};

/** A frame as the edge would send it: an OpenAI chat completion, but for what the test says. */
export function frameOf(organisation: string, parts: Parts = {}): Frame {
  return sampleFrame({
    ...parts,
    call: { org_id: organisation, ...parts.call },
    request: bytesOf(parts.request ?? chatRequest),
    response: bytesOf(parts.response ?? chatResponse),
  });
}

/** Bytes that no compression makes fewer. */
export function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  // The runtime gives at most 65,536 at once.
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

function bytesOf(body: Uint8Array | object): Uint8Array {
  return body instanceof Uint8Array ? body : encoder.encode(JSON.stringify(body));
}
