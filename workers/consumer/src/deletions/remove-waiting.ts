import type { Deletion } from '@tallystick/accounts';
import { type ClickHouse, findBodyLocations, insertTombstones } from '@tallystick/clickhouse';
import {
  type Decoded,
  decodeFrame,
  frameLimit,
  listDeadLetters,
  listParked,
  listSpilled,
  placeInName,
  Rejection,
  readParked,
  readParkedHead,
  writeParked,
} from '@tallystick/delivery';
import { isComplete } from '@tallystick/log';
import { noOwnPrices } from '@tallystick/pricing';
import { handle } from '../chain.ts';
import { patience } from '../handlers/load-bodies.ts';
import { codeOf } from '../outage.ts';
import type { DeletionRules } from './rules.ts';

/** What looking through R2 needs of the world. */
interface Waiting {
  clickhouse: ClickHouse;
  objects: R2Bucket;
  /** When the looking ends, wherever it is. Unix ms */
  until: number;
}

const messagesPrefix = 'messages/';
const dayMs = 86_400_000;

/**
 * Removes the messages that wait in R2 to become rows, and are to be deleted: spilled, parked and dead ones, and bodies whose messages are
 * still in the queue. Each leaves a blank row with its number.
 *
 * @returns how many went, by the id of the deletion; `undefined` when there was no time to look everywhere
 */
export async function removeWaiting(
  rules: DeletionRules<Deletion>,
  deletions: readonly Deletion[],
  world: Waiting,
): Promise<Map<string, number> | undefined> {
  const search = new Search(rules, new Set(deletions.map(({ organisationId }) => organisationId)), world);
  // In the order in which messages pass: one that moves on meanwhile is met further on.
  const isDone =
    (await search.spilled()) && (await search.parked()) && (await search.deadLetters()) && (await search.messages());
  return isDone ? search.removed : undefined;
}

class Search {
  readonly removed = new Map<string, number>();
  readonly #rules: DeletionRules<Deletion>;
  readonly #organisations: ReadonlySet<string>;
  readonly #world: Waiting;

  constructor(rules: DeletionRules<Deletion>, organisations: ReadonlySet<string>, world: Waiting) {
    this.#rules = rules;
    this.#organisations = organisations;
    this.#world = world;
  }

