import type { Call, CallBody } from '@tallystick/log/call';
import { finishes, maxUInt32 } from '@tallystick/log/call-values';
import { describeIssue } from '@tallystick/log/describe-issue';
import { describingFields, readDescribingFields } from '@tallystick/log/describing-fields';
import type { Frame } from '@tallystick/log/frame';
import { uuidv7 } from '@tallystick/log/ids';
import { clockSkew, earliestCall } from '@tallystick/log/period';
import * as z from 'zod/mini';
import type { Caller } from './key-ring.ts';
import { loggedPlace } from './logged-place.ts';
import { holdsKey } from './misplaced-key.ts';
import type { Upstreams } from './upstreams.ts';

const text = (longest: number) =>
  z.string('must be a text').check(z.maxLength(longest, `is longer than ${longest} characters`));

/** Knows how many days a month has, where `Date.parse` takes 30 February for 2 March. One without a zone would be taken for another time. */
const isoTime = z.iso.datetime({ offset: true });

/** A number is Unix ms; a text, ISO 8601. */
const time = z.pipe(
  z.transform((value) => {
    if (typeof value !== 'string') return value;
    return isoTime.safeParse(value).success ? Date.parse(value) : Number.NaN;
  }),
  z.int('must be Unix milliseconds, or ISO 8601 with a zone, of a day that there is: 2030-01-31T12:00:00Z'),
);

const milliseconds = z
  .int('must be a whole number of milliseconds')
  .check(z.gte(0, 'must not be negative'), z.lte(maxUInt32, 'is longer than 49 days'));

const slug = /^[a-z0-9][a-z0-9-]*$/;
const notAStatus = 'must be an HTTP status';
const notACountry = 'must be an ISO 3166 code of two capital letters, like DE';

/** What a call may say beside the describing fields. null means the same as nothing, as in what other tools export. */
const optionsSchema = z
  .strictObject(
    {
      provider: text(40).check(z.regex(slug, 'must be lower-case letters, digits and hyphens, like openai')),
      path: text(2_000).check(
        z.regex(/^\/[!-~]*$/, 'must be the path that was sent to the provider, like /v1/chat/completions'),
        z.refine((path) => !/[?#]/.test(path), 'must come without the query'),
        z.refine((path) => !holdsKey(path), 'holds a Tallystick key, which is not to be stored'),
      ),
      status: z.nullish(z.int(notAStatus).check(z.gte(100, notAStatus), z.lte(599, notAStatus))),
      created_at: time,
      responded_at: z.nullish(time),
      latency_ms: z.nullish(milliseconds),
      ttft_ms: z.nullish(milliseconds),
      request: z.optional(z.unknown()),
      response: z.optional(z.unknown()),
      streamed: z.nullish(z.boolean('must be true or false')),
      finish: z.nullish(z.enum(finishes, `must be one of ${finishes.join(', ')}`)),
      error: z.nullish(text(10_000)),
      target_host: z.nullish(text(253).check(z.regex(/^[\w.:[\]-]+$/, 'must be a host name'))),
      country: z.nullish(z.string(notACountry).check(z.regex(/^[A-Z]{2}$/, notACountry))),
    },
    // For unknown fields the message is not used: their names are.
    'must be an object, the call',
  )
  .check(
    z.superRefine((call, context) => {
      const [field, message] = timeFault(call, Date.now()) ?? [];
      if (field) context.addIssue({ code: 'custom', path: [field], message });
    }),
  );

/** How a stream of server-sent events may begin: a field that its specification names, or a comment. */
const streamStart = /^\s*(?:data|event|id|retry)?:/;
const encoder = new TextEncoder();

/** A call cannot be logged as it was sent. The message names the field at fault, and quotes nothing. */
export class LoggedCallError extends Error {
  override name = 'LoggedCallError';
}

/**
 * Makes the frame of a call that was made without the proxy.
 *
 * @param value the call as its sender describes it, docs/logging-without-the-proxy.md
 * @throws LoggedCallError
 */
export async function loggedFrame(value: unknown, caller: Caller, upstreams: Upstreams): Promise<Frame> {
  const { options, describing } = parted(value);
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) throw new LoggedCallError(describeIssue(parsed.error));
  const { provider, path, created_at, request, response, ...given } = parsed.data;
  const { description, omit } = readDescribingFields(describing);
  const { request_id: ownId, ...described } = description;
  const upstream = upstreams.bySlug(provider);
  const streamed = given.streamed ?? (typeof response === 'string' && streamStart.test(response));
  const latency = given.latency_ms ?? (given.responded_at ?? created_at) - created_at;
  const sent = bodyOf('request', request, 'text/plain', omit.request);
  const answered = bodyOf('response', response, streamed ? 'text/event-stream' : 'text/plain', omit.response);
  const names = { org_id: caller.organisationId, request_id: ownId || uuidv7(created_at), created_at };
  const call: Call = {
    v: 1,
    ...(await loggedPlace(names)),
    ...names,
    key_id: caller.keyId,
    call_id: names.request_id,
    attempt: 1,
    responded_at: given.responded_at ?? created_at + latency,
    latency_ms: latency,
    ttft_ms: given.ttft_ms ?? null,
    provider,
    wire: upstream?.wire ?? '',
    method: 'POST',
    path,
    target_host: given.target_host ?? upstream?.host ?? '',
    status: given.status ?? 200,
    streamed,
    finish: given.finish ?? 'complete',
    error: given.error ?? '',
    country: given.country ?? '',
    ...described,
    request: sent.facts,
    response: answered.facts,
  };
  return { call, request: sent.bytes, response: answered.bytes };
}

/** The describing fields have rules of their own: what is wrong with one never fails the call. */
function parted(value: unknown): { options: unknown; describing: Record<string, unknown> } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { options: value, describing: {} };
  const fields = Object.entries(value);
  const describes = ([name]: [string, unknown]) => describingFields.includes(name);
  return {
    options: Object.fromEntries(fields.filter((field) => !describes(field))),
    describing: Object.fromEntries(fields.filter(describes)),
  };
}

