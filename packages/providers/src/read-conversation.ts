import type { BodyRow, RequestRow } from '@tallystick/log';
import { createParser } from 'eventsource-parser';
import { isEventStream, type StreamEnd } from './bedrock/event-stream.ts';
import type {
  AnsweredConversation,
  AskedConversation,
  BodyReference,
  Conversation,
  ConversationFormat,
  PlainAnswer,
} from './conversation.ts';
import { decodedLength, readError } from './conversation-parts.ts';
import { wireFormatOf } from './formats.ts';
import { base64Bytes } from './reading/base64.ts';
import { eachEventData } from './reading/event-stream-data.ts';
import { base64, describedForm, type Form, formJson, parseForm } from './reading/form.ts';
import { type JsonPlace, JsonText } from './reading/json-text.ts';

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

/** How it begins where an answer may be something else too: `[Music]` is a transcript. */
const surelyJson = /^\uFEFF?\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[{\]]|$))/;

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
  const asked = readRequest(format.conversation, bodyOf(call, 'request'), warnings);
  const answered = readAnswer(format.conversation, bodyOf(call, 'response'), warnings);
  return { format: format.name, ...asked, ...answered, warnings: [...warnings] };
}

/**
 * The text of a string within a body: what a `blob` holds, as base64 or as a data URL, or more of an `unknown`.
 *
 * @returns the string's text, any other value's JSON; `undefined` when the body has no such value
 */
export function readReference(bodies: StoredBodies, { body, event, pointer }: BodyReference): string | undefined {
  const stored = bodyOf(bodies, body);
  if (pointer === '' && stored.encoding === 'base64') return stored.body;
  const value = JsonText.read(jsonOf(stored, event), { body, warnings: new Set() }).at(pointer);
  if (!value.isGiven) return undefined;
  return value.isString ? value.string : value.source;
}

function jsonOf(stored: StoredBody, event: number | undefined): string {
  if (event !== undefined) return eventAt(messagesOf(stored) ?? eventsOf(bodyText(stored)), event);
  const form = formOf(stored);
  return form ? formJson(form, ({ data }) => base64(data)) : bodyText(stored);
}

function readRequest(format: ConversationFormat, stored: StoredBody, warnings: Set<string>): AskedConversation {
  if (stored.body === '') return { system_instructions: [], input: [], tools: [] };
  const form = formOf(stored);
  const text = form ? describedForm(form) : bodyText(stored);
  const body = JsonText.read(text, { body: 'request', warnings, entries: { left: mostEntries } });
  if (form && !form.whole) warnings.add('the request is cut');
  else if (!body.isObject) warnings.add('the request is not a JSON object');
  else if (!body.whole) warnings.add('the request is cut');
  return format.request(body);
}

function readAnswer(format: ConversationFormat, stored: StoredBody, warnings: Set<string>): AnsweredConversation {
  const messages = messagesOf(stored);
  if (messages) return readStream(format, messages, warnings);
  const text = bodyText(stored);
  if (text === '') return { output: [], complete: false };
  if ((format.plain ? surelyJson : jsonStart).test(text)) {
    const body = JsonText.read(text, { body: 'response', warnings, entries: { left: mostEntries } });
    return body.isList ? readList(format, body) : readObject(format, body);
  }
  if (streamStart.test(text)) return readStream(format, eventsOf(text), warnings);
  const plain = format.plain?.(plainAnswer(stored, text));
  if (plain) return plain;
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

/** Calls back with the data of each event of an answer. */
type EachEvent = (onData: (data: string) => void) => StreamEnd;

function readStream(format: ConversationFormat, eachEvent: EachEvent, warnings: Set<string>): AnsweredConversation {
  const stream = format.stream();
  const entries = { left: mostEntries };
  let index = 0;
  let done = false;
  let broken = false;
  const end = eachEvent((data) => {
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
  if (end === 'cut') warnings.add('the response is cut');
  if (end === 'damaged') warnings.add('the response is damaged: a message does not match its checksum');
  const answer = stream.end(done);
  return { ...answer, complete: answer.complete && !broken && end === 'whole' };
}

/** The server-sent events of a text. A last one without its blank line counts, and what is left of one shows as half of one. */
function eventsOf(text: string): EachEvent {
  return (onData) => {
    const parser = createParser({ onEvent: ({ data }) => onData(data) });
    for (let at = 0; at < text.length; at += pieceSize) parser.feed(text.slice(at, at + pieceSize));
    parser.feed('\n\n');
    return 'whole';
  };
}

/** The events of an answer in Amazon's binary framing, which is stored as base64; `undefined` for any other. */
function messagesOf({ body, encoding }: StoredBody): EachEvent | undefined {
  const bytes = encoding === 'base64' ? base64Bytes(body) : undefined;
  return bytes && isEventStream(bytes) ? (onData) => eachEventData(bytes, onData) : undefined;
}

function eventAt(eachEvent: EachEvent, wanted: number): string {
  let index = 0;
  let found = '';
  eachEvent((data) => {
    if (index++ === wanted) found = data;
  });
  return found;
}

/** How base64 begins that stands for `--`. */
const encodedDashes = 'LS';

interface StoredBody {
  body: string;
  encoding: BodyRow['request_encoding'];
}

function bodyOf(bodies: StoredBodies, which: BodyReference['body']): StoredBody {
  return which === 'request'
    ? { body: bodies.request_body, encoding: bodies.request_encoding }
    : { body: bodies.response_body, encoding: bodies.response_encoding };
}

function plainAnswer({ body, encoding }: StoredBody, text: string): PlainAnswer {
  if (encoding === 'utf8') return { text: text.replace(/^\uFEFF/, '') };
  return { text, data: { bytes: decodedLength(body), at: { body: 'response', pointer: '' } } };
}

/** Bodies of forms are mostly stored as base64, since files are in them. */
function formOf({ body, encoding }: StoredBody): Form | undefined {
  if (encoding === 'base64') return body.startsWith(encodedDashes) ? parseForm(base64Bytes(body)) : undefined;
  return /^\uFEFF?--/.test(body) ? parseForm(new TextEncoder().encode(body)) : undefined;
}

/** A body's text. What is stored as base64 is no UTF-8: mostly text that was cut within a character, which is left out. */
function bodyText({ body, encoding }: StoredBody): string {
  return encoding === 'utf8' ? body : new TextDecoder().decode(base64Bytes(body), { stream: true });
}
