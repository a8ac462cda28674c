import type { Key } from '@tallystick/accounts';
import { createClickHouse } from '@tallystick/clickhouse';
import { noOwnPrices } from '@tallystick/pricing';
import { consume } from '../consume.ts';
import { DeletionRules } from '../deletions/rules.ts';
import { failureOf, insertRows } from '../insert-rows.ts';
import { OutageMemory } from '../outage.ts';
import { typicalMessage } from './typical-message.ts';

// The Worker of bench/consumer-cpu.ts: all that the consumer does for a batch of calls, up to a ClickHouse that confirms
// at once and an account that is remembered.

const organisation = 'bench';
const key: Key = {
  id: 'key',
  organisationId: organisation,
  kind: 'w',
  name: 'bench',
  defaultProperties: { team: 'bench' },
  createdAt: 0,
  expiresAt: 0,
  revokedAt: null,
};
const clickhouse = createClickHouse({
  url: 'http://clickhouse.invalid',
  fetch: async (_, init) => {
    await new Response(init?.body ?? '').arrayBuffer();
    return new Response(null, { headers: { 'x-clickhouse-query-id': crypto.randomUUID() } });
  },
});
const noDeletions = new DeletionRules();
const surroundings = {
  // No message of the benchmark points to an object.
  objects: {} as R2Bucket,
  outages: new OutageMemory(),
  chain: {
    accounts: {
      find: async () => ({ organisations: new Map([[organisation, noOwnPrices]]), keys: new Map([[key.id, key]]) }),
    },
    deletions: { get: async () => noDeletions },
    insert: insertRows(clickhouse),
    insertBlank: async () => {},
    failureOf,
    period: (now: number) => ({ from: 0, to: now }),
  },
};

export default {
  /** `?batches=N`: handles N batches of 100 calls, 2 KB + 2 KB each, and answers how many were acknowledged. */
  async fetch(request) {
    const batches = Number(new URL(request.url).searchParams.get('batches'));
    const bodies = Array.from({ length: 100 }, () => typicalMessage(organisation, key.id));
    let acknowledged = 0;
    for (let batch = 0; batch < batches; batch++) {
      const messages = bodies.map((body, index) => ({
        id: String(index),
        timestamp: new Date(),
        attempts: 1,
        body,
        ack: () => void acknowledged++,
        retry: () => {},
      }));
      await consume(messages as unknown as Message[], surroundings);
    }
    return new Response(String(acknowledged));
  },
} satisfies ExportedHandler;
