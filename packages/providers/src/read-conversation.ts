import type { BodyRow, RequestRow } from '@tallystick/log';
import { createParser } from 'eventsource-parser';
import type {
  AnsweredConversation,
  AskedConversation,
  BodyReference,
  Conversation,
  ConversationFormat,
} from './conversation.ts';
import { readError } from './conversation-parts.ts';
import { wireFormatOf } from './formats.ts';
import { type JsonPlace, JsonText } from './json-text.ts';

export type * from './conversation.ts';

/** What of a stored call its conversation is read from: the path of its row, and its bodies as they are stored. */
export type StoredConversation = Pick<RequestRow, 'path'> & StoredBodies;

export type StoredBodies = Pick<BodyRow, 'request_body' | 'request_encoding' | 'response_body' | 'response_encoding'>;

/** So many entries of all lists of a body are read: more than 8 MiB of a true stream have, and what they come to fits into memory. */
const mostEntries = 200_000;

/** A stream is fed in pieces of this size: looking for its line ends takes time that grows with the piece. Characters. */
const pieceSize = 65_536;

/** How a stream of server-sent events may begin: blank lines, then a field that the specification names, or a comment. */
const streamStart = /^\uFEFF?[\r\n]*(?:data|event|id|retry)?:/;

/** How JSON that can be read begins. */
const jsonStart = /^\uFEFF?\s*[{[]/;

/**
 * The conversation of a stored call in one shape for all wire formats; `undefined` where the path belongs to none.
 *
 * It never throws, and takes time and memory in proportion to the bodies. A body may be cut anywhere, or be something else
 * than it should: then the conversation is what could be read, and `warnings` say what could not. Whether an answer is a
 * stream is told by how it begins.
 */
export function readConversation(call: StoredConversation): Conversation | undefined {
  const format = wireFormatOf(call.path);
  if (!format) return undefined;
  const warnings = new Set<string>();
  const asked = readRequest(format.conversation, bodyText(call.request_body, call.request_encoding), warnings);
  const answered = readAnswer(format.conversation, bodyText(call.response_body, call.response_encoding), warnings);
  return { format: format.name, ...asked, ...answered, warnings: [...warnings] };
}

/**
 * The text of a string within a body: what a `blob` holds, as base64 or as a data URL, or more of an `unknown`.
 *
 * @returns the string's text, any other value's JSON; `undefined` when the body has no such value
 */
export function readReference(bodies: StoredBodies, { body, event, pointer }: BodyReference): string | undefined {
  const text =
    body === 'request'
      ? bodyText(bodies.request_body, bodies.request_encoding)
      : bodyText(bodies.response_body, bodies.response_encoding);
  const json = event === undefined ? text : eventAt(text, event);
  const value = JsonText.read(json ?? '', { body, warnings: new Set() }).at(pointer);
  if (!value.isGiven) return undefined;
  return value.isString ? value.string : value.source;
}

function readRequest(format: ConversationFormat, text: string, warnings: Set<string>): AskedConversation {
  if (text === '') return { system_instructions: [], input: [], tools: [] };
  const body = JsonText.read(text, { body: 'request', warnings, entries: { left: mostEntries } });
  if (!body.isObject) warnings.add('the request is not a JSON object');
  else if (!body.whole) warnings.add('the request is cut');
  return format.request(body);
}

function readAnswer(format: ConversationFormat, text: string, warnings: Set<string>): AnsweredConversation {
  if (text === '') return { output: [], complete: false };
  if (jsonStart.test(text)) {
    const body = JsonText.read(text, { body: 'response', warnings, entries: { left: mostEntries } });
    return body.isList ? readList(format, body) : readObject(format, body);
  }
  if (streamStart.test(text)) return readStream(format, text, warnings);
  warnings.add('the response is neither JSON nor a stream of events');
  return { output: [], complete: false };
}

/** Google streams a list too, whose entries are events, and tells errors as a list of one. */
function readList(format: ConversationFormat, body: JsonText): AnsweredConversation {
  const stream = format.stream();
  const events = [...body.items()].filter((entry) => entry.isObject);
  for (const event of events) if (event.whole) stream.event(event);
  if (events.length === 0) body.place.warnings.add('the response is not a JSON object');
  else if (!body.whole) body.place.warnings.add('the response is cut');
  const answer = stream.end(false);
  const isError = answer.error !== undefined && answer.output.length === 0;
  return { ...answer, complete: body.whole && (answer.complete || isError) };
}

function readObject(format: ConversationFormat, body: JsonText): AnsweredConversation {
  if (!body.whole) body.place.warnings.add('the response is cut');
  const answer = format.json(body);
  // An answer's own fields may have the names that some servers give to their errors.
  const error = readError(body, answer.output.length === 0);
  return error ? { ...answer, error } : answer;
}

function readStream(format: ConversationFormat, text: string, warnings: Set<string>): AnsweredConversation {
  const stream = format.stream();
  const entries = { left: mostEntries };
  let index = 0;
  let done = false;
  let broken = false;
  eachEvent(text, (data) => {
    const place: JsonPlace = { body: 'response', event: index++, warnings, entries };
    if (data === '[DONE]') done = true;
    else {
      const event = JsonText.read(data, place);
      // Half an event may lack what tells where its text belongs.
      broken = !event.isObject || !event.whole;
      if (!broken) stream.event(event);
      else if (event.isObject) warnings.add('the response is cut');
      else warnings.add('an event of the response is not JSON');
      event.forget();
    }
  });
  const answer = stream.end(done);
  return { ...answer, complete: answer.complete && !broken };
}

/** Calls back with the data of each event. A last one without its blank line counts. */
function eachEvent(text: string, onData: (data: string) => void): void {
  const parser = createParser({ onEvent: ({ data }) => onData(data) });
  for (let at = 0; at < text.length; at += pieceSize) parser.feed(text.slice(at, at + pieceSize));
  parser.feed('\n\n');
}

function eventAt(text: string, wanted: number): string | undefined {
  let index = 0;
  let found: string | undefined;
  eachEvent(text, (data) => {
    if (index++ === wanted) found = data;
  });
  return found;
}

/** A body's text. What is stored as base64 is no UTF-8: mostly text that was cut within a character, which is left out. */
function bodyText(body: string, encoding: BodyRow['request_encoding']): string {
  if (encoding === 'utf8') return body;
  try {
    const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes, { stream: true });
  } catch {
    return '';
  }
}
