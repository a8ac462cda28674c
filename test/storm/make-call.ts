import { createHash } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { RecordedCall, SampleProvider } from '@tallystick/sample-provider';
import { providerKeys } from '../src/testbed.ts';
import type { CallPlan } from './call-plan.ts';
import { killerProperty } from './faults.ts';
import type { StormText } from './storm-text.ts';

/** A call as its client saw it, and what reached the provider. */
export interface MadeCall {
  plan: CallPlan;
  /** '' when no answer came. */
  requestId: string;
  /** When it was sent, Unix ms. */
  at: number;
  /** To the answer's first byte, and to its last. ms */
  firstByte: number;
  total: number;
  sent: BodyPrint;
  /** Of the bytes without their content encoding; of a call that the client left, what had come. */
  received: BodyPrint;
  /** What the provider has of a call that the client left: all that it wrote. */
  recorded: RecordedCall | undefined;
  /** What was wrong with it for the client, '' for nothing. */
  fault: string;
}

/** Enough to tell a body from another, without keeping it. */
export interface BodyPrint {
  bytes: number;
  sha256: string;
}

export interface CallSurroundings {
  edgeUrl: string;
  provider: SampleProvider;
  /** By the number of the tenant. */
  keys: readonly string[];
  text: StormText;
}

export function bodyPrint(bytes: Uint8Array): BodyPrint {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Makes one call as a client would, byte for byte. Never rejects: what went wrong stands in `fault`. */
export async function makeCall(plan: CallPlan, surroundings: CallSurroundings): Promise<MadeCall> {
  const body = Buffer.from(JSON.stringify(requestBody(plan, surroundings.text)));
  const made: MadeCall = {
    plan,
    requestId: '',
    at: Date.now(),
    firstByte: 0,
    total: 0,
    sent: bodyPrint(body),
    received: { bytes: 0, sha256: '' },
    recorded: undefined,
    fault: '',
  };
  const started = performance.now();
  try {
    const { response, bytes, firstByte } = await exchange(plan, surroundings, body);
    made.firstByte = firstByte - started;
    made.requestId = String(response.headers['tally-request-id'] ?? '');
    const recorded = takeRecorded(surroundings.provider, plan.index);
    made.received = bodyPrint(decoded(bytes, response.headers['content-encoding']));
    made.fault = faultOf(plan, response, bytes, recorded);
    if (plan.conduct === 'leaves') made.recorded = recorded;
  } catch (error) {
    made.fault = `it failed: ${error instanceof Error ? error.message : error}`;
  }
  made.total = performance.now() - started;
  return made;
}

function requestBody({ provider, index, streamed, requestCharacters }: CallPlan, text: StormText): object {
  const messages = [{ role: 'user', content: text(index, requestCharacters) }];
  return provider === 'openai'
    ? { model: 'gpt-4o-mini', messages, ...(streamed && { stream: true, stream_options: { include_usage: true } }) }
    : { model: 'claude-haiku-4-5', max_tokens: 10_000_000, messages, ...(streamed && { stream: true }) };
}

function headersOf(plan: CallPlan, key: string): Record<string, string> {
  const { provider, index, usage, omit, conduct } = plan;
  const { input, output } = usage;
  return {
    'content-type': 'application/json',
    'tally-auth': `Bearer ${key}`,
    'tally-property-storm': String(index),
    'x-storm-call': String(index),
    'x-sample-characters': String(plan.responseCharacters),
    ...(provider === 'openai'
      ? { authorization: `Bearer ${providerKeys.openai}` }
      : { 'x-api-key': providerKeys.anthropic, 'anthropic-version': '2023-06-01' }),
    'x-sample-usage': JSON.stringify(
      provider === 'openai'
        ? { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
        : { input_tokens: input, output_tokens: output },
    ),
    ...(plan.status !== 200 && { 'x-sample-status': String(plan.status) }),
    ...(plan.encoding && { 'x-sample-encoding': plan.encoding }),
    ...(plan.streamed && { 'x-sample-chunks': conduct === 'leaves' ? '200' : '12', 'x-sample-chunk-delay-ms': '5' }),
    ...(omit.request && { 'tally-omit-request': 'true' }),
    ...(omit.response && { 'tally-omit-response': 'true' }),
    ...(plan.namesItself && { 'tally-request-id': crypto.randomUUID() }),
    ...(conduct === 'kills' && { [`tally-property-${killerProperty}`]: 'true' }),
  };
}

interface Exchange {
  response: IncomingMessage;
  bytes: Buffer;
  /** As `performance.now()` tells it. */
  firstByte: number;
}

/** Bytes of the answer after which a client leaves that leaves. */
const enough = 1_000;

async function exchange(plan: CallPlan, { edgeUrl, keys }: CallSurroundings, body: Buffer): Promise<Exchange> {
  const path = plan.provider === 'openai' ? '/openai/v1/chat/completions' : '/anthropic/v1/messages';
  const answer = Promise.withResolvers<IncomingMessage>();
  const outgoing = request(`${edgeUrl}${path}`, {
    method: 'POST',
    headers: { ...headersOf(plan, keys[plan.tenant] ?? ''), 'content-length': String(body.length) },
    agent: false,
  });
  outgoing.on('error', answer.reject);
  outgoing.on('response', answer.resolve);
  outgoing.end(body);
  const response = await answer.promise;
  let firstByte = 0;
  let length = 0;
  const parts: Buffer[] = [];
  for await (const part of response) {
    firstByte ||= performance.now();
    parts.push(part);
    length += part.length;
    // Leaving the loop destroys the connection.
    if (plan.conduct === 'leaves' && length >= enough) break;
  }
  return { response, bytes: Buffer.concat(parts), firstByte };
}

/** Takes a call out of what the provider has recorded: a storm is more than memory holds. */
function takeRecorded({ requests }: SampleProvider, index: number): RecordedCall | undefined {
  const at = requests.findIndex(({ headers }) => headers['x-storm-call'] === String(index));
  return at < 0 ? undefined : requests.splice(at, 1)[0];
}

function faultOf(plan: CallPlan, response: IncomingMessage, bytes: Buffer, recorded: RecordedCall | undefined): string {
  if (response.statusCode !== plan.status)
    return `it was answered ${response.statusCode} instead of ${plan.status}: ${bytes.subarray(0, 200)}`;
  if (!response.headers['tally-request-id']) return 'its answer names no request id';
  if (!recorded) return 'it did not reach the provider';
  if (recorded.headers['tally-auth'] !== undefined) return 'its key reached the provider';
  const written = Buffer.concat(recorded.answer.pieces);
  const same = plan.conduct === 'leaves' ? written.subarray(0, bytes.length) : written;
  return same.equals(bytes) ? '' : 'its answer was altered on the way';
}

function decoded(bytes: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'gzip') return gunzipSync(bytes);
  return encoding === 'br' ? brotliDecompressSync(bytes) : bytes;
}
