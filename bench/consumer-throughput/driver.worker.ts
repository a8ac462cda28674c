import { typicalMessage } from '../../workers/consumer/src/bench/typical-message.ts';

/** What a service binding can do with the flag `service_binding_extra_handlers`: hand a batch over as the queue does. */
interface Consumer {
  queue(
    queue: string,
    messages: { id: string; timestamp: Date; attempts: number; body: Uint8Array }[],
  ): Promise<{ outcome: string; ackAll: boolean; explicitAcks: string[] }>;
}

const batchSize = 100;
let prepared: Uint8Array[][] = [];

/** Stands in for the queue: `/prepare?batches=N` makes N batches, `/run?atOnce=M` delivers them, M at a time. */
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/prepare') {
      const batch = () => Array.from({ length: batchSize }, () => typicalMessage('bench', ''));
      prepared = Array.from({ length: Number(searchParams.get('batches')) }, batch);
      return new Response();
    }
    let acknowledged = 0;
    const deliver = async () => {
      for (let batch = prepared.pop(); batch; batch = prepared.pop()) {
        const messages = batch.map((body, index) => ({ id: String(index), timestamp: new Date(), attempts: 1, body }));
        const result = await env.CONSUMER.queue('tallystick-calls', messages);
        if (result.outcome === 'ok') acknowledged += result.ackAll ? batchSize : result.explicitAcks.length;
      }
    };
    await Promise.all(Array.from({ length: Number(searchParams.get('atOnce')) }, deliver));
    return Response.json({ acknowledged });
  },
} satisfies ExportedHandler<{ CONSUMER: Consumer }>;
