import { default as consumer, type Env } from '../../workers/consumer/src/index.ts';

/** How long an invocation lives that is to end before its work. ms */
const shortLife = 1_000;
/** Less than an insert waits for others to go with it. ms */
const soon = 10;

/** The consumer as it is, but for batches of a message `mortal`, whose invocations end early; any other is begun after those. */
export default {
  async queue(batch, env) {
    if (batch.messages[0]?.id !== 'mortal') {
      await scheduler.wait(soon);
      return await consumer.queue(batch, env);
    }
    consumer.queue(batch, env).catch(() => undefined);
    await scheduler.wait(shortLife);
    throw new Error('this invocation is ended');
  },
} satisfies ExportedHandler<Env>;
