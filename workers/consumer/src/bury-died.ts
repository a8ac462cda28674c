import { type Decoded, Rejection } from '@tallystick/delivery';
import { bury } from './dead-letters.ts';
import { decode } from './handlers/decode.ts';
import { codeOf } from './outage.ts';
import { retryDelay } from './retry-delay.ts';

/**
 * Makes dead letters of the messages that the platform has given up: they used up their deliveries. Reading one may be what it died of, so
 * that is done at its first delivery only; from the second on it is kept as it came, and nobody knows whose it is.
 */
export async function buryDied(messages: readonly Message[], objects: R2Bucket): Promise<void> {
  const died = new Rejection('died', 'the message used up its deliveries, without an outcome');
  for (const message of messages) {
    try {
      await bury(objects, message, died, message.attempts === 1 ? await readable(message) : undefined);
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
