import { JsonText } from '@tallystick/providers/json-text';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Asks for usage in the body of a completion: the body with `stream_options.include_usage`, every other byte as it was. What is asked already, or
 * is not to be streamed, stays as it is.
 * https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 *
 * @returns undefined where there is nothing to ask, or in words why it cannot be asked
 */
export function askForUsage(body: Uint8Array): Uint8Array<ArrayBuffer> | string | undefined {
  let text: string;
  try {
    text = decoder.decode(body);
    JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return 'the request is not JSON';
  }
  const request = JsonText.read(text, { body: 'request', warnings: new Set() });
  if (!request.isObject) return 'the request is not JSON';
  const options = request.get('stream_options');
  const asked = options.get('include_usage');
  if (!request.get('stream').isTrue || asked.isTrue) return undefined;
  if (!options.isObject && options.isGiven) return 'stream_options is not an object';
  // What an encoder makes is never shared memory.
  return encoder.encode(withQuestion(text, request, options, asked)) as Uint8Array<ArrayBuffer>;
}

function withQuestion(text: string, request: JsonText, options: JsonText, asked: JsonText): string {
  if (isWritten(asked)) return replaced(text, asked, 'true');
  const question = '"include_usage":true';
  if (options.isObject) return withMember(text, options, question);
  if (isWritten(options)) return replaced(text, options, `{${question}}`);
  return withMember(text, request, `"stream_options":{${question}}`);
}

/** Whether a value stands in the text, though it may be null. */
function isWritten({ span: [start, end] }: JsonText): boolean {
  return start < end;
}

function replaced(text: string, { span: [start, end] }: JsonText, value: string): string {
  return text.slice(0, start) + value + text.slice(end);
}

function withMember(text: string, { span: [start] }: JsonText, member: string): string {
  const rest = text.slice(start + 1);
  const comma = /^\s*\}/.test(rest) ? '' : ',';
  return text.slice(0, start + 1) + member + comma + rest;
}
