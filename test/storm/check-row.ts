import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { bodyRowSchema, callSchema, isComplete, messageKey, unpackFrame } from '@tallystick/log';
import { storedBytes } from '../src/rows.ts';
import { type BodyPrint, bodyPrint, type MadeCall } from './make-call.ts';
import { frameLimit, placeOf, type Stored, type StoredRow } from './stored.ts';
import type { StormTestbed } from './testbed.ts';

const nothing = bodyPrint(new Uint8Array()).sha256;

/** Compares a call with its row and its stored bodies. @returns what differs, a line each */
export async function checkRow(
  call: MadeCall,
  row: StoredRow,
  stored: Stored,
  testbed: StormTestbed,
): Promise<string[]> {
  const { plan } = call;
  const problems: string[] = [];
  const compare = (what: string, is: unknown, expected: unknown) => {
    if (is !== expected) problems.push(`${what} is ${is} instead of ${expected}`);
  };
  compare('org_id', row.org_id, testbed.organisations[Math.floor(plan.tenant / 2)]);
  compare('request_id', row.request_id, call.requestId);
  compare('provider', row.provider, plan.provider);
  compare('status', row.status, plan.status);
  compare('streamed', row.streamed, plan.streamed && plan.status === 200);
  compare('request_bytes', row.request_bytes, call.sent.bytes);
  if (plan.conduct !== 'leaves' || row.finish !== 'client_closed') compare('finish', row.finish, 'complete');

  if (!isComplete(row.version)) {
    // The edge has said so, and the row says it.
    if (!stored.bodiesInDoubt.has(call.requestId)) problems.push('its bodies are lost, and the edge did not say so');
    compare('error', row.error, 'the bodies were lost');
    return problems;
  }
  if (row.finish === 'complete' && plan.status === 200) {
    compare('prompt_tokens', row.prompt_tokens, plan.usage.input);
    compare('completion_tokens', row.completion_tokens, plan.usage.output);
    compare('cost_source', row.cost_source, 'priced');
  }
  const bodies = await storedBodies(row, stored, testbed);
  const { omit } = plan;
  compare('whether bodies are kept', bodies !== undefined, !(omit.request && omit.response));
  if (!bodies) return problems;
  compare('the stored request', bodies.request, omit.request ? nothing : call.sent.sha256);
  if (omit.response || row.finish === 'complete') {
    compare('the stored answer', bodies.response, omit.response ? nothing : wholeAnswer(call));
  } else if (!(await isBeginning(call, row, testbed))) {
    problems.push('the stored answer is no beginning of what the provider sent');
  }
  return problems;
}

/** Of a call that its client left too late for the edge to notice, all that the provider sent. */
function wholeAnswer({ received, recorded }: MadeCall): BodyPrint['sha256'] {
  return recorded ? bodyPrint(Buffer.concat(recorded.answer.pieces)).sha256 : received.sha256;
}

async function storedBodies(
  row: StoredRow,
  stored: Stored,
  testbed: StormTestbed,
): Promise<{ request: string; response: string } | undefined> {
  if (row.body_location !== 'r2') return stored.bodies.get(placeOf(row));
  const objects = await testbed.stack.miniflare.getR2Bucket('OBJECTS', 'tallystick-consumer');
  const object = await objects.get(messageKey({ ...row, created_at: Date.parse(`${row.created_at}Z`) }));
  if (!object) return undefined;
  const frame = await unpackFrame(new Uint8Array(await object.arrayBuffer()), frameLimit);
  const { request, response } = callSchema.parse(frame.call);
  const [sent, answered] = [frame.bodies.subarray(0, request.captured), frame.bodies.subarray(request.captured)];
  return { request: bodyPrint(sent).sha256, response: bodyPrint(decoded(answered, response.encoding)).sha256 };
}

function decoded(bytes: Uint8Array, encoding: string): Uint8Array {
  if (bytes.length === 0 || encoding === '') return bytes;
  return encoding === 'gzip' ? gunzipSync(bytes) : brotliDecompressSync(bytes);
}

async function isBeginning({ recorded }: MadeCall, row: StoredRow, { clickhouse }: StormTestbed): Promise<boolean> {
  const [body] = await clickhouse.query(
    bodyRowSchema.pick({ response_body: true, response_encoding: true }),
    'SELECT response_body, response_encoding FROM bodies FINAL WHERE isolate_id = {isolate:UUID} AND isolate_seq = {seq:UInt32}',
    { isolate: row.isolate_id, seq: row.isolate_seq },
  );
  if (!body || !recorded) return false;
  const kept = storedBytes(body.response_body, body.response_encoding);
  return Buffer.concat(recorded.answer.pieces).subarray(0, kept.length).equals(kept);
}
