import { type Env, default as worker } from '../src/index.ts';
import type { Faults } from './faults.ts';

/** The edge itself, on services that fail as the test asks. The real ones stand behind them. */
export default {
  fetch(request, env, context) {
    const faults: Faults = JSON.parse(env.FAULTS);
    if (faults.clock) setClockBack();
    return worker.fetch(
      faults.client ? new Request(request, { signal: AbortSignal.abort() }) : request,
      {
        ...env,
        CALLS: faults.queue ? faultyQueue(env.CALLS, faults) : env.CALLS,
        OBJECTS:
          faults.objects === 'hangs'
            ? hanging<R2Bucket>()
            : faults.objects
              ? failing<R2Bucket>('the bucket is away')
              : env.OBJECTS,
        DB: faults.database ? failing<D1Database>('the database is away') : env.DB,
      },
      context,
    );
  },
} satisfies ExportedHandler<Env & { FAULTS: string }>;

/** A minute, as soon as it has been looked at. */
function setClockBack(): void {
  const { now } = Date;
  Date.now = () => {
    Date.now = () => now() - 60_000;
    return now();
  };
}

/** The batches that met their fault, by their first message. */
const sentBefore = new WeakSet<object>();

function isFirstSend([first]: MessageSendRequest[]): boolean {
  const body = first?.body as object;
  const isFirst = !sentBefore.has(body);
  sentBefore.add(body);
  return isFirst;
}

function faultyQueue(queue: Queue, { queue: fault, queueFaults = Number.POSITIVE_INFINITY }: Faults): Queue {
  let faultsLeft = queueFaults;
  return new Proxy(queue, {
    get: () => (messages: MessageSendRequest[]) => {
      const takes = fault?.endsWith('with batches')
        ? messages.length === 1 || !isFirstSend(messages)
        : faultsLeft-- <= 0;
      if (takes) return queue.sendBatch(messages);
      if (fault?.startsWith('dies')) {
        console.info('an invocation died');
        loseNextTimer();
      }
      return fault === 'throws' ? Promise.reject(new Error('the queue is away')) : new Promise(() => {});
    },
  });
}

/** To an invocation that the platform has ended, neither its sends nor its timers come back. */
function loseNextTimer(): void {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (() => 0) as unknown as typeof setTimeout;
  queueMicrotask(() => {
    globalThis.setTimeout = setTimeout;
  });
}

function hanging<T extends object>(): T {
  return new Proxy({} as T, { get: () => () => new Promise(() => {}) });
}

function failing<T extends object>(message: string): T {
  return new Proxy({} as T, {
    get: () => () => {
      throw new Error(message);
    },
  });
}
