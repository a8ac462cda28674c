import { type Asker, ClickHouseError, type Follower, type Landed } from '@tallystick/clickhouse';
import type { SSEMessage, SSEStreamingApi } from 'hono/streaming';
import { ApiError } from '../api-error.ts';

/** A stream ends itself after this, and its client comes again. ms */
export const longestStream = 300_000;
/** Between two looks; the longer one when nothing has landed for a minute, or ClickHouse is away. ms */
const pause = 1_000;
const idlePause = 3_000;
const idleAfter = 60_000;
/** An event is sent at least so often, so that nobody on the way takes the stream for dead. ms */
const longestSilence = 15_000;
/** How often it is asked whether the key still counts. ms */
const keyChecked = 10_000;
/** When a client comes again after the end. ms */
const retry = 1_000;

interface LandingStream {
  stream: SSEStreamingApi;
  /** Aborted when the client has gone. */
  signal: AbortSignal;
  /** A new one for each look, since it remembers what it has asked. */
  asker(): Asker;
  /** @throws ApiError when the key counts no longer */
  checkKey(): Promise<unknown>;
}

/** Sends what lands as server-sent events, until the client goes, its key is revoked, or it has been long enough. */
export async function sendLanding(
  follower: Follower,
  { stream, signal, asker, checkKey }: LandingStream,
): Promise<void> {
  const began = Date.now();
  let keyCheckedAt = began;
  let landedAt = began;
  let sentAt = 0;
  let away = false;
  const send = async (event: SSEMessage) => {
    sentAt = Date.now();
    await stream.writeSSE(event);
  };
  while (!signal.aborted && Date.now() - began < longestStream) {
    const { position } = follower;
    try {
      const landed = await follower.look(asker());
      for (const event of eventsOf(landed, position, follower.position)) await send(event);
      if (landed.rows.length > 0) landedAt = Date.now();
      if (away || Date.now() - sentAt >= longestSilence)
        await send({ event: 'position', data: '{}', ...at(follower.position), retry });
      away = false;
    } catch (error) {
      if (!(error instanceof ClickHouseError)) throw error;
      if (!away || Date.now() - sentAt >= longestSilence) {
        const message = `ClickHouse does not answer (${error.code}): the stream goes on when it does`;
        await send({ event: 'unavailable', data: JSON.stringify({ message }), retry });
      }
      away = true;
    }
    await stream.sleep(away || Date.now() - landedAt > idleAfter ? idlePause : pause);
    if (Date.now() - keyCheckedAt < keyChecked) continue;
    if (!(await counts(checkKey))) return;
    keyCheckedAt = Date.now();
  }
}

/**
 * The last event says how far the look came; those before it, where it began, so that a client that has read some of them goes on
 * with the others.
 */
function eventsOf({ rows, skipped }: Landed, before: number | undefined, after: number | undefined): SSEMessage[] {
  const calls = rows.map((row, i) => ({
    event: 'call',
    data: JSON.stringify(row),
    ...at(i === rows.length - 1 ? after : before),
  }));
  return skipped > 0
    ? [{ event: 'skipped', data: JSON.stringify({ calls: skipped }), ...at(before) }, ...calls]
    : calls;
}

function at(position: number | undefined): { id?: string } {
  return position === undefined ? {} : { id: String(position) };
}

/** Whether the key does; while D1 is away, it is taken to. */
async function counts(checkKey: () => Promise<unknown>): Promise<boolean> {
  try {
    await checkKey();
    return true;
  } catch (error) {
    return !(error instanceof ApiError);
  }
}