  /** Each of these says whether it has looked at all there is. */
  async spilled(): Promise<boolean> {
    for await (const page of this.#pages((cursor) => listSpilled(this.#world.objects, cursor))) {
      for (const { key, size } of page.spilled) {
        if (this.#isLate()) return false;
        await this.#removeIfMatching(key, size);
      }
    }
    return true;
  }

  async parked(): Promise<boolean> {
    const { objects } = this.#world;
    for await (const page of this.#pages((cursor) => listParked(objects, cursor))) {
      for (const { key } of page.batches) {
        if (this.#isLate()) return false;
        await this.#removeFromBatch(key);
      }
    }
    return true;
  }

  async deadLetters(): Promise<boolean> {
    const { objects } = this.#world;
    for (const organisation of this.#organisations) {
      for await (const page of this.#pages((cursor) => listDeadLetters(objects, { organisation, ...cursor }))) {
        for (const { key, size } of page.letters) {
          if (this.#isLate()) return false;
          await this.#removeIfMatching(key, size);
        }
      }
    }
    return true;
  }

  /** Objects whose rows are not there, or lack their bodies; those of the others are found by their rows. */
  async messages(): Promise<boolean> {
    const { objects, clickhouse } = this.#world;
    for (const day of await this.#days()) {
      for (const organisation of this.#organisations) {
        const prefix = `${messagesPrefix}${day}/${organisation}/`;
        for await (const page of this.#pages((cursor) => pageOf(objects, prefix, cursor))) {
          if (this.#isLate()) return false;
          const from = Date.parse(day);
          const places = page.objects.flatMap(({ key }) => placeInName(key) ?? []);
          const wanted = { organisations: [organisation], from, to: from + dayMs, messages: places };
          const rows = places.length > 0 ? await findBodyLocations(clickhouse, wanted) : [];
          const stored = new Map(rows.map((row) => [`${row.isolate_id}-${row.isolate_seq}`, row]));
          for (const { key, size } of page.objects) {
            const row = stored.get((key.split('/')[3] ?? '').toLowerCase());
            if (row?.is_deleted) await objects.delete(key);
            else if (!row || !isComplete(row.version)) await this.#removeIfMatching(key, size);
          }
        }
      }
    }
    return true;
  }

  #isLate(): boolean {
    return Date.now() > this.#world.until;
  }

  async *#pages<Page extends { cursor?: string }>(
    read: (cursor: { cursor?: string }) => Promise<Page>,
  ): AsyncGenerator<Page> {
    let cursor: string | undefined;
    do {
      const page = await read(cursor === undefined ? {} : { cursor });
      yield page;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  async #days(): Promise<string[]> {
    const { objects } = this.#world;
    const days: string[] = [];
    for await (const page of this.#pages((cursor) => pageOf(objects, messagesPrefix, { delimiter: '/', ...cursor }))) {
      days.push(...page.delimitedPrefixes.map((folder) => folder.slice(messagesPrefix.length, -1)));
    }
    return days.filter((day) => !Number.isNaN(Date.parse(day)));
  }

  /** Removes an object that is one packed frame, when its call is to be deleted. What cannot be read is left alone. */
  async #removeIfMatching(key: string, size: number): Promise<void> {
    const { objects } = this.#world;
    if (size > frameLimit) return;
    const object = await objects.get(key);
    if (!object) return;
    const log = await read(new Uint8Array(await object.arrayBuffer()));
    const rule = log && this.#organisations.has(log.call.org_id) ? await this.#ruleOf(log) : undefined;
    if (!log || !rule) return;
    await this.#leaveBlank(log, rule);
    await objects.delete(key);
  }

  async #removeFromBatch(key: string): Promise<void> {
    const { objects } = this.#world;
    try {
      const head = await readParkedHead(objects, key);
      if (!head?.messages.some(({ org_id }) => this.#organisations.has(org_id))) return;
      const batch = await readParked(objects, key);
      if (!batch) return;
      const kept: typeof batch.messages = [];
      for (const message of batch.messages) {
        const log = this.#organisations.has(message.org_id) ? await read(message.packed) : undefined;
        const rule = log && (await this.#ruleOf(log));
        if (log && rule) await this.#leaveBlank(log, rule);
        else kept.push(message);
      }
      if (kept.length === batch.messages.length) return;
      const left = kept.map(({ packed, ...call }) => ({ call, packed }));
      if (left.length === 0) await objects.delete(key);
      else await writeParked(objects, key, left, batch.code);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }

  async #ruleOf(log: Decoded): Promise<Deletion | undefined> {
    const rule = this.#rules.find(log.call);
    if (rule || log.call.user_id !== '' || !this.#rules.asksForUsersOf(log.call.org_id)) return rule;
    try {
      // Only whose call it was is asked.
      const authenticated = { ...log, defaultProperties: {}, ownPrices: noOwnPrices };
      const { request } = await handle(authenticated, readOnly(this.#world.objects), patience);
      return this.#rules.find({ ...log.call, user_id: request.user_id });
    } catch (error) {
      console.error({ event: 'user_not_told', code: codeOf(error) });
      return undefined;
    }
  }

  async #leaveBlank({ call }: Decoded, { id }: Deletion): Promise<void> {
    await insertTombstones(this.#world.clickhouse, [{ ...call, buried_at: new Date() }]);
    this.removed.set(id, (this.removed.get(id) ?? 0) + 1);
  }
}

async function pageOf(objects: R2Bucket, prefix: string, options: R2ListOptions) {
  const page = await objects.list({ prefix, ...options });
  const { delimitedPrefixes } = page;
  return { objects: page.objects, delimitedPrefixes, ...(page.truncated ? { cursor: page.cursor } : {}) };
}

async function read(packed: Uint8Array<ArrayBuffer>): Promise<Decoded | undefined> {
  try {
    return await decodeFrame(packed);
  } catch (error) {
    if (error instanceof Rejection) return undefined;
    throw error;
  }
}

/** The bucket for who only looks: a message whose bodies unpack to much would be put into it. */
function readOnly(objects: R2Bucket): R2Bucket {
  return new Proxy(objects, {
    get: (bucket, name) => (name === 'put' ? async () => null : Reflect.get(bucket, name).bind(bucket)),
  });
}
