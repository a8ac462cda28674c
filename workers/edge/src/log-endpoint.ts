import type { Frame } from '@tallystick/log/frame';
import { Reservation } from './budget.ts';
import { allowOrigin, isPreflight, preflightResponse } from './cors.ts';
import type { Edge } from './edge.ts';
import type { Caller } from './key-ring.ts';
import { LoggedCallError, loggedFrame } from './logged-call.ts';
import { Refusal } from './refusal.ts';
import { declaredLength } from './request-body.ts';
import { splitHeaders } from './request-headers.ts';

/**
 * The most that one request may bring. Parsed, its body takes a multiple of this in an isolate of 128 MB, which must leave room for
 * the calls that pass it. Bytes.
 */
const bodyLimit = 5 * 1024 * 1024;

/**
 * What a body takes of the memory budget, for each of its bytes. Parsed and framed it needs up to seven times its length, measured
 * with a text that is not all Latin-1: two of the largest at once 70 MB, and four would end an isolate with the calls that pass it.
 */
const weight = 2;

/** With a spilled object for each, this is a tenth of what a Worker may ask of other services for one request. */
const callLimit = 1_000;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

type WaitUntil = (work: Promise<unknown>) => void;

/**
 * `POST /tally/v1/log`: takes calls that were made without the proxy. docs/logging-without-the-proxy.md describes it.
 *
 * All calls are taken or none: 202 says that each is with the queue or in R2.
 */
export async function logEndpoint(request: Request, edge: Edge, waitUntil: WaitUntil): Promise<Response> {
  if (isPreflight(request)) return preflightResponse(request);
  let response: Response;
  try {
    response = await takeCalls(request, edge, waitUntil);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    response = errorResponse(error);
  }
  const origin = request.headers.get('origin');
  if (origin !== null) allowOrigin(response.headers, origin);
  return response;
}

/** The shape in which all of the edge's own endpoints answer an error. */
export function errorResponse({ status, code, message }: Refusal): Response {
  const headers = new Headers();
  if (status === 405) headers.set('allow', 'POST, OPTIONS');
  if (status === 503) headers.set('retry-after', '5');
  return Response.json({ error: { code, message } }, { status, headers });
}

/** @throws Refusal */
async function takeCalls(request: Request, edge: Edge, waitUntil: WaitUntil): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow: 'POST, OPTIONS' } });
  if (request.method !== 'POST') throw new Refusal(405, 'method_not_allowed', 'Calls are logged with POST.');
  const { own } = splitHeaders(request.headers);
  const authorization = own.get('auth') ?? request.headers.get('authorization') ?? undefined;
  const caller = await edge.identify(authorization, undefined, Date.now(), waitUntil);
  for (const [name] of own.entries()) {
    if (name === 'auth') continue;
    throw new Refusal(
      400,
      'header_not_applicable',
      `Headers describe calls that pass the edge. Here each call has fields for that: put what ${name} says there.`,
    );
  }
  if (!edge.settings.logging) {
    throw new Refusal(503, 'logging_off', 'Logging is turned off here (LOGGING=off), so no call was taken.');
  }
  const reservation = new Reservation(edge.budget, bodyLimit);
  try {
    const sent = callsOf(await readBody(request, reservation));
    const frames = await readFrames(sent, caller, edge);
    const handedOver = edge.outbox.sendAll(frames);
    // A sender that leaves has not taken its calls back.
    waitUntil(handedOver);
    if (await handedOver) return accepted(frames, sent.place);
  } finally {
    reservation.release();
  }
  throw new Refusal(
    503,
    'not_taken',
    'Neither the queue nor R2 took all of these calls. Send all of them again: one that has a request_id is counted once, however often it comes.',
  );
}

function accepted(frames: readonly Frame[], place: SentCalls['place']): Response {
  const warnings = frames.flatMap(({ call }, index) => call.warnings.map((warning) => place(index) + warning));
  const request_ids = frames.map(({ call }) => call.request_id);
  return Response.json({ accepted: frames.length, request_ids, warnings }, { status: 202 });
}

/** @throws Refusal */
async function readBody(request: Request, reservation: Reservation): Promise<unknown> {
  const { headers } = request;
  if (!/^(identity)?$/i.test(headers.get('content-encoding') ?? '')) {
    throw new Refusal(415, 'encoding_not_supported', 'Send the calls as plain JSON, without a Content-Encoding.');
  }
  const length = declaredLength(headers);
  if (length === undefined) throw new Refusal(411, 'length_required', 'Send the header Content-Length.');
  if (length > reservation.limit) {
    await passOver(request);
    throw new Refusal(413, 'too_large', `Send at most ${bodyLimit} bytes in one request, in several if need be.`);
  }
  if (!reservation.take(length * weight)) {
    await passOver(request);
    throw new Refusal(
      503,
      'busy',
      'This edge has no memory left for these calls just now. Send them again in a moment.',
    );
  }
  let bytes: ArrayBuffer;
  try {
    bytes = await request.arrayBuffer();
  } catch {
    throw new Refusal(400, 'incomplete_request', 'The body of this request broke off.');
  }
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new Refusal(400, 'not_json', 'The body must be JSON in UTF-8: one call, or {"calls": [ … ]}.');
  }
}

/** A client that is answered while it still sends sees a broken connection, and not the answer. */
async function passOver({ body }: Request): Promise<void> {
  await body?.pipeTo(new WritableStream());
}

/** @throws Refusal naming the call at fault, by its place */
async function readFrames({ calls, place }: SentCalls, caller: Caller, edge: Edge): Promise<Frame[]> {
  const frames: Frame[] = [];
  const places = new Map<string, number>();
  for (const [index, value] of calls.entries()) {
    try {
      const frame = await loggedFrame(value, caller, edge.settings.upstreams);
      const { request_id, created_at } = frame.call;
      const name = `${request_id} ${created_at}`;
      const twin = places.get(name);
      if (twin !== undefined)
        throw new LoggedCallError(`request_id: calls[${twin}] has it too, at the same created_at`);
      places.set(name, index);
      frames.push(frame);
    } catch (error) {
      if (!(error instanceof LoggedCallError)) throw error;
      throw new Refusal(400, 'invalid_call', `${place(index)}${error.message.slice(0, 300)}. No call was taken.`);
    }
  }
  return frames;
}

interface SentCalls {
  calls: readonly unknown[];
  /** What stands before words about the call at an index: nothing where only one was sent, by itself. */
  place: (index: number) => string;
}

/** @throws Refusal */
function callsOf(body: unknown): SentCalls {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'invalid_call', 'The body must be one call, an object, or {"calls": [ … ]}.');
  }
  if (!('calls' in body)) return { calls: [body], place: () => '' };
  const { calls, ...others } = body;
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw new Refusal(400, 'invalid_call', `${other.slice(0, 90)}: unknown field beside calls. No call was taken.`);
  }
  if (!Array.isArray(calls)) throw new Refusal(400, 'invalid_call', 'calls: must be a list of calls.');
  if (calls.length === 0) throw new Refusal(400, 'invalid_call', 'calls: is empty; send at least one call.');
  if (calls.length > callLimit) {
    throw new Refusal(
      413,
      'too_many_calls',
      `Send at most ${callLimit} calls in one request; these are ${calls.length}.`,
    );
  }
  return { calls, place: (index) => `calls[${index}]: ` };
}
