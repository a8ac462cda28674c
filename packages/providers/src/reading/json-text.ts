/** Where a JSON text stands, for those who want to find a value again. */
export interface JsonPlace {
  body: 'request' | 'response';
  /** The event of a stream that holds the text, counted from 0. */
  event?: number;
  /** What of the text is not shown, and why. */
  warnings: Set<string>;
  /** How many more entries of lists may be read, in this text and in those that share the count; absent for any number. */
  entries?: { left: number };
}

/** Deeper values are not looked into: no wire format comes near, and each level costs a pass over the text below it. */
const deepest = 16;

/** More entries of one list are not read: no conversation comes near, and a list of nothing but brackets would fill memory. */
const mostItems = 10_000;

/**
 * A JSON value as it stands in its text. It is read where it is asked for and nowhere else, so that a value can be given in
 * its writer's own words, a text may be cut anywhere, and memory does not depend on how deep or how wide the text is.
 *
 * It never throws. What is not JSON is absent; a text is believed as far as brackets and quotes go.
 */
export class JsonText {
  /** Whether the text goes on to the value's end. */
  readonly whole: boolean;
  readonly place: JsonPlace;
  readonly #text: string;
  readonly #start: number;
  readonly #end: number;
  readonly #parent: JsonText | undefined;
  readonly #key: string | number;
  readonly #depth: number;
  #members: Map<string, JsonText> | undefined;

  private constructor(text: string, start: number, place: JsonPlace, parent?: JsonText, key: string | number = '') {
    const end = start < text.length ? endOfValue(text, start) : -1;
    this.#text = text;
    this.#start = start;
    this.#end = end < 0 ? text.length : end;
    this.#parent = parent;
    this.#key = key;
    this.#depth = parent ? parent.#depth + 1 : 0;
    this.whole = end >= 0;
    this.place = place;
  }

