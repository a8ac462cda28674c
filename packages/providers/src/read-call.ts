import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { createParser } from 'eventsource-parser';
import { isEventStream } from './bedrock/event-stream.ts';
import { wireFormatOf } from './formats.ts';
import { type CapturedBody, textOf } from './reading/captured-body.ts';
import { errorPageText } from './reading/error-page.ts';
import { eachEventData } from './reading/event-stream-data.ts';
import { errorCode, errorMessage, parseObject } from './reading/fields.ts';
import { formFields, parseForm } from './reading/form.ts';
import { listEntries } from './reading/json-text.ts';
import { readRequest } from './request-facts.ts';
import {
  type AnswerFacts,
  noFacts,
  noStream,
  type RequestFacts,
  type StreamReader,
  type WireFormat,
} from './wire-format.ts';

/** One call as it was captured. */
export interface CapturedCall {
  method: string;
  /** Without the query. */
  path: string;
  /** The HTTP status; 0 when no answer came. */
  status: number;
  /** Whether the answer came to its end, as far as the one who passed it on can tell. */
  complete: boolean;
  request: CapturedBody;
  response: CapturedBody;
  /** The Content-Type header of the answer, '' when there was none. */
  responseType: string;
  /** The headers of the answer that say what its body leaves out, as `answerHeadersOf` picks them. */
  responseHeaders?: Readonly<Record<string, string>> | undefined;
}

/** All that a call's two bodies say; '' and null for what they do not say. */
export interface CallFacts extends RequestFacts, AnswerFacts {
  /** `provider` when the answer reports tokens. */
  tokensSource: 'provider' | 'unknown';
  /** Why a body that should tell the usage could not be read; '' when it could, or when none was expected. */
  unreadable: string;
}

/** A long stream is decoded in pieces of this size, so that it is never held twice. Bytes. */
const pieceSize = 65_536;

/** How a stream of server-sent events may begin: blank lines, then a field that the specification names, or a comment. */
const streamStart = /^[\r\n]*(?:data|event|id|retry)?:/;

/** After so many events that are no JSON the rest of a stream is not read: each costs far more than one that is JSON. */
const mostBroken = 10_000;

/** More kinds of tools and fees than any answer has. */
const mostKinds = 32;

/** How a JSON list begins. */
const listStart = /^\uFEFF?\s*\[/;

/** Types of answers that are meant to be read. */
const structured = /json|event-stream/i;

/**
 * Cohere's path in OpenAI's format: whether its tokens are those that Cohere bills, or all that its model took, is not documented.
 * https://docs.cohere.com/docs/compatibility-api
 */
const uncertain = /\/compatibility\/v1\/chat\/completions\/?$/;

/**
 * Reads the facts of a call from its bodies, in one pass, linear in their length. It never throws: what cannot be read is
 * unknown, and `unreadable` or `warnings` say why. Bodies may be cut anywhere; then the facts are those told so far.
 */
export function readCall(call: CapturedCall): CallFacts {
  const format = call.method === 'POST' ? wireFormatOf(call.path) : undefined;
  const request = readRequestBody(call, format);
  const { facts: told, unreadable: fault } = readAnswer(call, format);
  const facts = call.responseHeaders && format?.withHeaders ? format.withHeaders(told, call.responseHeaders) : told;
  const unreadable = format?.answersOtherwise && !structured.test(call.responseType) ? '' : fault;
  if (call.status < 400 && facts.error === '' && isZero(facts.usage) && !hasGoneOn(facts)) {
    facts.usage = unknownUsage;
    facts.warnings.push('the provider reports that the answer took no tokens at all');
  }
  if (uncertain.test(call.path)) facts.billedApart = [...facts.billedApart, 'billed_units'];
  return {
    ...facts,
    ...fewKinds(facts),
    ...request,
    tokensSource: isKnown(facts.usage) ? 'provider' : 'unknown',
    unreadable,
  };
}

function readRequestBody({ request, path }: CapturedCall, format: WireFormat | undefined): RequestFacts {
  const { bytes } = request;
  const form = format && parseForm(bytes);
  const fields = form ? formFields(form) : startsJson(bytes) ? parseObject(textOf(request)) : undefined;
  return (format?.request ?? readRequest)(fields ?? {}, path);
}

/** What was billed beside tokens, each kind once. Of too many the rest is one that has no price: the row keeps their names. */
function fewKinds({ extras, billedApart }: AnswerFacts): Pick<AnswerFacts, 'extras' | 'billedApart'> {
  const counted = Object.entries(extras);
  const apart = [...new Set(billedApart)].slice(0, mostKinds);
  return {
    extras: Object.fromEntries(counted.slice(0, mostKinds)),
    billedApart: counted.length > mostKinds ? [...apart, 'others'] : apart,
  };
}

interface Reading {
  facts: AnswerFacts;
  unreadable: string;
}

function readAnswer(
  { status, complete, response, responseType }: CapturedCall,
  format: WireFormat | undefined,
): Reading {
  const failed = status >= 400;
  const { bytes } = response;
  if (bytes.length === 0 || (!format && !failed)) return { facts: noFacts(), unreadable: '' };
  if (startsJson(bytes)) {
    const text = textOf(response);
    if (listStart.test(text)) return readList(format, text, complete);
    const body = parseObject(text);
    if (!body) return { facts: noFacts(), unreadable: format ? 'the response is not a whole JSON object' : '' };
    const facts = format?.json(body) ?? noFacts();
    facts.error = errorMessage(body, failed) || facts.error;
    facts.errorCode = errorCode(body, failed) || facts.errorCode;
    return { facts, unreadable: '' };
  }
  if (format && (responseType.includes('vnd.amazon.eventstream') || isEventStream(bytes))) {
    return readMessages(format, bytes, complete);
  }
  if (
    format &&
    (responseType.includes('text/event-stream') || streamStart.test(decoder.decode(bytes.subarray(0, 16))))
  ) {
    return readStream(format, pieces(bytes), complete);
  }
  const facts = noFacts();
  if (!failed) return { facts, unreadable: 'the response is neither JSON nor a stream of events' };
  facts.error = errorPageText(bytes, responseType);
  return { facts, unreadable: '' };
}

/**
 * The facts of an answer that is a JSON list: Google streams one whose entries are the events of a stream, and it tells an error
 * as a list of one. It may be cut anywhere.
 * https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent
 *
 * @param format undefined for an answer that is known to be an error only
 */
function readList(format: WireFormat | undefined, text: string, complete: boolean): Reading {
  const reader = format?.stream() ?? noStream;
  let error = '';
  let code = '';
  let isRead = false;
  for (const entry of listEntries(text)) {
    const event = parseObject(entry);
    // Nobody streams a list of which some entries are no objects, and millions that are no JSON would take minutes.
    if (!event) break;
    isRead = true;
    error ||= errorMessage(event, false);
    code ||= errorCode(event, false);
    reader.event(event);
  }
  return {
    facts: { ...reader.end(complete), error, errorCode: code },
    unreadable: format && !isRead ? 'the response is not a whole JSON object' : '',
  };
}

/**
 * The facts of a streamed answer, whose bytes may be cut into pieces anywhere, also within a character.
 *
 * @returns what the events up to the last piece have told; a last event without its blank line counts
 */
export function readStream(format: WireFormat, body: Iterable<Uint8Array>, complete: boolean): Reading {
  const events = new Events(format);
  let ended = false;
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data !== '[DONE]') events.add(data, ended);
    },
  });
  const decoder = new TextDecoder();
  for (const piece of body) parser.feed(decoder.decode(piece, { stream: true }));
  ended = true;
  parser.feed(`${decoder.decode()}\n\n`);
  return events.end(complete);
}

