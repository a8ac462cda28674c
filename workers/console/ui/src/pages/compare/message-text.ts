import type { RequestAnswer } from '@tallystick/client';
import type { Message, Part } from '@tallystick/providers/conversation';
import { layoutJson } from '../../components/text/json-layout.ts';

/** A message of either side, as it is compared. */
export interface Said {
  role: string;
  text: string;
}

/** Everything that was said in a call, the answer last, as texts. */
export function everythingSaid({ conversation }: RequestAnswer): Said[] {
  if (!conversation) return [];
  const { system_instructions, input, output } = conversation;
  const instructions = system_instructions.length === 0 ? [] : [{ role: 'system', parts: system_instructions }];
  return [
    ...[...instructions, ...input].map((message) => said(message.role, message)),
    ...output.map((message) => said('answer', message)),
  ];
}

function said(role: string, { parts }: Message): Said {
  return { role, text: parts.map((part) => textOf(part)).join('\n\n') };
}

function textOf(part: Part): string {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.content;
    case 'reasoning':
      return `[reasoning] ${part.redacted ? 'kept by the provider' : part.content}`;
    case 'tool_call':
      return called(part.name, part.arguments);
    case 'server_tool_call':
      return called(part.name, part.server_tool_call.arguments);
    case 'tool_call_response':
      return `[result] ${part.response.map((inner) => textOf(inner)).join('\n')}`;
    case 'server_tool_call_response':
      return `[result] ${part.server_tool_call_response.parts.map((inner) => textOf(inner)).join('\n')}`;
    case 'blob':
      return `[${part.modality}, ${part.mime_type ?? ''} ${part.bytes} bytes]`;
    case 'uri':
      return `[${part.modality}] ${part.uri}`;
    case 'file':
      return `[${part.modality}] file ${part.file_id}`;
    case 'compaction':
      return `[summed up] ${part.content ?? ''}`;
    case 'unknown':
      return part.json;
  }
}

function called(name: string, sent = ''): string {
  return `[call] ${name} ${layoutJson(sent) ?? sent}`;
}
