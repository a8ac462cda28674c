import { createClickHouse } from '@tallystick/clickhouse';
import { clickhouseTime } from '@tallystick/log';
import * as z from 'zod';
import type { ClickHouseAccess } from '../stack.ts';
import { type LandedCall, landedCallSchema } from './call-line.ts';

const pollInterval = 300;
/** A call is found if it lands within this time after its end. ms */
const lookBack = 600_000;
/** A call is found if it took no longer than this: bounds what a poll reads. ms */
const longestCall = 86_400_000;

const rowSchema = z.object({ ...landedCallSchema.shape, org_id: z.string(), created_at: z.string() });

const query = `
  SELECT
    org_id, created_at, request_id, status, finish, provider, model, prompt_tokens, completion_tokens, cost_usd, latency_ms
  FROM requests FINAL
  WHERE created_at >= {createdAfter:DateTime64(3, 'UTC')} AND responded_at >= {respondedAfter:DateTime64(3, 'UTC')}
  ORDER BY responded_at`;

/** Tells of each call once it is a row in ClickHouse, from now on. */
export function watchCalls(access: ClickHouseAccess, onCall: (call: LandedCall) => void): { stop(): Promise<void> } {
  const clickhouse = createClickHouse(access);
  const startedAt = Date.now();
  const seen = new Map<string, number>();
  let stopping = false;
  let failing = false;
  let wake = () => {};

  const poll = async () => {
    const now = Date.now();
    const rows = await clickhouse.query(rowSchema, query, {
      createdAfter: clickhouseTime(now - longestCall),
      respondedAfter: clickhouseTime(Math.max(startedAt, now - lookBack)),
    });
    for (const row of rows) {
      const id = `${row.org_id} ${row.created_at} ${row.request_id}`;
      if (!seen.has(id)) onCall(row);
      seen.set(id, now);
    }
    // What the look-back no longer finds need not be remembered.
    for (const [id, lastFound] of seen) if (lastFound !== now) seen.delete(id);
  };

  const watching = (async () => {
    while (!stopping) {
      try {
        await poll();
        failing = false;
      } catch (error) {
        if (!failing)
          console.error(`cannot read new calls from ClickHouse: ${error instanceof Error ? error.message : error}`);
        failing = true;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, stopping ? 0 : pollInterval);
      });
    }
  })();
  return {
    stop: () => {
      stopping = true;
      wake();
      return watching;
    },
  };
}
