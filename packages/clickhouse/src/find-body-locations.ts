import { bodyLocations, clickhouseTime } from '@tallystick/log';
import * as z from 'zod';
import type { ClickHouse } from './client.ts';

/** Where the bodies of a stored call stand. */
const locationSchema = z.object({
  isolate_id: z.string(),
  isolate_seq: z.int(),
  body_location: z.enum(bodyLocations),
  /** `isComplete` says whether the bodies were there. */
  version: z.int(),
  /** The call was deleted. */
  is_deleted: z.boolean(),
});
export type BodyLocation = z.infer<typeof locationSchema>;

/** Messages by their place in their isolates, of organisations and a time that they are looked for in. */
export interface MessagesOfTime {
  organisations: readonly string[];
  /** Unix ms: `created_at` is from here on … */
  from: number;
  /** … and before this. */
  to: number;
  messages: readonly { isolate_id: string; isolate_seq: number }[];
}

/** Those of the messages that are rows, tombstones too. The versions of a row are compared here, which is cheaper than FINAL. */
export function findBodyLocations(clickhouse: ClickHouse, wanted: MessagesOfTime): Promise<BodyLocation[]> {
  return clickhouse.query(
    locationSchema,
    `SELECT
       isolate_id,
       isolate_seq,
       argMax(body_location, requests.version) AS body_location,
       max(requests.version) AS version,
       toBool(max(requests.is_deleted)) AS is_deleted
     FROM requests
     WHERE org_id IN {organisations:Array(String)}
       AND created_at >= {from:DateTime64(3, 'UTC')}
       AND created_at < {to:DateTime64(3, 'UTC')}
       AND (isolate_id, isolate_seq) IN arrayZip({isolates:Array(UUID)}, {numbers:Array(UInt32)})
     GROUP BY isolate_id, isolate_seq`,
    {
      organisations: wanted.organisations,
      from: clickhouseTime(wanted.from),
      to: clickhouseTime(wanted.to),
      isolates: wanted.messages.map(({ isolate_id }) => isolate_id),
      numbers: wanted.messages.map(({ isolate_seq }) => isolate_seq),
    },
  );
}
