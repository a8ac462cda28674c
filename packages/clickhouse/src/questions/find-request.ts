import { type BodyRow, bodyEncodings, clickhouseTime, uuidv7Time } from '@tallystick/log';
import * as z from 'zod';
import type { Asker } from './asker.ts';
import { Parameters } from './parameters.ts';
import { type RequestAnswer, requestColumnNames, selectColumns } from './request-columns.ts';

/** One call with all its columns. */
export type WholeRequest = Required<RequestAnswer>;

export interface FoundRequest {
  /** The latest call of the id: one that its caller chose may name several. */
  request: WholeRequest;
  /** The others of the id, the latest first. */
  others: WholeRequest[];
}

/**
 * Finds a call by its id: a UUIDv7 says when it was made, and where any other id stands is in `request_ids`.
 *
 * @returns undefined when the organisation has none of this id
 */
export async function findRequest(asker: Asker, id: string): Promise<FoundRequest | undefined> {
  const parameters = new Parameters();
  const organisation = parameters.bind('String', asker.organisation);
  const requestId = parameters.bind('UUID', id);
  const { list, schema } = selectColumns(requestColumnNames, parameters);
  const time = uuidv7Time(id);
  const own = time === undefined ? [] : [clickhouseTime(time)];
  const rows = await asker.ask(
    schema,
    `SELECT ${list}
     FROM requests FINAL
     WHERE org_id = ${organisation} AND request_id = ${requestId} AND created_at IN (
       SELECT created_at FROM request_ids WHERE org_id = ${organisation} AND request_id = ${requestId}
       UNION ALL
       SELECT arrayJoin(${parameters.bind("Array(DateTime64(3, 'UTC'))", own)})
     )
     ORDER BY created_at DESC, isolate_id DESC, isolate_seq DESC
     LIMIT 100`,
    parameters,
  );
  const [request, ...others] = rows as WholeRequest[];
  return request && { request, others };
}

/** A call is tried again within this. ms */
const longestRetries = 3_600_000;

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
