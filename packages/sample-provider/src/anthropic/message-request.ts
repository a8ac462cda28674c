import * as z from 'zod';
import type { DraftTool } from '../draft.ts';
import { type Content, definitionContent, readContent } from '../prompt.ts';

const cacheControl = z.looseObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).nullish();
const block = z.looseObject({ type: z.string(), cache_control: cacheControl });
const content = z.union([z.string(), z.array(block)]);

/** What `count_tokens` and `messages` both take. */
export const promptSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant']), content })).min(1),
  system: content.optional(),
  tools: z
    .array(z.looseObject({ name: z.string(), input_schema: z.unknown(), cache_control: cacheControl }))
    .optional(),
  tool_choice: z.looseObject({ type: z.enum(['auto', 'any', 'tool', 'none']), name: z.string().optional() }).optional(),
  thinking: z.looseObject({ type: z.string(), budget_tokens: z.int().optional() }).optional(),
  output_config: z
    .looseObject({ format: z.looseObject({ type: z.literal('json_schema'), schema: z.unknown() }).nullish() })
    .optional(),
});

export const messageSchema = promptSchema.extend({
  max_tokens: z.int().min(1),
  stream: z.boolean().optional(),
});

export type PromptRequest = z.infer<typeof promptSchema>;

/** A piece of the prompt, and how long the prefix that ends with it is to be cached. */
export type PromptBlock = Content & { cacheFor: '5m' | '1h' | undefined };

/** The prompt in the order in which it is cached: tools, system, messages. */
export function promptBlocks(request: PromptRequest): PromptBlock[] {
  const tools = (request.tools ?? []).map((tool) => ({
    ...definitionContent({ ...tool, cache_control: undefined }),
    cacheFor: lifetime(tool),
  }));
  const contents = [request.system ?? '', ...request.messages.map((message) => message.content)];
  const rest = contents.flatMap((one) =>
    typeof one === 'string'
      ? [{ text: one, attachments: 0, cacheFor: undefined }]
      : one.map((part) => ({ ...readContent(part), cacheFor: lifetime(part) })),
  );
  return [...tools, ...rest];
}

function lifetime({ cache_control }: { cache_control?: z.infer<typeof cacheControl> }): PromptBlock['cacheFor'] {
  return cache_control ? (cache_control.ttl ?? '5m') : undefined;
}

/** Tools are called unless a tool's result was the last word: the one that is asked for, or the first. */
export function chosenTools(request: PromptRequest): DraftTool[] {
  const last = request.messages.at(-1)?.content;
  const answered = Array.isArray(last) && last.some(({ type }) => type === 'tool_result');
  if (answered || request.tool_choice?.type === 'none') return [];
  const tools = (request.tools ?? []).map(({ name, input_schema: schema }) => ({ name, schema }));
  return (request.tool_choice?.name ? tools.filter(({ name }) => name === request.tool_choice?.name) : tools).slice(
    0,
    1,
  );
}
