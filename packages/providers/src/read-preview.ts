import type { ConversationFormat } from './conversation.ts';
import { wireFormatOf } from './formats.ts';
import { describedForm, type Form, parseForm } from './reading/form.ts';
import { JsonText } from './reading/json-text.ts';

/** A request's body, or its two ends where it is long. */
export interface BodyEnds {
  /** All of it, or its beginning. */
  head: string;
  /** Its end, '' when `head` is all of it. */
  tail: string;
}

/** Characters. */
const longest = 160;

/** How clients begin a message of the user, also within a text that is cut before it. */
const userMessage = /\{\s*"role"\s*:\s*"user"/;

/**
 * What the user said last in a request, or what was embedded, in one line of up to 160 characters; the request's first characters where nobody reads
 * its format. Of a long request what its ends hold. It never throws, and takes time in proportion to them.
 *
 * @returns undefined when there is no text
 */
export function readPreview(path: string, { head, tail }: BodyEnds): string | undefined {
  const format = wireFormatOf(path)?.conversation;
  // What lies between the ends is mostly a file.
  const form = head.startsWith('--') ? parseForm(new TextEncoder().encode(head + tail)) : undefined;
  if (form) return line((format && lastSaid(format, describedForm(form), '')) ?? fieldsOf(form));
  return line((format && lastSaid(format, head, tail)) ?? head);
}

/** A form by its fields, with its files' names. */
function fieldsOf({ fields }: Form): string {
  const values = [...fields].flatMap(([name, values]) => values.map((value) => [name, value] as const));
  return values
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value.slice(0, longest) : value.filename}`)
    .join(', ');
}

function lastSaid(format: ConversationFormat, head: string, tail: string): string | undefined {
  const from = tail.search(userMessage);
  const cut = from < 0 ? [] : ['messages', 'input', 'contents'].map((list) => `{"${list}":[${tail.slice(from)}`);
  for (const text of [...cut, head]) {
    const { input } = format.request(JsonText.read(text, { body: 'request', warnings: new Set() }));
    const said = input
      .filter(({ role }) => role === 'user')
      .map(({ parts }) => parts.map((part) => (part.type === 'text' ? part.content : '')).join(' '))
      .findLast((one) => one.trim() !== '');
    if (said !== undefined) return said;
  }
  return undefined;
}

function line(text: string): string | undefined {
  // So much of it that spaces which are left out do not make it short.
  const plain = text
    .slice(0, 20 * longest)
    .replace(/\s+/g, ' ')
    .trim();
  if (plain === '') return undefined;
  return plain.length > longest ? `${plain.slice(0, longest).toWellFormed()}…` : plain.toWellFormed();
}