/** The facts of an answer that is streamed in Amazon's binary framing. What follows a message that is damaged is not read. */
function readMessages(format: WireFormat, body: Uint8Array, complete: boolean): Reading {
  const events = new Events(format);
  const end = eachEventData(body, (data) => events.add(data, false));
  const reading = events.end(complete && end === 'whole');
  return end === 'damaged'
    ? { ...reading, unreadable: 'a message of the stream does not match its checksum' }
    : reading;
}

/** Reads those of a stream's events that tell something, from their JSON texts. */
class Events {
  readonly #reader: StreamReader;
  #broken = 0;

  constructor(format: WireFormat) {
    this.#reader = format.stream();
  }

  /** @param isRest whether the body ended before the event did: that is a cut, which the call's `finish` tells, and no fault */
  add(data: string, isRest: boolean): void {
    if (this.#broken >= mostBroken || !this.#reader.wants(data)) return;
    const event = parseObject(data);
    if (event) this.#reader.event(event);
    else if (!isRest) this.#broken++;
  }

  end(complete: boolean): Reading {
    const facts = this.#reader.end(complete);
    return { facts, unreadable: this.#broken > 0 && !isKnown(facts.usage) ? 'an event of the stream is not JSON' : '' };
  }
}

function* pieces(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += pieceSize) yield body.subarray(at, at + pieceSize);
}

/** Whether the answer said anything about its tokens. */
function isKnown(usage: Usage): boolean {
  return usage.promptTokens !== null || usage.completionTokens !== null;
}

/**
 * Whether the answer claims to have taken no tokens, neither in nor out: some compatible servers and caches send zeros where
 * they do not count. No model answers to nothing, so it is taken for what it is: not told.
 */
function isZero({ promptTokens, completionTokens }: Usage): boolean {
  return promptTokens === 0 && completionTokens === 0;
}

/**
 * Whether no model answered, but a program went on that one had written, as Anthropic's do until each of the tools that they call has answered.
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/programmatic-tool-calling
 */
function hasGoneOn({ extras, finishReason }: AnswerFacts): boolean {
  return 'container' in extras && finishReason === 'tool_use';
}

/** Whether the first byte that is no white space or byte order mark opens an object or a list. */
function startsJson(body: Uint8Array): boolean {
  const first = body.find((byte) => !skipped.has(byte));
  return first === 0x7b || first === 0x5b;
}

const skipped = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

const decoder = new TextDecoder();
