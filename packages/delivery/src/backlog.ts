/** What waits in a queue. On Cloudflare that is what is not acknowledged; the local queue does not count what is being handled. */
export interface Backlog {
  messages: number;
  bytes: number;
  /** When the oldest was sent. Unix ms; null when nothing waits. */
  oldest: number | null;
}

/** Asks queues what waits in them, and adds it up. https://developers.cloudflare.com/queues/configuration/javascript-apis/#queue */
export async function readBacklog(...queues: Pick<Queue, 'metrics'>[]): Promise<Backlog> {
  const total: Backlog = { messages: 0, bytes: 0, oldest: null };
  for (const { backlogCount, backlogBytes, oldestMessageTimestamp } of await Promise.all(
    queues.map((queue) => queue.metrics()),
  )) {
    total.messages += backlogCount;
    total.bytes += backlogBytes;
    // An empty queue may name 1970 as the time of its oldest message.
    const oldest = oldestMessageTimestamp?.getTime() || null;
    if (backlogCount > 0 && oldest !== null) total.oldest = Math.min(total.oldest ?? oldest, oldest);
  }
  return total;
}
