import { z } from '@hono/zod-openapi';
import type { Conversation, Message, OutputMessage, Part } from '@tallystick/providers/conversation';

const partSchema = z.custom<Part>().openapi('Part', {
  type: 'object',
  description: 'A part of a message, in the shape of OpenTelemetry’s: what it has besides `type` follows from that.',
  required: ['type'],
  properties: {
    type: {
      type: 'string',
      enum: [
        'text',
        'refusal',
        'reasoning',
        'tool_call',
        'tool_call_response',
        'server_tool_call',
        'server_tool_call_response',
        'blob',
        'uri',
        'file',
        'compaction',
        'unknown',
      ] satisfies Part['type'][],
    },
  },
  additionalProperties: true,
});

const messageSchema = z
  .object({ role: z.string(), name: z.string().exactOptional(), parts: z.array(partSchema) })
  .openapi('Message') satisfies z.ZodType<Message>;

const outputMessageSchema = messageSchema
  .extend({ finish_reason: z.string().exactOptional() })
  .openapi('OutputMessage') satisfies z.ZodType<OutputMessage>;

/** What was said in a call, the same for every wire format (docs/decisions/0204). */
export const conversationSchema = z
  .object({
    format: z.string(),
    system_instructions: z.array(partSchema),
    input: z.array(messageSchema),
    tools: z.array(
      z.object({
        type: z.string(),
        name: z.string(),
        description: z.string().exactOptional(),
        parameters: z.string().exactOptional().describe('as JSON text, as it was sent'),
      }),
    ),
    output: z.array(outputMessageSchema).describe('one message for each choice of the answer'),
    complete: z.boolean().describe('whether the answer came to its end'),
    error: z.object({ type: z.string(), message: z.string() }).exactOptional(),
    warnings: z.array(z.string()),
    previous_response_id: z.string().exactOptional(),
    conversation_id: z.string().exactOptional(),
  })
  .openapi('Conversation') satisfies z.ZodType<Conversation>;
