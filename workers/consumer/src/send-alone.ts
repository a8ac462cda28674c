import { messageBytes } from './handlers/decode.ts';
import { inGroups } from './in-groups.ts';
import { retryDelay } from './retry-delay.ts';

/** From this delivery on a message is a suspect: it may be what has ended the deliveries before. */
const suspectFrom = 3;

/** https://developers.cloudflare.com/queues/platform/limits/: 100 messages or 256 KB in one `sendBatch`, about 100 bytes each its own. */
const mostMessages = 100;
const mostBytes = 250_000;
const overhead = 100;

interface Suspect {
  message: Message;
  bytes: Uint8Array;
}

/**
 * Forwards the suspects of a batch to the queue that delivers messages singly, and gives the others. What the platform knows of
 * a batch it learns when its handler has ended: a suspect that stayed in it, and killed the isolate, would take the outcomes of
 * all others with it, however carefully it were handled.
 */
export async function forwardSuspects(messages: readonly Message[], alone: Queue): Promise<Message[]> {
  const suspects: Suspect[] = [];
  const others: Message[] = [];
  for (const message of messages) {
    const bytes = message.attempts >= suspectFrom ? messageBytes(message.body) : undefined;
    if (bytes) suspects.push({ message, bytes });
    else others.push(message);
  }
  for (const group of inRequests(suspects)) {
    try {
      await send(group, alone);
      for (const { message } of group) message.ack();
    } catch {
      for (const { message } of group) message.retry({ delaySeconds: retryDelay(message.attempts) });
      console.warn({ event: 'retry', messages: group.length, code: 'not_forwarded' });
    }
  }
  return others;
}

/** Sends packed frames to the queue that delivers messages singly. */
export async function sendAlone(frames: readonly Uint8Array[], alone: Queue): Promise<void> {
  for (const group of inRequests(frames.map((bytes) => ({ bytes })))) await send(group, alone);
}

async function send(group: readonly { bytes: Uint8Array }[], alone: Queue): Promise<void> {
  const requests = group.map(({ bytes }) => ({ body: bytes, contentType: 'bytes' as const }));
  await alone.sendBatch(requests);
}

function inRequests<T extends { bytes: Uint8Array }>(items: readonly T[]): Generator<T[]> {
  return inGroups(items, mostMessages, mostBytes, ({ bytes }) => bytes.length + overhead);
}
