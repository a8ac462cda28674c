import { type Accounts, type Deletion, pendingDeletions, recordPass } from '@tallystick/accounts';
import { type CallsToDelete, type ClickHouse, deleteCalls, findCallsInObjects } from '@tallystick/clickhouse';
import { messageKey } from '@tallystick/log';
import { removeWaiting } from './remove-waiting.ts';
import { DeletionRules } from './rules.ts';

/** What deleting needs of the world. */
export interface CarryOut {
  accounts: Accounts;
  /** Rewriting the marks of parts may take a while. */
  clickhouse: ClickHouse;
  objects: R2Bucket;
  /** Unix ms */
  now: number;
  /** When nothing is begun any more. Unix ms */
  until: number;
}

/**
 * By then every consumer knows of a deletion, and what it took before is stored: it remembers for 30 s, waits up to 10 s for D1, up to 30 for
 * R2, and for three inserts of up to 30 s. ms
 */
const settledAfter = 180_000;

/**
 * Carries out the deletions that are not complete. The first pass begins with the next run; further ones, once everybody knows of the
 * deletion. It is complete after a pass that began by then and found nothing. What a run does not finish, the next one does again.
 *
 * @returns how many became complete
 */
export async function carryOutDeletions(world: CarryOut): Promise<number> {
  const { accounts, now, until } = world;
  // However many are asked for, there is time to look through what waits, and so some of them are done with each run.
  const storedUntil = (now + until) / 2;
  const isSettled = ({ requestedAt }: Deletion) => now >= requestedAt + settledAfter;
  const due = (await pendingDeletions(accounts)).filter((deletion) => deletion.passes === 0 || isSettled(deletion));
  const passed: { deletion: Deletion; removed: Record<string, number> }[] = [];
  for (const deletion of due) {
    if (Date.now() > storedUntil) break;
    passed.push({ deletion, removed: await removeStored(deletion, world) });
  }
  const rules = new DeletionRules(passed.map(({ deletion }) => deletion));
  const waiting =
    passed.length > 0
      ? await removeWaiting(
          rules,
          passed.map(({ deletion }) => deletion),
          world,
        )
      : undefined;
  if (!waiting) return 0;
  let complete = 0;
  for (const { deletion, removed } of passed) {
    const total = { ...removed, waiting: waiting.get(deletion.id) ?? 0 };
    const isOver = isSettled(deletion) && Object.values(total).every((number) => number === 0);
    await recordPass(accounts, deletion.id, total, isOver ? Date.now() : null);
    if (isOver) complete += 1;
  }
  return complete;
}

/** Bodies in R2 first: their keys follow from the rows. */
async function removeStored(deletion: Deletion, { clickhouse, objects }: CarryOut): Promise<Record<string, number>> {
  const { organisationId, kind, subject, requestedAt } = deletion;
  const target: CallsToDelete = { org_id: organisationId, kind, subject, before: requestedAt };
  let inObjects = 0;
  for await (const page of findCallsInObjects(clickhouse, target)) {
    await objects.delete(page.map(messageKey));
    inObjects += page.length;
  }
  return { ...(await deleteCalls(clickhouse, target)), objects: inObjects };
}
