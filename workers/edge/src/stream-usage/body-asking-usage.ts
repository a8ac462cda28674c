import type { OwnHeaders } from '@tallystick/log/headers';
import { type Reservation, unbudgeted } from '../budget.ts';
import type { Accepted } from '../exchange.ts';
import { Refusal } from '../refusal.ts';
import type { RequestBody } from '../request-body.ts';
import { askForUsage } from './ask-for-usage.ts';

/** Whether the caller wants the provider to be asked for the usage of a stream. @throws Refusal 400 */
export function asksForUsage(own: OwnHeaders): boolean {
  const value = own.get('stream-usage');
  if (value === undefined) return false;
  if (/^(true|false)?$/i.test(value)) return value.toLowerCase() === 'true';
  throw new Refusal(400, 'invalid_stream_usage', 'Tally-Stream-Usage must be true or false, so the call was not sent.');
}

/** The calls that take `stream_options`: OpenAI's chat completions and completions, behind any prefix. */
const completions = /\/completions\/?$/;

/**
 * The body of a call with the question for usage in it. Where that cannot be put, the call goes as it is and a warning says why, to the caller and in
 * the row.
 *
 * @returns undefined where the body stays as it is
 */
export function bodyAskingUsage(
  { request, target, description, outgoing }: Accepted,
  { body }: RequestBody,
  reservation: Reservation,
): Uint8Array<ArrayBuffer> | undefined {
  // A client may send the header with every call.
  if (request.method !== 'POST' || !completions.test(target.path)) return undefined;
  const asking = asked(body, reservation);
  if (typeof asking === 'string') {
    description.warnings.push(`usage of the stream was not asked for: ${asking}`);
    return undefined;
  }
  // The answer is to be read on the way.
  if (asking) outgoing.set('accept-encoding', 'identity');
  return asking;
}

function asked(body: RequestBody['body'], reservation: Reservation): ReturnType<typeof askForUsage> {
  if (!(body instanceof Uint8Array)) return 'the request was not read ahead';
  // The text of the body, that text as it is changed, and its bytes.
  if (body.length > unbudgeted && !reservation.take(3 * body.length)) return 'no memory was left';
  return askForUsage(body);
}
