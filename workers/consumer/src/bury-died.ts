import { type Decoded, Rejection } from '@tallystick/delivery';
import { messageKey } from '@tallystick/log';
import type { Surroundings } from './consume.ts';
import { bury } from './dead-letters.ts';
import { decode } from './handlers/decode.ts';
import { codeOf, Outage } from './outage.ts';
import { retryDelay } from './retry-delay.ts';
import type { Chain } from './work.ts';

/**
 * Makes dead letters of the messages that the platform has given up: they used up their deliveries. Reading one may be what it died of, so
 * that is done at its first delivery only; from the second on it is kept as it came, and nobody knows whose it is.
 */
export async function buryDied(
  messages: readonly Message[],
  { objects, chain }: Pick<Surroundings, 'objects' | 'chain'>,
): Promise<void> {
  const died = new Rejection('died', 'the message used up its deliveries, without an outcome');
  for (const message of messages) {
    try {
      const decoded = message.attempts === 1 ? await readable(message) : undefined;
      if (decoded && !(chain instanceof Outage) && (await isForgotten(decoded, objects, chain))) {
        message.ack();
        continue;
      }
      await bury(objects, message, died, decoded);
      message.ack();
      console.warn({ event: 'dead_letter', message: message.id, code: died.code });
    } catch (error) {
      message.retry({ delaySeconds: retryDelay(message.attempts) });
      console.warn({ event: 'retry', messages: 1, code: codeOf(error) });
    }
  }
}

async function readable({ body }: Message): Promise<Decoded | undefined> {
  try {
    return await decode(body);
  } catch (error) {
    if (error instanceof Rejection) return undefined;
    throw error;
  }
}

/**
 * Leaves nothing of a call that is to be deleted, as far as its message says so by itself. Where that cannot be found out or done now, it
 * becomes a letter, which the deletion's own search finds.
 */
async function isForgotten({ call }: Decoded, objects: R2Bucket, chain: Chain): Promise<boolean> {
  try {
    if (!(await chain.deletions.get(Date.now())).find(call)) return false;
    await objects.delete(messageKey(call));
    await chain.insertBlank(call);
    return true;
  } catch (error) {
    console.warn({ event: 'not_forgotten', code: codeOf(error) });
    return false;
  }
}
