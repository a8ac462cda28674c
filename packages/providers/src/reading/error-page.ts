import { errorText } from './fields.ts';

/** How much of an answer is looked at for words: a page says what it is in its beginning. Bytes. */
const beginning = 8_192;

const decoder = new TextDecoder();

const title = /<title[^>]*>\s*([^<\s][^<]*)/i;
const markup = /<(script|style)\b.*?<\/\1>|<!--.*?-->|<[^>]*>?/gis;

/**
 * The words of an error that a proxy, a firewall or a storage service answered in a provider's place: plain text as it is, of
 * an HTML page its title, else the text between the tags of a page or of XML. '' for anything else, such as bytes.
 *
 * @param type the Content-Type header
 */
export function errorPageText(bytes: Uint8Array, type: string): string {
  const text = decoder.decode(bytes.subarray(0, beginning));
  if (/^text\/plain\b/i.test(type)) return errorText(text);
  if (!/\b(html|xml)\b/i.test(type) && !text.trimStart().startsWith('<')) return '';
  const words = title.exec(text)?.[1] ?? text.replace(markup, ' ');
  return errorText(words.replace(/\s+/g, ' ').trim());
}
