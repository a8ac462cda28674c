import { type BodyRow, bodyEncodings, clickhouseTime, uuidv7Time } from '@tallystick/log';
import * as z from 'zod';
import type { Asker } from './asker.ts';
import { Parameters } from './parameters.ts';
import { type RequestAnswer, requestColumnNames, selectColumns } from './request-columns.ts';
import { longestRetries } from './source.ts';

/** One call with all its columns. */
export type WholeRequest = Required<RequestAnswer>;

export interface FoundRequest {
  /** The latest call of the id: one that its caller chose may name several. */
  request: WholeRequest;
  /** The others of the id, the latest first. */
  others: WholeRequest[];
}

/** So many calls of one id are answered at most. */
const mostOfOneId = 100;

/**
 * Finds a call by its id: a UUIDv7 says when it was made, and where any other id stands is in `request_ids`. Callers may choose a
 * UUIDv7, too, so both are asked, at once.
 *
 * @returns undefined when the organisation has none of this id
 */
export async function findRequest(asker: Asker, id: string): Promise<FoundRequest | undefined> {
  const time = uuidv7Time(id);
  const own = time === undefined ? [] : [clickhouseTime(time)];
  const [ofOwnTime, chosen] = await Promise.all([findAt(asker, id, own), findChosenTimes(asker, id)]);
  const ofChosenTimes = await findAt(
    asker,
    id,
    chosen.filter((at) => !own.includes(at)),
  );
  const [request, ...others] = [...ofOwnTime, ...ofChosenTimes].toSorted(latestFirst).slice(0, mostOfOneId);
  return request && { request, others };
}

/** When calls were made whose caller chose this id. */
async function findChosenTimes(asker: Asker, id: string): Promise<string[]> {
  const parameters = new Parameters();
  const rows = await asker.ask(
    z.object({ created_at: z.string() }),
    `SELECT DISTINCT created_at
     FROM request_ids
     WHERE org_id = ${parameters.bind('String', asker.organisation)} AND request_id = ${parameters.bind('UUID', id)}
     ORDER BY created_at DESC
     LIMIT ${parameters.bind('UInt32', mostOfOneId)}`,
    parameters,
  );
  return rows.map(({ created_at }) => created_at);
}

/** The calls of an id that were made at these times. */
async function findAt(asker: Asker, id: string, times: readonly string[]): Promise<WholeRequest[]> {
  if (times.length === 0) return [];
  const parameters = new Parameters();
  const { list, schema } = selectColumns(requestColumnNames, parameters);
  const rows = await asker.ask(
    schema,
    // All versions of a row agree in its key: asked for before FINAL, it spares the merge of the row's neighbours.
    `SELECT ${list}
     FROM requests FINAL
     PREWHERE org_id = ${parameters.bind('String', asker.organisation)}
       AND created_at IN ${parameters.bind("Array(DateTime64(3, 'UTC'))", times)}
       AND request_id = ${parameters.bind('UUID', id)}
     ORDER BY created_at DESC, isolate_id DESC, isolate_seq DESC
     LIMIT ${parameters.bind('UInt32', mostOfOneId)}`,
    parameters,
  );
  return rows as WholeRequest[];
}

function latestFirst(a: WholeRequest, b: WholeRequest): number {
  return Date.parse(b.created_at) - Date.parse(a.created_at);
}

/** Every attempt of a call, in their order: the call itself where it was tried once. */
export async function findAttempts(asker: Asker, { call_id, created_at }: WholeRequest): Promise<WholeRequest[]> {
  const parameters = new Parameters();
  const { list, schema } = selectColumns(requestColumnNames, parameters);
  const at = Date.parse(created_at);
  const time = (moment: number) => parameters.bind("DateTime64(3, 'UTC')", clickhouseTime(moment));
  const rows = await asker.ask(
    schema,
    `SELECT ${list}
     FROM requests FINAL
     WHERE org_id = ${parameters.bind('String', asker.organisation)}
       AND created_at >= ${time(at - longestRetries)} AND created_at <= ${time(at + longestRetries)}
       AND call_id = ${parameters.bind('UUID', call_id)}
     ORDER BY attempt, created_at
     LIMIT 100`,
    parameters,
  );
  return rows as WholeRequest[];
}

const bodiesSchema = z.object({
  request_body: z.string(),
  request_encoding: z.enum(bodyEncodings),
  response_body: z.string(),
  response_encoding: z.enum(bodyEncodings),
});
export type StoredBodies = Pick<BodyRow, keyof z.infer<typeof bodiesSchema>>;

/** The bodies that ClickHouse holds of a call; undefined when it holds none. */
export async function findBodies(asker: Asker, request: WholeRequest): Promise<StoredBodies | undefined> {
  const parameters = new Parameters();
  const [bodies] = await asker.ask(
    bodiesSchema,
    `SELECT ${Object.keys(bodiesSchema.shape).join(', ')}
     FROM bodies FINAL
     WHERE org_id = ${parameters.bind('String', asker.organisation)}
       AND created_at = ${parameters.bind("DateTime64(3, 'UTC')", clickhouseTime(Date.parse(request.created_at)))}
       AND request_id = ${parameters.bind('UUID', request.request_id)}
       AND isolate_id = ${parameters.bind('UUID', request.isolate_id)}
       AND isolate_seq = ${parameters.bind('UInt32', request.isolate_seq)}`,
    parameters,
  );
  return bodies;
}
