import type OpenAI from 'openai';
import type { Draft } from '../draft.ts';
import type { Call, Endpoint } from '../endpoint.ts';
import { newId, now } from '../ids.ts';
import { eventStream, json, type Reply } from '../reply.ts';
import { datedModel } from './models.ts';
import { responseEvents } from './responses-events.ts';
import { readResponses } from './responses-request.ts';
import { responseUsage } from './usage.ts';

/** As it goes over the wire: `output_text` and `access_programs` are made or read by the SDK. */
export type WireResponse = Omit<
  OpenAI.Responses.Response,
  'output_text' | 'access_programs' | 'tools' | 'tool_choice'
> & {
  tools: unknown;
  tool_choice: unknown;
};

/** https://platform.openai.com/docs/api-reference/responses */
export const responses: Endpoint = {
  method: 'POST',
  path: /^\/v1\/responses$/,
  answer: createResponse,
};

function createResponse(call: Call): Reply {
  const { request, drafted, count } = readResponses(call);
  const usage = responseUsage(count, call.behaviour);
  const createdAt = now();
  const response: WireResponse = {
    id: newId('resp_'),
    object: 'response',
    created_at: createdAt,
    status: drafted.cut ? 'incomplete' : 'completed',
    background: false,
    completed_at: drafted.cut ? null : createdAt,
    error: null,
    incomplete_details: drafted.cut ? { reason: 'max_output_tokens' } : null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    model: datedModel(request.model),
    output: outputItems(drafted, usage.output_tokens_details.reasoning_tokens > 0),
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: request.previous_response_id ?? null,
    reasoning: { effort: null, summary: null },
    service_tier: 'default',
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: request.tool_choice ?? 'auto',
    tools: request.tools ?? [],
    top_p: 1,
    usage,
    metadata: request.metadata ?? {},
  };
  if (!request.stream) return json(200, response);
  const events = [...responseEvents(response, drafted)];
  return eventStream(events.map((event) => ({ event: event.type, data: JSON.stringify(event) })));
}

function outputItems(drafted: Draft, reasoned: boolean): OpenAI.Responses.ResponseOutputItem[] {
  const items: OpenAI.Responses.ResponseOutputItem[] = [];
  if (reasoned) items.push({ id: newId('rs_'), type: 'reasoning', summary: [] });
  for (const call of drafted.calls) {
    const { name, arguments: written } = call;
    items.push({
      id: newId('fc_'),
      type: 'function_call',
      status: 'completed',
      arguments: written,
      call_id: newId('call_'),
      name,
    });
  }
  if (drafted.calls.length === 0) {
    items.push({
      id: newId('msg_'),
      type: 'message',
      status: drafted.cut ? 'incomplete' : 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', annotations: [], logprobs: [], text: drafted.text }],
    });
  }
  return items;
}
