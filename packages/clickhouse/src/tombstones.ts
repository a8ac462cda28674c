import { clickhouseTime } from '@tallystick/log';
import type { ClickHouse } from './client.ts';

/** Above every version that a row is given: a message that comes once more stays deleted. */
export const tombstoneVersion = Number.MAX_SAFE_INTEGER;

/** Where a message would have become a row. */
export interface MessagePlace {
  org_id: string;
  /** Unix ms. */
  created_at: number;
  request_id: string;
  isolate_id: string;
  isolate_seq: number;
  /** When it was given up. Its call had ended by then, so that `findGaps` calls a gap beside it fresh rather than gone. */
  buried_at: Date;
}

/**
 * Stores blank rows for messages that are given up before they were rows, so that their numbers are not missed. Those that came by
 * themselves have none to be missed: their isolate's id is a UUIDv8 (docs/decisions/0310).
 */
export async function insertTombstones(clickhouse: ClickHouse, places: readonly MessagePlace[]): Promise<void> {
  await clickhouse.insert(
    'requests',
    ['org_id', 'created_at', 'request_id', 'isolate_id', 'isolate_seq', 'responded_at', 'version', 'is_deleted'],
    places
      .filter(({ isolate_id }) => isolate_id[14] !== '8')
      .map(({ org_id, created_at, request_id, isolate_id, isolate_seq, buried_at }) => ({
        org_id,
        created_at: clickhouseTime(created_at),
        request_id,
        isolate_id,
        isolate_seq,
        responded_at: clickhouseTime(buried_at.getTime()),
        version: tombstoneVersion,
        is_deleted: 1,
      })),
  );
}