  /** The value that a text holds. A byte order mark before it is skipped. */
  static read(text: string, place: JsonPlace): JsonText {
    return new JsonText(text, afterSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0), place);
  }

  /** Where the value stands in its text; an absent one stands nowhere, at the text's end. */
  get span(): readonly [start: number, end: number] {
    return [this.#start, this.#end];
  }

  get isObject(): boolean {
    return this.#text[this.#start] === '{';
  }

  get isList(): boolean {
    return this.#text[this.#start] === '[';
  }

  get isString(): boolean {
    return this.#text[this.#start] === '"';
  }

  /** A value other than null. */
  get isGiven(): boolean {
    if (this.isString || this.isObject || this.isList) return true;
    return this.whole && this.#start < this.#end && this.source !== 'null';
  }

  get isTrue(): boolean {
    return this.source === 'true';
  }

  /** The value as it is written, as far as the text goes. */
  get source(): string {
    return this.#text.slice(this.#start, this.#end);
  }

  /** A string's text, as far as it goes; '' for any other value. */
  get string(): string {
    if (!this.isString) return '';
    const written = this.#text.slice(this.#start + 1, this.whole ? this.#end - 1 : this.#end);
    const text = written.includes('\\') ? unescaped(this.whole ? written : withoutHalfEscape(written)) : written;
    // Of a character in two halves, a cut may leave the first.
    return !this.whole && isHighSurrogate(text.charCodeAt(text.length - 1)) ? text.slice(0, -1) : text;
  }

  /** A string that means something only as a whole, such as a type or an id, in valid Unicode; '' for any other value. */
  get word(): string {
    return this.whole ? this.string.toWellFormed() : '';
  }

  /** A number; `undefined` for any other value. */
  get number(): number | undefined {
    const first = this.#text.charCodeAt(this.#start);
    if (!this.whole || (first !== 0x2d && !(first >= 0x30 && first <= 0x39))) return undefined;
    const value = Number(this.source);
    return Number.isFinite(value) ? value : undefined;
  }

  /** The JSON pointer (RFC 6901) of the value within its text. */
  get pointer(): string {
    const tokens: string[] = [];
    for (let at: JsonText = this; at.#parent; at = at.#parent)
      tokens.push(`/${String(at.#key).replaceAll('~', '~0').replaceAll('/', '~1')}`);
    return tokens.reverse().join('');
  }

  /** A member of an object; absent when there is none, or when the value is something else. Of two alike the later. */
  get(key: string): JsonText {
    return this.#readMembers().get(key) ?? this.#absent(key);
  }

  /** The names of an object's members, as far as the text goes; none of any other value. */
  get keys(): string[] {
    return [...this.#readMembers().keys()];
  }

  /**
   * The entries of a list in order, none of any other value. The last one may be cut, and beyond 10,000 none are given, nor beyond
   * those that its place allows for.
   */
  *items(): Generator<JsonText> {
    if (!this.isList || this.#isTooDeep()) return;
    let at = afterSpace(this.#text, this.#start + 1);
    for (let index = 0; at < this.#end && this.#text[at] !== ']'; index++) {
      if (index === mostItems) {
        this.place.warnings.add(`only the first ${mostItems.toLocaleString('en')} entries of a list are shown`);
        return;
      }
      if (this.place.entries && this.place.entries.left-- <= 0) {
        this.place.warnings.add('there are more entries of lists than are shown');
        return;
      }
      const item = new JsonText(this.#text, at, this.place, this, index);
      // Not a value, such as a comma too many.
      if (item.#start === item.#end) return;
      yield item;
      item.forget();
      at = afterSpace(this.#text, item.#end);
      if (this.#text[at] !== ',') return;
      at = afterSpace(this.#text, at + 1);
    }
  }

  /** The value at a JSON pointer (RFC 6901) below this one; absent when there is none. */
  at(pointer: string): JsonText {
    return pointer
      .split('/')
      .slice(1)
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce((value: JsonText, token) => value.#step(token), this);
  }

  /** Lets go of what was read of the value, which is read again when it is asked for. For who keeps a small part of it. */
  forget(): void {
    for (const member of this.#members?.values() ?? []) member.forget();
    this.#members = undefined;
  }

  #step(token: string): JsonText {
    if (!this.isList) return this.get(token);
    for (const item of this.items()) if (String(item.#key) === token) return item;
    return this.#absent(token);
  }

  #isTooDeep(): boolean {
    if (this.#depth < deepest) return false;
    this.place.warnings.add(`what is nested more than ${deepest} levels deep is not shown`);
    return true;
  }

  #absent(key: string): JsonText {
    return new JsonText(this.#text, this.#text.length, this.place, this, key);
  }

  #readMembers(): Map<string, JsonText> {
    if (this.#members) return this.#members;
    const members = new Map<string, JsonText>();
    this.#members = members;
    if (!this.isObject || this.#isTooDeep()) return members;
    const text = this.#text;
    let at = afterSpace(text, this.#start + 1);
    while (text[at] === '"' && members.size < mostItems) {
      const keyEnd = endOfString(text, at);
      if (keyEnd < 0) break;
      const key = unescaped(text.slice(at + 1, keyEnd - 1));
      at = afterSpace(text, keyEnd);
      if (text[at] !== ':') break;
      const member = new JsonText(text, afterSpace(text, at + 1), this.place, this, key);
      members.set(key, member);
      at = afterSpace(text, member.#end);
      if (text[at] !== ',') break;
      at = afterSpace(text, at + 1);
    }
    return members;
  }
}

/**
 * The texts of the entries of a JSON list, one by one, so that a list which is cut gives those before the cut. A value that is no
 * list has none. Takes time in proportion to the text.
 */
export function* listEntries(text: string): Generator<string> {
  let at = afterSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  if (text[at] !== '[') return;
  at = afterSpace(text, at + 1);
  while (at < text.length && text[at] !== ']') {
    const end = endOfValue(text, at);
    // Cut, or not a value, such as a comma too many.
    if (end <= at) return;
    yield text.slice(at, end);
    at = afterSpace(text, end);
    if (text[at] !== ',') return;
    at = afterSpace(text, at + 1);
  }
}

/** Whether a JSON text holds more than so many objects and lists together. Takes time in proportion to the text. */
export function hasMoreContainers(text: string, most: number): boolean {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = endOfString(text, at);
      if (end < 0) return false;
      at = end - 1;
    } else if ((code === 0x7b || code === 0x5b) && ++count > most) return true;
  }
  return false;
}

/** Where the value that starts here ends; −1 when the text ends before it does, or may do. */
function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first === '{' || first === '[') return endOfNested(text, start);
  let at = start;
  while (at < text.length && !isDelimiter(text.charCodeAt(at))) at++;
  if (at < text.length) return at;
  // At the end of the text a number may lack digits; these words are whole.
  return literals.has(text.slice(start, start + 6)) ? at : -1;
}

const literals = new Set(['true', 'false', 'null']);

function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text[before] === '\\') before--;
    if ((at - before) % 2 === 1) return at + 1;
  }
  return -1;
}

function endOfNested(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = endOfString(text, at);
      if (end < 0) return -1;
      at = end - 1;
    } else if (code === 0x7b || code === 0x5b) depth++;
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return at + 1;
  }
  return -1;
}

function isDelimiter(code: number): boolean {
  return isSpace(code) || code === 0x2c || code === 0x5d || code === 0x7d || code === 0x3a || code === 0x22;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** What a string says, from how it is written between its quotes; as it is written when its escapes are none. */
function unescaped(written: string): string {
  if (!written.includes('\\')) return written;
  try {
    const text: unknown = JSON.parse(`"${written}"`);
    return typeof text === 'string' ? text : written;
  } catch {
    return written;
  }
}

/** A string that was cut, without the beginning of an escape at its end. */
function withoutHalfEscape(written: string): string {
  const last = written.lastIndexOf('\\');
  if (last < written.length - 5 || !/^\\(?:u[\da-f]{0,3})?$/i.test(written.slice(last))) return written;
  let before = last - 1;
  while (written[before] === '\\') before--;
  return (last - before) % 2 === 1 ? written.slice(0, last) : written;
}
