import { type Accounts, findOrganisation } from '@tallystick/accounts';
import { type ClickHouse, readServerState, type ServerState } from '@tallystick/clickhouse';
import {
  type Backlog,
  listDeadLetters,
  listParked,
  listSpilled,
  type Probe,
  probe,
  readBacklog,
} from '@tallystick/delivery';
import type { PriceListIdentity, StoredPriceList } from '@tallystick/pricing/stored-list';
import type { Queues } from '../services.ts';

/** For each of what is asked, all at once. ms */
const probeTimeout = 4_000;
/** How many objects of a kind are counted: an endpoint that anybody may ask reads no more. */
const countLimit = 1_000;

/** Objects of a kind; `capped` when there are more than were counted. */
interface Counted {
  count: number;
  capped: boolean;
  /** When the oldest of them was put there. Unix ms; null when there is none. */
  oldest: number | null;
}

/** What waits in R2. */
interface Waiting {
  spilled: Counted;
  /** `count` is of batches. */
  parked: Counted & { messages: number };
  deadLetters: Counted & { byCode: Record<string, number> };
}

/** How the parts of a deployment are. Nothing of any organisation is in it. */
export interface DeploymentState {
  /** Unix ms. */
  checkedAt: number;
  clickhouse: Probe<ServerState>;
  d1: Probe<unknown>;
  r2: Probe<Waiting>;
  queue: Probe<Backlog>;
  priceList: PriceListIdentity;
}

/** Asks every part how it is, each with a timeout of its own. Never rejects. */
export async function readDeploymentState(parts: {
  accounts: Accounts;
  clickhouse: (timeout: number) => ClickHouse;
  objects: R2Bucket;
  queues: Queues;
  priceList: StoredPriceList;
}): Promise<DeploymentState> {
  const { accounts, objects, queues, priceList } = parts;
  const [clickhouse, d1, r2, queue] = await Promise.all([
    probe(probeTimeout, () => readServerState(parts.clickhouse(probeTimeout))),
    probe(probeTimeout, () => findOrganisation(accounts, '')),
    probe(probeTimeout, () => readWaiting(objects)),
    probe(probeTimeout, () => readBacklog(queues.calls, queues.alone, queues.dead)),
    priceList.use(Date.now()),
  ]);
  return { checkedAt: Date.now(), clickhouse, d1, r2, queue, priceList: await priceList.identity() };
}

async function readWaiting(objects: R2Bucket): Promise<Waiting> {
  const [spilled, parked, dead] = await Promise.all([
    listSpilled(objects, { limit: countLimit }),
    listParked(objects, { limit: countLimit }),
    listDeadLetters(objects, { limit: countLimit }),
  ]);
  const byCode: Record<string, number> = {};
  for (const { code } of dead.letters) byCode[code] = (byCode[code] ?? 0) + 1;
  return {
    spilled: counted(spilled.spilled, ({ spilled_at }) => spilled_at, spilled.cursor),
    parked: {
      ...counted(parked.batches, ({ parked_at }) => parked_at, parked.cursor),
      messages: parked.batches.reduce((sum, { messages }) => sum + messages, 0),
    },
    deadLetters: { ...counted(dead.letters, ({ buried_at }) => buried_at, dead.cursor), byCode },
  };
}

function counted<T>(found: readonly T[], since: (one: T) => Date, cursor: string | undefined): Counted {
  const oldest = found.reduce((least, one) => Math.min(least, since(one).getTime()), Number.POSITIVE_INFINITY);
  return { count: found.length, capped: cursor !== undefined, oldest: found.length === 0 ? null : oldest };
}

/** When the oldest message that is not handled yet, in the queues or in R2, was put where it waits. Unix ms. */
export function oldestUnhandled({ queue, r2 }: Pick<DeploymentState, 'queue' | 'r2'>): number | null {
  const times = [
    queue.reachable ? queue.found.oldest : null,
    r2.reachable ? r2.found.spilled.oldest : null,
    r2.reachable ? r2.found.parked.oldest : null,
  ].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}
