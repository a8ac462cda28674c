import type { Fields } from './fields.ts';

/** A file within a form: told of by its name, its type and its length. */
export interface FormFile {
  filename: string;
  /** Its media type, '' when the form does not tell. */
  type: string;
  data: Uint8Array;
}

/** A body in `multipart/form-data`. */
export interface Form {
  /** What was sent by each name, in order. */
  fields: ReadonlyMap<string, readonly (string | FormFile)[]>;
  /** Whether the form goes on to its end. */
  whole: boolean;
}

/** A boundary is at most 70 characters, and what describes a part is a few lines. Bytes. */
const longest = { boundary: 72, head: 4_096 };

const carriageReturn = 0x0d;
const lineFeed = 0x0a;

const decoder = new TextDecoder();

/**
 * A form, which may hold many megabytes of files: they are stepped over and not copied. Its boundary is taken from its own
 * first line. Of one that is cut, the last file is as long as it came, and a last field is left out, which might be half of one.
 * Takes time in proportion to the bytes.
 * https://www.rfc-editor.org/rfc/rfc7578
 *
 * @returns undefined for a body that is no form
 */
export function parseForm(bytes: Uint8Array): Form | undefined {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (bytes[start] !== 0x2d || bytes[start + 1] !== 0x2d) return undefined;
  const lineEnd = bytes.subarray(start, start + longest.boundary + 2).indexOf(carriageReturn);
  if (lineEnd < 3 || bytes[start + lineEnd + 1] !== lineFeed) return undefined;
  const delimiter = Uint8Array.of(carriageReturn, lineFeed, ...bytes.subarray(start, start + lineEnd));
  const fields = new Map<string, (string | FormFile)[]>();
  let at = start + lineEnd + 2;
  while (at < bytes.length) {
    const found = indexOf(bytes, delimiter, at);
    addPart(fields, bytes.subarray(at, found < 0 ? bytes.length : found), found >= 0);
    if (found < 0) break;
    at = found + delimiter.length;
    if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) return { fields, whole: true };
    at += 2;
  }
  return { fields, whole: false };
}

/** The texts of a form by their names; a list where a name comes again. */
export function formFields({ fields }: Form): Fields {
  const texts: [string, unknown][] = [];
  for (const [name, values] of fields) {
    const given = values.filter((value) => typeof value === 'string');
    if (given.length > 0) texts.push([name, given.length > 1 ? given : given[0]]);
  }
  return Object.fromEntries(texts);
}

/**
 * A form as a JSON object, so that what reads JSON reads forms too. A name that comes again, or ends in `[]`, has a list.
 *
 * @param file what stands for a file
 */
export function formJson({ fields }: Form, file: (file: FormFile) => unknown): string {
  const members = [...fields].map(([name, values]) => {
    const shown = values.map((value) => (typeof value === 'string' ? value : file(value)));
    return [name, shown.length > 1 || name.endsWith('[]') ? shown : shown[0]];
  });
  return JSON.stringify(Object.fromEntries(members));
}

/** The same with what is told of its files in their place. */
export function describedForm(form: Form): string {
  return formJson(form, ({ filename, type, data }) => ({ filename, type, bytes: data.length }));
}

/** So many bytes at a time become characters: a multiple of three, so that the pieces of base64 fit together. */
const pieceSize = 24_576;

export function base64(data: Uint8Array): string {
  let text = '';
  for (let at = 0; at < data.length; at += pieceSize)
    text += btoa(String.fromCharCode(...data.subarray(at, at + pieceSize)));
  return text;
}

function addPart(fields: Map<string, (string | FormFile)[]>, part: Uint8Array, whole: boolean): void {
  const head = headOf(part);
  const name = /\bname="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) return;
  const data = part.subarray(head.length);
  const filename = /\bfilename="([^"]*)"/i.exec(head)?.[1];
  const type = /^content-type:[ \t]*([^\r\n;]*)/im.exec(head)?.[1]?.trim() ?? '';
  const values = fields.get(decoded(name)) ?? [];
  if (filename !== undefined) values.push({ filename: decoded(filename), type, data });
  else if (whole) values.push(decoder.decode(data));
  if (values.length > 0) fields.set(decoded(name), values);
}

/** What describes a part, to the empty line that ends it: a character for each byte. '' when it does not end. */
function headOf(part: Uint8Array): string {
  const text = String.fromCharCode(...part.subarray(0, longest.head));
  const end = text.indexOf('\r\n\r\n');
  return end < 0 ? '' : text.slice(0, end + 4);
}

/** The UTF-8 text of characters that are bytes. */
function decoded(characters: string): string {
  return decoder.decode(Uint8Array.from(characters, (character) => character.charCodeAt(0)));
}

/**
 * Where the delimiter comes next; −1 when it does not. Only the byte where it would end is looked at, and it tells how far the next place
 * can be (Horspool's search): most of a file is not looked at.
 */
function indexOf(bytes: Uint8Array, delimiter: Uint8Array, from: number): number {
  const { length } = delimiter;
  const steps = new Uint8Array(256).fill(length);
  for (let index = 0; index < length - 1; index++) steps[delimiter[index] ?? 0] = length - 1 - index;
  const ending = delimiter[length - 1];
  for (let end = from + length - 1; end < bytes.length; end += steps[bytes[end] ?? 0] ?? 1) {
    const start = end - length + 1;
    // It begins with a byte that does not come again in it, so no byte is compared often.
    if (bytes[end] === ending && delimiter.every((byte, index) => bytes[start + index] === byte)) return start;
  }
  return -1;
}
