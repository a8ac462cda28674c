import { EventStreamCodec } from '@smithy/eventstream-codec';

/** One message of a binary stream as a fixture has it: an event of Converse's, one of a model's, or what broke the stream off. */
interface FixtureMessage {
  event?: string;
  chunk?: unknown;
  exception?: string;
  payload?: unknown;
}

const encoder = new TextEncoder();
const codec = new EventStreamCodec(
  (bytes) => new TextDecoder().decode(typeof bytes === 'string' ? encoder.encode(bytes) : bytes),
  (text) => encoder.encode(text),
);

/** The bytes of `response.eventstream.json`, as Amazon's own library frames them. */
export function framed(messages: readonly FixtureMessage[]): Uint8Array {
  return Uint8Array.from(messages.flatMap((message) => [...frame(message)]));
}

function frame({ event, chunk, exception, payload }: FixtureMessage): Uint8Array {
  const type = exception ?? event ?? 'chunk';
  const headers = {
    [exception ? ':exception-type' : ':event-type']: type,
    ':content-type': 'application/json',
    ':message-type': exception ? 'exception' : 'event',
  };
  const body = chunk === undefined ? payload : { bytes: base64(JSON.stringify(chunk)), p: 'abcdefghij' };
  return message(headers, JSON.stringify(body));
}

/** One message with headers that are text. */
export function message(headers: Readonly<Record<string, string>>, body: string): Uint8Array {
  const typed = Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]);
  return codec.encode({ headers: Object.fromEntries(typed), body: encoder.encode(body) });
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...encoder.encode(text)));
}
