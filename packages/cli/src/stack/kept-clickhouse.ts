import { setTimeout as sleep } from 'node:timers/promises';
import {
  ClickHouseStartError,
  type EmbeddedClickHouse,
  type StartErrorCode,
  startClickHouse,
} from '@tallystick/clickhouse-embedded';
import { portTaken } from './front.ts';

export interface KeptClickHouseOptions {
  dataDirectory: string;
  /** 0 takes a free one, and keeps it. */
  port: number;
  /** Takes a line when the server has ended by itself, and what became of it. */
  tell: (line: string) => void;
}

/** An embedded server that is started again when it ends by itself, at the same address and with the same data. */
export interface KeptClickHouse {
  url: string;
  /** Ends it for good, also while it is being started again. */
  stop(): Promise<void>;
}

/** A server that has ended so often within this time, ms, is not started again. */
const mostEnds = 3;
const endsWithin = 60_000;

/** What a server that was killed has held may be free a little later than it is gone; it may be taken by another meanwhile. */
const held: ReadonlySet<StartErrorCode> = new Set(['port_taken', 'data_directory_in_use']);
/** Before it is looked whether it is free: as long at first, then twice as long each time. ms */
const firstPause = 500;
/** At most so long, and so long after a start that failed for another reason. ms */
const longestPause = 10_000;
/** How often it is said while it lasts. ms */
const tellEvery = 60_000;

/**
 * Starts ClickHouse and keeps it running.
 *
 * One that keeps ending stays down, and the rest stays up: calls pass without ClickHouse, and what is logged of them waits in
 * R2, so ending everything would take more from whoever is at work than it gives.
 *
 * @throws CommandError or ClickHouseStartError when it cannot be started at first
 */
export async function keepClickHouse(options: KeptClickHouseOptions): Promise<KeptClickHouse> {
  let server = await startFirst(options);
  const { url, port } = server;
  const stopping = new AbortController();
  const { signal } = stopping;

  /** The next server, as soon as port and data are free; nothing once it is to stop. */
  const startNext = async (): Promise<EmbeddedClickHouse | undefined> => {
    let toldAt = -Infinity;
    for (let pause = firstPause; !signal.aborted; pause = Math.min(2 * pause, longestPause)) {
      try {
        return await startClickHouse({ dataDirectory: options.dataDirectory, port, signal });
      } catch (error) {
        if (!(error instanceof ClickHouseStartError && held.has(error.code))) throw error;
        if (Date.now() - toldAt >= tellEvery) {
          options.tell(`ClickHouse ended, and cannot be started again yet: ${error.message}`);
          toldAt = Date.now();
        }
        await sleep(pause, undefined, { signal });
      }
    }
    return undefined;
  };

  const keep = async () => {
    const ends: number[] = [];
    let why = wordsOf(await server.exited);
    let pause = 0;
    while (!signal.aborted) {
      ends.push(Date.now());
      if (Date.now() - (ends.at(-mostEnds) ?? -Infinity) < endsWithin) {
        options.tell(
          `ClickHouse ended ${mostEnds} times within a minute (lastly: ${why}) and stays down: calls pass and wait to be stored; see that memory and disk suffice, then stop with Ctrl-C and start again`,
        );
        return;
      }
      try {
        await sleep(pause, undefined, { signal });
        const next = await startNext();
        if (!next) return;
        server = next;
        if (signal.aborted) return await server.stop();
        pause = 0;
        options.tell(`ClickHouse ended (${why}) and was started again: what waits is stored within minutes`);
        why = wordsOf(await server.exited);
      } catch (error) {
        // What ends a start or a pause then is the stop.
        if (signal.aborted) return;
        why = error instanceof Error ? error.message : String(error);
        pause = longestPause;
        // A start may take its whole patience to fail, so that three of them are never within a minute.
        options.tell(`ClickHouse could not be started again: ${why}`);
      }
    }
  };
  const kept = keep();
  return {
    url,
    stop: async () => {
      stopping.abort();
      await server.stop();
      await kept;
    },
  };
}

async function startFirst({ dataDirectory, port }: KeptClickHouseOptions): Promise<EmbeddedClickHouse> {
  try {
    return await startClickHouse({ dataDirectory, port });
  } catch (cause) {
    if (!(cause instanceof ClickHouseStartError) || cause.code !== 'port_taken') throw cause;
    throw portTaken(port, 'TALLY_CLICKHOUSE_PORT', cause);
  }
}

function wordsOf({ code, signal }: Awaited<EmbeddedClickHouse['exited']>): string {
  return signal ?? `exit code ${code ?? 'unknown'}`;
}
