import * as z from 'zod';
import { type DraftTool, draft } from '../draft.ts';
import type { Call } from '../endpoint.ts';
import { definitionContent, joinContents, readContent } from '../prompt.ts';
import { readJson } from '../read-json.ts';
import { anyObject } from './chat-request.ts';
import { countCall, reasoningTokens } from './usage.ts';

const responsesRequest = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.looseObject({ type: z.string().optional(), role: z.string().optional() }))]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional(), parameters: z.unknown() })).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string(), name: z.string().optional() })]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
  text: z.looseObject({ format: z.looseObject({ type: z.string(), schema: z.unknown() }).optional() }).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  previous_response_id: z.string().nullish(),
});

type ResponsesRequest = z.infer<typeof responsesRequest>;

/** Reads a responses call and drafts its answer, counted. */
export function readResponses(call: Call) {
  const request = readJson(call, responsesRequest);
  const { input, text } = request;
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  const isInstruction = ({ role }: { role?: string | undefined }) => role === 'system' || role === 'developer';
  const instructions = joinContents([
    readContent(request.instructions),
    ...items.filter(isInstruction).map(readContent),
    definitionContent(request.tools?.length ? request.tools : undefined),
    definitionContent(text?.format?.schema),
  ]);
  const rest = joinContents(items.filter((item) => !isInstruction(item)).map(readContent));
  const question = readContent(items.findLast(({ role }) => role === 'user')).text;
  const answered = typeof input !== 'string' && input.at(-1)?.type === 'function_call_output';
  const drafted = draft({
    question,
    calls: answered ? [] : chosenTools(request),
    schema: text?.format?.type === 'json_object' ? anyObject : text?.format?.schema,
    maxTokens: request.max_output_tokens ?? undefined,
    behaviour: call.behaviour,
  });
  const reasoning = reasoningTokens(request.model, request.reasoning?.effort, drafted.tokens);
  return { request, drafted, count: countCall(instructions, rest, drafted.tokens, reasoning) };
}

/** As for chat completions: the tool that is asked for, or the first; all of them when `parallel_tool_calls` is set. */
function chosenTools(request: ResponsesRequest): DraftTool[] {
  const tools = (request.tools ?? []).flatMap(({ type, name, parameters }) =>
    type === 'function' && name !== undefined ? [{ name, schema: parameters }] : [],
  );
  const choice = request.tool_choice;
  if (choice === 'none') return [];
  if (typeof choice === 'object' && choice?.name) return tools.filter(({ name }) => name === choice.name);
  return request.parallel_tool_calls === true ? tools : tools.slice(0, 1);
}