interface Times {
  created_at: number;
  responded_at?: number | null | undefined;
  latency_ms?: number | null | undefined;
}

/** How long calls are kept is not known here: the consumer refuses what is older than that. */
function timeFault(
  { created_at, responded_at, latency_ms }: Times,
  now: number,
): [field: string, message: string] | undefined {
  if (created_at < earliestCall) return ['created_at', 'is before 2020 (numbers are Unix milliseconds, not seconds)'];
  if (created_at > now + clockSkew) return ['created_at', 'lies in the future'];
  if (typeof responded_at !== 'number') {
    return typeof latency_ms === 'number' ? undefined : ['latency_ms', 'is needed, or responded_at'];
  }
  if (responded_at > now + clockSkew) return ['responded_at', 'lies in the future'];
  if (responded_at < created_at) return ['responded_at', 'is before created_at'];
  return responded_at - created_at > maxUInt32 ? ['responded_at', 'is more than 49 days after created_at'] : undefined;
}

/**
 * @param body a JSON value, or the text as it went over the wire
 * @param textType the content type of a text; one that is JSON is recognised all the same
 */
function bodyOf(name: string, body: unknown, textType: string, omit: boolean): { facts: CallBody; bytes: Uint8Array } {
  const facts = { encoding: '', omit };
  if (body === undefined || body === null) {
    return { facts: { ...facts, bytes: null, captured: 0, whole: false, type: '' }, bytes: new Uint8Array() };
  }
  const bytes = encoder.encode(typeof body === 'string' ? body : written(name, body));
  const type = typeof body === 'string' ? textType : 'application/json';
  return { facts: { ...facts, bytes: bytes.length, captured: bytes.length, whole: true, type }, bytes };
}

/** Parsing takes any depth, writing does not. */
function written(name: string, body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new LoggedCallError(`${name}: is nested too deeply; send it as text`);
  }
}
