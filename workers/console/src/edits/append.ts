import { ClickHouseError, foldEdits, insertEdits, insertSessionEdits, isFolded } from '@tallystick/clickhouse';
import { clickhouseTime, uuidv7 } from '@tallystick/log';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';
import type { Said } from './what-is-said.ts';

/** A statement of edits concerns one call: what takes longer waits for a ClickHouse that is not well. ms */
const timeout = 15_000;

/**
 * How many folds an isolate runs at once. Each writes a part of `requests`, and a thousand a second would keep ClickHouse from
 * merging them; edits beyond these are folded together, by the consumer's sweep, within a minute.
 */
const foldsAtOnce = 4;

/** An edit that was taken. */
export interface Taken {
  id: string;
  name: string;
}

/**
 * Appends edits of a call and puts them into its row. They are taken once they are appended: where the fold fails, or the call is no
 * row yet, the consumer's sweep folds them.
 *
 * @param organisation as the operator names it
 * @throws ClickHouseError when they could not be appended
 */
export async function editCall(
  variables: AppEnv['Variables'],
  organisation: string | undefined,
  request_id: string,
  said: readonly Said[],
): Promise<{ edits: Taken[]; folded: boolean }> {
  const call = { org_id: await organisationOf(variables, organisation), request_id };
  const rows = made(variables, said).map((edit) => ({ ...call, ...edit }));
  const clickhouse = variables.services.clickhouse(timeout);
  await insertEdits(clickhouse, rows);
  const { folding } = variables.services;
  const edits = taken(rows);
  if (folding.now >= foldsAtOnce) return { edits, folded: false };
  folding.now += 1;
  try {
    await foldEdits(clickhouse, [call]);
    return { edits, folded: await isFolded(clickhouse, call) };
  } catch (error) {
    if (!(error instanceof ClickHouseError)) throw error;
    console.warn({ event: 'not_folded', code: error.code });
    return { edits, folded: false };
  } finally {
    folding.now -= 1;
  }
}

/**
 * Appends edits of a session as a whole.
 *
 * @param organisation as the operator names it
 * @throws ClickHouseError when they could not be appended
 */
export async function editSession(
  variables: AppEnv['Variables'],
  organisation: string | undefined,
  session_id: string,
  said: readonly Said<'score' | 'feedback'>[],
): Promise<{ edits: Taken[] }> {
  const org_id = await organisationOf(variables, organisation);
  const rows = made(variables, said).map((edit) => ({ org_id, session_id, ...edit }));
  await insertSessionEdits(variables.services.clickhouse(timeout), rows);
  return { edits: taken(rows) };
}

/** What is said, with when and by whom. */
function made<S extends Said>({ caller }: AppEnv['Variables'], said: readonly S[]) {
  const now = Date.now();
  const key_id = caller === 'operator' ? '' : caller.keyId;
  return said.map((each) => ({ edit_id: uuidv7(now), created_at: clickhouseTime(now), key_id, ...each }));
}

function taken(rows: readonly { edit_id: string; name: string }[]): Taken[] {
  return rows.map(({ edit_id, name }) => ({ id: edit_id, name }));
}
