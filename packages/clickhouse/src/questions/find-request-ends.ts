import * as z from 'zod';
import { placeList } from '../place.ts';
import type { Asker } from './asker.ts';
import { Parameters } from './parameters.ts';
import { requestColumns } from './request-columns.ts';
import { type Place, placesSql } from './scope.ts';

/** Of a longer request so much is read at either end. Bytes. */
const endLength = 8_192;

const { created_at, request_id, isolate_id, isolate_seq } = requestColumns;
const endsSchema = z.object({
  ...{ created_at, request_id, isolate_id, isolate_seq },
  head: z.string(),
  /** '' when `head` is all. */
  tail: z.string(),
});
/** What a request began and ended with. */
export type RequestEnds = z.infer<typeof endsSchema>;

/**
 * The ends of these calls' requests, of those whose text ClickHouse holds, and of forms, whose files make them base64: `LS` stands for the
 * `--` that they begin with. A character that an end cuts, and what is no text, is U+FFFD.
 */
export async function findRequestEnds(asker: Asker, places: readonly Place[]): Promise<RequestEnds[]> {
  if (places.length === 0) return [];
  const parameters = new Parameters();
  const whole = `length(request_body) <= ${parameters.bind('UInt32', 2 * endLength)}`;
  const length = parameters.bind('Int32', endLength);
  return asker.ask(
    endsSchema,
    `SELECT ${placeList},
       if(${whole}, request_body, substring(request_body, 1, ${length})) AS first,
       if(${whole}, '', substring(request_body, -${length})) AS last,
       if(request_encoding = 'utf8', first, tryBase64Decode(first)) AS head,
       if(request_encoding = 'utf8', last, tryBase64Decode(last)) AS tail
     FROM bodies FINAL
     WHERE ${placesSql(asker.organisation, places, parameters)}
       AND (request_encoding = 'utf8' OR startsWith(request_body, 'LS'))`,
    parameters,
  );
}
