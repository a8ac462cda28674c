import { eachMessage, type StreamEnd, type StreamMessage } from '../bedrock/event-stream.ts';
import { base64Bytes } from './base64.ts';
import { parseObject } from './fields.ts';

const decoder = new TextDecoder();

/**
 * Calls back with the JSON text of each event of a body in Amazon's binary framing, as the data of server-sent events would hold it:
 *
 * - an event is an object with one member, named by its type: `{"messageStop":{"stopReason":"end_turn"}}`, as in Amazon's SDKs;
 * - a `chunk` is the model's own event, which it holds in base64;
 * - what broke the stream off is an `error`, with its kind as `type`.
 *
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html,
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html
 */
export function eachEventData(bytes: Uint8Array, onData: (data: string) => void): StreamEnd {
  return eachMessage(bytes, (message) => onData(dataOf(message)));
}

function dataOf({ headers, payload }: StreamMessage): string {
  const text = decoder.decode(payload);
  const kind = headers.get(':message-type');
  if (kind === 'exception') return error(headers.get(':exception-type'), parseObject(text)?.message);
  if (kind === 'error') return error(headers.get(':error-code'), headers.get(':error-message'));
  const type = headers.get(':event-type') ?? '';
  if (type !== 'chunk') return `{${JSON.stringify(type)}:${text}}`;
  const { bytes } = parseObject(text) ?? {};
  return typeof bytes === 'string' ? decoder.decode(base64Bytes(bytes)) : '';
}

function error(type: unknown, message: unknown): string {
  return JSON.stringify({ error: { type, message } });
}
