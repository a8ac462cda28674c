import type OpenAI from 'openai';
import type { Draft } from '../draft.ts';
import type { WireResponse } from './responses.ts';

type Item = OpenAI.Responses.ResponseOutputItem;

/** One event of a streamed response; every one is numbered. */
export type ResponseEvent = { type: string; sequence_number: number } & Record<string, unknown>;

/**
 * The named events of a streamed response, in the documented order; the last one carries the whole response with its usage.
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */
export function* responseEvents(response: WireResponse, drafted: Draft): Generator<ResponseEvent> {
  let sequence = 0;
  const event = (type: string, fields: Record<string, unknown>): ResponseEvent => ({
    type: `response.${type}`,
    sequence_number: sequence++,
    ...fields,
  });
  const begun = {
    ...response,
    status: 'in_progress',
    completed_at: null,
    incomplete_details: null,
    output: [],
    usage: null,
  };
  yield event('created', { response: begun });
  yield event('in_progress', { response: begun });
  let calls = 0;
  for (const [output_index, item] of response.output.entries()) {
    const at = { item_id: item.id, output_index };
    yield event('output_item.added', { output_index, item: begunItem(item) });
    if (item.type === 'message') {
      const part = item.content[0];
      yield event('content_part.added', { ...at, content_index: 0, part: { ...part, text: '' } });
      for (const delta of drafted.pieces) {
        yield event('output_text.delta', { ...at, content_index: 0, delta, logprobs: [] });
      }
      yield event('output_text.done', { ...at, content_index: 0, text: drafted.text, logprobs: [] });
      yield event('content_part.done', { ...at, content_index: 0, part });
    } else if (item.type === 'function_call') {
      const call = drafted.calls[calls++];
      for (const delta of call?.pieces ?? []) yield event('function_call_arguments.delta', { ...at, delta });
      yield event('function_call_arguments.done', { ...at, name: item.name, arguments: item.arguments });
    }
    yield event('output_item.done', { output_index, item });
  }
  yield event(response.status === 'incomplete' ? 'incomplete' : 'completed', { response });
}

function begunItem(item: Item): unknown {
  if (item.type === 'message') return { ...item, status: 'in_progress', content: [] };
  return item.type === 'function_call' ? { ...item, status: 'in_progress', arguments: '' } : item;
}
