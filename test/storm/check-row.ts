import { brotliDecompressSync, constants, gunzipSync } from 'node:zlib';
import { bodyRowSchema, callSchema, messageKey, unpackFrame } from '@tallystick/log';
import type { RecordedCall } from '@tallystick/sample-provider';
import { storedBytes } from '../src/rows.ts';
import { type BodyPrint, bodyPrint, type MadeCall, unbudgeted } from './make-call.ts';
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
  const left = plan.conduct === 'leaves' && row.finish === 'client_closed';
  const { answerCut, requestCut } = cutBodies(call, row);
  if (!left && !answerCut) compare('finish', row.finish, 'complete');

  if (row.version === 0) {
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
  compare('the stored request', bodies.request, omit.request || requestCut ? nothing : call.sent.sha256);
  if (omit.response || row.finish === 'complete') {
    compare('the stored answer', bodies.response, omit.response ? nothing : wholeAnswer(call));
  } else {
    problems.push(...(await partFaults(call, row, testbed)));
  }
  return problems;
}

/**
 * Which bodies the log does not have, or not all of, because those that waited for the queue and the bucket had taken the edge's
 * memory: never of a small call, and never unsaid.
 */
export function cutBodies(
  { recorded, sent, plan }: MadeCall,
  { finish, warnings }: StoredRow,
): { requestCut: boolean; answerCut: boolean } {
  return {
    requestCut: sent.bytes > unbudgeted && warnings.includes('the request body was not kept: no memory was left'),
    answerCut: finish === 'truncated' && plan.conduct !== 'leaves' && recorded !== undefined,
  };
}

/** Of a call that its client left too late for the edge to notice, all that the provider sent. */
function wholeAnswer({ plan, received, recorded }: MadeCall): BodyPrint['sha256'] {
  return plan.conduct === 'leaves' && recorded ? bodyPrint(written(recorded)).sha256 : received.sha256;
}

/** The SHA-256 of both. */
async function storedBodies(
  row: StoredRow,
  stored: Stored,
  testbed: StormTestbed,
): Promise<{ request: string; response: string } | undefined> {
  if (row.body_location !== 'r2') return stored.bodies.get(placeOf(row));
  const bodies = await bodiesInBucket(row, testbed);
  return bodies && { request: bodyPrint(bodies.request).sha256, response: bodyPrint(bodies.response).sha256 };
}

async function bodiesInBucket(
  row: StoredRow,
  { stack }: StormTestbed,
): Promise<{ request: Uint8Array; response: Uint8Array } | undefined> {
  const objects = await stack.miniflare.getR2Bucket('OBJECTS', 'tallystick-consumer');
  const object = await objects.get(messageKey({ ...row, created_at: Date.parse(`${row.created_at}Z`) }));
  if (!object) return undefined;
  const frame = await unpackFrame(new Uint8Array(await object.arrayBuffer()), frameLimit);
  const { request, response } = callSchema.parse(frame.call);
  const answer = frame.bodies.subarray(request.captured);
  return { request: frame.bodies.subarray(0, request.captured), response: decoded(answer, response.encoding) };
}

/** As far as the bytes go, where they are a beginning only. */
function decoded(bytes: Uint8Array, encoding: string): Uint8Array {
  if (bytes.length === 0 || encoding === '') return bytes;
  return encoding === 'gzip'
    ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
    : brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH });
}

/** What is wrong with a stored answer that need not be whole. */
async function partFaults(call: MadeCall, row: StoredRow, testbed: StormTestbed): Promise<string[]> {
  const { plan, recorded } = call;
  const kept = await storedAnswer(row, testbed);
  if (!kept || !recorded) return ['its answer is not stored'];
  const sent = decoded(written(recorded), plan.encoding ?? '');
  if (!Buffer.from(sent).subarray(0, kept.length).equals(kept)) {
    return ['the stored answer is no beginning of what the provider sent'];
  }
  const tooShort = plan.conduct !== 'leaves' && plan.encoding === undefined && kept.length < unbudgeted;
  return tooShort ? [`of its answer only ${kept.length} bytes are stored`] : [];
}

function written({ answer }: RecordedCall): Buffer {
  return Buffer.concat(answer.pieces);
}

async function storedAnswer(row: StoredRow, testbed: StormTestbed): Promise<Uint8Array | undefined> {
  if (row.body_location === 'r2') return (await bodiesInBucket(row, testbed))?.response;
  const [body] = await testbed.clickhouse.query(
    bodyRowSchema.pick({ response_body: true, response_encoding: true }),
    'SELECT response_body, response_encoding FROM bodies FINAL WHERE isolate_id = {isolate:UUID} AND isolate_seq = {seq:UInt32}',
    { isolate: row.isolate_id, seq: row.isolate_seq },
  );
  return body && storedBytes(body.response_body, body.response_encoding);
}
