import { JsonText } from '@tallystick/providers/json-text';
import { joined } from '../captured.ts';

/** A longer line passes as it is: no provider tells usage in one, and memory must not grow with it. Bytes. */
const longestLine = 1_048_576;

/** An event has no more lines than this before its data: its type, its id, when to come again. */
const mostHeld = 8;

const lineFeed = 0x0a;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Takes out of a stream of completions what is only in it because usage was asked for: the event that tells it, which has no choices, and `"usage":null` in
 * the events before. Every other byte passes, whole lines as soon as they are there.
 * https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events
 */
export class UsageFilter {
  /** The beginning of a line. */
  #line: Uint8Array[] = [];
  #length = 0;
  /** Lines of an event whose data have not come. */
  #held: Uint8Array[] = [];
  /** Within an event that is taken out, up to the blank line that ends it. */
  #isDropping = false;
  /** Within a line that is too long to be looked at. */
  #isPassing = false;

  /** @returns what can be passed on, in order */
  push(chunk: Uint8Array): Uint8Array[] {
    const passed: Uint8Array[] = [];
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      this.#add(chunk.subarray(from, end + 1));
      this.#endLine(passed);
      from = end + 1;
    }
    if (from < chunk.length) this.#add(chunk.slice(from));
    if (this.#isPassing || this.#length > longestLine) {
      this.#isPassing = true;
      passed.push(...this.#held.splice(0));
      if (this.#length > 0) passed.push(this.#takeLine());
    }
    return passed;
  }

  /** @returns the rest, once the stream has ended or broken off */
  end(): Uint8Array[] {
    const passed: Uint8Array[] = [];
    if (this.#length > 0) this.#endLine(passed);
    return [...passed, ...this.#held.splice(0)];
  }

  #add(piece: Uint8Array): void {
    this.#line.push(piece);
    this.#length += piece.length;
  }

  #takeLine(): Uint8Array {
    const line = joined({ parts: this.#line, captured: this.#length });
    this.#line = [];
    this.#length = 0;
    return line;
  }

  #endLine(passed: Uint8Array[]): void {
    const line = this.#takeLine();
    if (this.#isPassing) {
      this.#isPassing = false;
      passed.push(line);
    } else if (this.#isDropping) {
      this.#isDropping = !isBlank(line);
    } else if (isData(line)) {
      const data = withoutUsage(line);
      this.#isDropping = data === undefined;
      const held = this.#held.splice(0);
      if (data) passed.push(...held, data);
    } else if (isBlank(line) || isComment(line)) {
      passed.push(...this.#held.splice(0), line);
    } else {
      this.#held.push(line);
      if (this.#held.length > mostHeld) passed.push(...this.#held.splice(0));
    }
  }
}

/** What the data of an event are without what was only told because it was asked for; undefined where that is all of it. */
function withoutUsage(line: Uint8Array): Uint8Array | undefined {
  const text = textOf(line);
  if (!telling.test(text)) return line;
  const data = text.slice(dataField.length);
  const chunk = JsonText.read(data, { body: 'response', warnings: new Set() });
  const usage = chunk.get('usage');
  const isTelling = isEmptyList(chunk.get('choices')) && (usage.isObject || !chunk.whole);
  if (isTelling) return undefined;
  if (!chunk.whole || usage.source !== 'null') return line;
  return encoder.encode(dataField + withoutMember(data, usage));
}

const dataField = 'data:';

/** What a chunk holds that tells usage, or might have come to. */
const telling = /"usage"|"choices"\s*:\s*\[\s*\]/;

function isEmptyList(value: JsonText): boolean {
  return value.isList && value.whole && value.items().next().done === true;
}

/** A member's text taken out of the object around it, with the one comma that it takes. */
function withoutMember(text: string, { span: [start, end] }: JsonText): string {
  const before = /(,?)\s*"usage"\s*:\s*$/.exec(text.slice(0, start));
  if (!before) return text;
  const [key, comma] = before;
  const rest = text.slice(end);
  if (comma !== '') return text.slice(0, before.index) + rest;
  return text.slice(0, before.index + key.indexOf('"')) + rest.replace(/^\s*,\s*/, '');
}

/** '' for bytes that are not UTF-8, which pass as they are. */
function textOf(line: Uint8Array): string {
  try {
    return decoder.decode(line);
  } catch {
    return '';
  }
}

function isData(line: Uint8Array): boolean {
  return [...dataField].every((character, at) => line[at] === character.charCodeAt(0));
}

function isComment(line: Uint8Array): boolean {
  return line[0] === 0x3a;
}

/** An event ends with a line that has an end and nothing else. */
function isBlank(line: Uint8Array): boolean {
  return line[0] === lineFeed || (line[0] === 0x0d && line[1] === lineFeed);
}
