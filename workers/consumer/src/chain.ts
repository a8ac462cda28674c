import type { Authenticated } from './handlers/authenticate.ts';
import { buildRow, type Row } from './handlers/build-row.ts';
import { describe } from './handlers/describe.ts';
import { estimateTokens } from './handlers/estimate-tokens.ts';
import { loadBodies } from './handlers/load-bodies.ts';
import { priceCall } from './handlers/price-call.ts';
import { readUsage } from './handlers/read-usage.ts';

/**
 * What is made of each call, in this order and, by the types, in no other. Before it stand `decode`, which says whom to look
 * up, and `authenticate`, once they are looked up for all calls of a batch together.
 */
export async function handle(log: Authenticated, objects: R2Bucket, attempts: number): Promise<Row> {
  const measured = readUsage(await loadBodies(log, objects, attempts));
  return buildRow(describe(priceCall(await estimateTokens(measured))));
}
