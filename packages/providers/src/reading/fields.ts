import { hasMoreContainers } from './json-text.ts';

/** A JSON object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The longest name, id or word taken from a body, and the longest error message. Characters. */
const limits = { word: 256, message: 500 };

/** Enough to see that a provider reports nonsense. */
const mostWarnings = 8;

/** More fields than any usage or message has. */
const mostFields = 100;

/** More tokens than any call has, and the most that the stored columns are meant for. */
const largestCount = 2 ** 31 - 1;

/** A JSON text may be crowded from this length on. Characters. */
const crowdedFrom = 1_048_576;

/** More objects and lists than any request or answer has; millions of empty ones in a few megabytes would fill an isolate's memory. */
const mostContainers = 500_000;

/** How a JSON object begins. What is none is not tried: a throw costs 20 times what reading an event does. */
const objectStart = /^\s*\{/;

/** The object that a JSON text holds, or undefined when it is no JSON, something else than an object, or more than memory is for. */
export function parseObject(json: string): Fields | undefined {
  if (!objectStart.test(json)) return undefined;
  if (json.length > crowdedFrom && hasMoreContainers(json, mostContainers)) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The value as an object; an empty one when it is none, so that reading on is safe. */
export function object(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** The value as a list; an empty one when it is none. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A name, an id, a reason: '' when the value is not text. Never longer than a column should hold, always valid Unicode. */
export function word(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, limits.word).toWellFormed() : '';
}

/** A word that names something to programs, '' for any other text: it cannot quote what people or models wrote. */
export function identifier(value: unknown): string {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : '';
}

/** The provider's word for the kind of its error: `code`, else `type`, else Google's `status`, '' when there is none. */
export function errorCode(body: Fields, flat: boolean): string {
  const { code, type, status } = object(body.error);
  const own = identifier(code) || identifier(type) || identifier(status);
  if (own !== '' || !flat) return own;
  // Amazon's names have their namespace in front.
  return identifier(body.code) || (typeof body.__type === 'string' ? identifier(body.__type.replace(/^.*#/, '')) : '');
}

/**
 * The message of a provider's error, '' when the object holds none. Reads `error.message`, `error` as text and, in the
 * flat errors of OpenAI's Responses stream and of some compatible servers, `message` (also Amazon's `Message`) and `detail`: a text, or
 * the faults of a request, of which the first is taken (https://docs.mistral.ai/api).
 */
export function errorMessage(body: Fields, flat: boolean): string {
  const { error } = body;
  const { message, code, type } = object(error);
  const candidates = flat
    ? [error, message, code, type, body.message, body.Message, body.detail, object(list(body.detail)[0]).msg]
    : [error, message, code, type];
  return errorText(candidates.find((candidate) => typeof candidate === 'string' && candidate !== '') ?? '');
}

/** An error's text in the length that a column should hold. */
export function errorText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, limits.message).trim().toWellFormed() : '';
}

/**
 * Reads the counts of a usage object: null for one that is not given. One that is there but cannot be a count (negative, a
 * fraction, text, more than 2³¹ − 1) is null too, and named in `warnings`, which quote no text.
 */
export function countReader(warnings: string[]): (fields: Fields, name: string) => number | null {
  return (fields, name) => {
    const value = fields[name];
    if (value === undefined || value === null) return null;
    if (isCount(value)) return value;
    const shown = typeof value === 'number' ? String(value) : `a value of type ${typeof value}`;
    if (warnings.length < mostWarnings) warnings.push(`the provider's ${name} is not a count: ${shown}`);
    return null;
  };
}

/** Whether a value can be a number of tokens. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= largestCount;
}

/**
 * The earlier object with what the later one knows better: a field that is null or missing there overrides nothing. Of each at most
 * 100 fields, since a stream may name others in each of a million pieces, and what is known is copied for each.
 */
export function mergeKnown(earlier: Fields, later: Fields): Fields {
  const names = Object.keys(later);
  if (names.length === 0) return earlier;
  const few = names.length <= mostFields && Object.keys(earlier).length <= mostFields;
  if (few && !names.some((name) => later[name] === null)) return { ...earlier, ...later };
  const known = Object.entries(later).filter(([, value]) => value !== null);
  return Object.fromEntries([...Object.entries(earlier).slice(0, mostFields), ...known.slice(0, mostFields)]);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
