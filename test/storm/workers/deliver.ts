import { killerProperty } from '../faults.ts';
import { count, counts, faults } from './surroundings.ts';

const outstanding = new Set<string>();
/** Delays are cut to this, so that what waits minutes in the field is seen in a test. Seconds. */
const longestDelay = 3;
/** The facts of a call stand at the beginning of its message, as text where the message is small. */
const headBytes = 8192;

/** How many of the batches die while they do: more would make nearly every message a suspect. */
const mortality = 0.5;

type Handle = (batch: MessageBatch) => Promise<void>;
type Outcome = { kind: 'ack' } | { kind: 'retry'; options: QueueRetryOptions | undefined };

/** Hands a batch to the consumer, twice, or so that it does not outlive it, when such is the weather. */
export async function deliver(batch: MessageBatch, handle: Handle): Promise<void> {
  count(counts.delivered, `${batch.queue} (batches)`);
  counts.delivered[batch.queue] = (counts.delivered[batch.queue] ?? 0) + batch.messages.length;
  for (const { id } of batch.messages) outstanding.add(id);
  counts.outstanding = outstanding.size;

  if (faults.delivery === 'comes twice') {
    count(counts.faults, 'delivery comes twice');
    await handled(batch, handle, Number.POSITIVE_INFINITY);
  }
  const dies = faults.delivery === 'dies' && isMortal(batch) && Math.random() < mortality;
  const outcomes = await handled(
    batch,
    handle,
    dies ? Math.floor(Math.random() * batch.messages.length) : Number.POSITIVE_INFINITY,
  );

  for (const message of batch.messages) {
    const outcome = outcomes.get(message.id);
    if (outcome?.kind === 'retry') {
      const { delaySeconds } = outcome.options ?? {};
      message.retry(delaySeconds === undefined ? {} : { delaySeconds: Math.min(delaySeconds, longestDelay) });
    } else {
      message.ack();
      outstanding.delete(message.id);
    }
  }
  counts.outstanding = outstanding.size;
}

/**
 * A message that died by chance at its every delivery would be taken for one that kills, and what comes ever again hides what
 * is lost: in the queues for suspects only real killers kill.
 */
function isMortal({ queue }: MessageBatch): boolean {
  return !queue.endsWith('-alone') && !queue.endsWith('-dead');
}

/**
 * Lets the consumer handle a batch. The outcomes that it gives reach nobody until it has ended, as on the platform.
 *
 * @param life after how many outcomes the invocation ends
 * @throws an error, by which all messages come again, when the invocation has ended before its time
 */
async function handled(batch: MessageBatch, handle: Handle, life: number): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const { promise: death, reject } = Promise.withResolvers<never>();
  death.catch(() => undefined);
  const die = (why: string) => {
    count(counts.faults, `delivery dies (${why})`);
    reject(new Error('the consumer died in the storm'));
  };
  // The first outcome of a message counts.
  const settle = (id: string, outcome: Outcome) => {
    if (outcomes.has(id)) return;
    outcomes.set(id, outcome);
    if (outcomes.size > life) die('by chance');
  };
  const messages = batch.messages.map(({ id, timestamp, attempts, body }) => ({
    id,
    timestamp,
    attempts,
    get body() {
      if (kills(batch.queue, attempts, body)) die('of a message');
      return body;
    },
    ack: () => settle(id, { kind: 'ack' }),
    retry: (options?: QueueRetryOptions) => settle(id, { kind: 'retry', options }),
  }));
  const work = handle({
    queue: batch.queue,
    metadata: batch.metadata,
    messages,
    ackAll() {
      for (const message of messages) message.ack();
    },
    retryAll(options) {
      for (const message of messages) message.retry(options);
    },
  });
  work.catch(() => undefined);
  await Promise.race([work, death]);
  return outcomes;
}

/** A message kills who looks into it. Who has reason to suspect it does not: it is passed on, or buried, unread. */
function kills(queue: string, attempts: number, body: unknown): boolean {
  if (queue.endsWith('-dead') ? attempts > 1 : !queue.endsWith('-alone') && attempts > 2) return false;
  if (!(body instanceof ArrayBuffer || body instanceof Uint8Array)) return false;
  return new TextDecoder().decode(body.slice(0, headBytes)).includes(killerProperty);
}
