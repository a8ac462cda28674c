import * as z from 'zod';
import { type DraftTool, draft } from '../draft.ts';
import type { Call } from '../endpoint.ts';
import { definitionContent, joinContents, readContent } from '../prompt.ts';
import { readJson } from '../read-json.ts';
import { countCall, reasoningTokens } from './usage.ts';

const tool = z.looseObject({ function: z.looseObject({ name: z.string(), parameters: z.unknown() }).optional() });

const chatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  n: z.int().min(1).max(128).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  reasoning_effort: z.string().nullish(),
  service_tier: z.enum(['auto', 'default', 'flex', 'scale', 'priority']).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: z
    .union([z.string(), z.looseObject({ function: z.looseObject({ name: z.string() }).optional() })])
    .nullish(),
  response_format: z
    .looseObject({ type: z.string(), json_schema: z.looseObject({ schema: z.unknown() }).optional() })
    .nullish(),
});

/** Reads a chat completions call and drafts its answers, counted. */
export function readChat(call: Call) {
  const request = readJson(call, chatRequest);
  const { messages, response_format: format } = request;
  const isInstruction = ({ role }: { role: string }) => role === 'system' || role === 'developer';
  const instructions = joinContents([
    ...messages.filter(isInstruction).map(readContent),
    definitionContent(request.tools),
    definitionContent(format?.json_schema),
  ]);
  const rest = joinContents(messages.filter((message) => !isInstruction(message)).map(readContent));
  const question = readContent(messages.findLast(({ role }) => role === 'user')).text;
  const schema = format?.type === 'json_object' ? anyObject : format?.json_schema?.schema;
  const drafts = Array.from({ length: request.n ?? 1 }, (_, index) =>
    draft({
      question,
      calls: messages.at(-1)?.role === 'tool' ? [] : chosenTools(request),
      schema,
      maxTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
      behaviour: call.behaviour,
      index,
    }),
  );
  const visible = drafts.reduce((sum, { tokens }) => sum + tokens, 0);
  const count = countCall(
    instructions,
    rest,
    visible,
    reasoningTokens(request.model, request.reasoning_effort, visible),
  );
  return { request, drafts, count };
}

/** What `json_object` without a schema is answered with. */
export const anyObject = { type: 'object', properties: { answer: { type: 'string' } } };

/**
 * Tools are called when there are any and the last word is not a tool's: the one that is asked for, or the first; all of
 * them when `parallel_tool_calls` is set.
 */
function chosenTools(request: z.infer<typeof chatRequest>): DraftTool[] {
  const choice = request.tool_choice;
  const tools = (request.tools ?? []).flatMap(({ function: f }) => (f ? [{ name: f.name, schema: f.parameters }] : []));
  if (choice === 'none') return [];
  if (typeof choice === 'object' && choice?.function) {
    const { name } = choice.function;
    return tools.filter((one) => one.name === name);
  }
  return request.parallel_tool_calls === true ? tools : tools.slice(0, 1);
}
