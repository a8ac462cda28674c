import type { Part } from '../conversation.ts';
import {
  blobPart,
  dataParts,
  fileParts,
  joined,
  mediaParts,
  reasoningPart,
  summaryPart,
  textParts,
  toolCallPart,
  unknownPart,
  written,
} from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';

/** What a stream told of an item that it did not finish. */
export interface ItemDeltas {
  /** Its content so far: texts and refusals. */
  content: readonly Part[];
  /** Its reasoning so far, and the summary of it. */
  reasoning: readonly Part[];
  /** Arguments, input or code so far. */
  input: readonly string[];
}

const noDeltas: ItemDeltas = { content: [], reasoning: [], input: [] };

type ItemReader = (item: JsonText, deltas: ItemDeltas) => Part[];

/** https://developers.openai.com/api/reference/resources/responses/methods/create: the items of `input` and `output`. */
const readers: ReadonlyMap<string, ItemReader> = new Map<string, ItemReader>([
  ['message', message],
  ['', message],
  ['reasoning', reasoning],
  ['function_call', (item, { input }) => [toolCall(item, item.get('name').word, item.get('arguments'), input)]],
  ['custom_tool_call', (item, { input }) => [toolCall(item, item.get('name').word, item.get('input'), input)]],
  [
    'computer_call',
    (item) => [toolCall(item, 'computer', item.get(item.get('actions').isGiven ? 'actions' : 'action'))],
  ],
  ['local_shell_call', (item) => [toolCall(item, 'local_shell', item.get('action'))]],
  ['shell_call', (item) => [toolCall(item, 'shell', item.get('action'))]],
  ['apply_patch_call', (item) => [toolCall(item, 'apply_patch', item.get('operation'))]],
  ['function_call_output', toolOutput],
  ['custom_tool_call_output', toolOutput],
  ['computer_call_output', toolOutput],
  ['local_shell_call_output', toolOutput],
  ['shell_call_output', toolOutput],
  ['apply_patch_call_output', toolOutput],
  ['web_search_call', (item) => serverTool(item, 'web_search', written(item.get('action')), [])],
  ['file_search_call', (item) => serverTool(item, 'file_search', written(item.get('queries')), searchResults(item))],
  ['code_interpreter_call', codeInterpreter],
  ['image_generation_call', imageGeneration],
  ['mcp_call', mcpCall],
  ['compaction', (item) => [{ type: 'compaction', ...(idOf(item) && { id: idOf(item) }) }]],
]);

/** One item; what has no reader stays as it was sent. */
export function readItem(item: JsonText, deltas: ItemDeltas = noDeltas): Part[] {
  return (item.isObject ? readers.get(item.get('type').word)?.(item, deltas) : undefined) ?? [unknownPart(item)];
}

/** Who an item comes from: its own word for it, else the caller's tool or the model. */
export function roleOf(item: JsonText): string {
  const role = item.get('role').word;
  if (role !== '') return role;
  const type = item.get('type').word;
  if (type.endsWith('_call_output')) return 'tool';
  return type === 'reasoning' || type.endsWith('_call') ? 'assistant' : '';
}

/** Content as it is given everywhere: a text, or a list of parts. */
export function readContent(content: JsonText): Part[] {
  if (content.isString) return textParts([content.string]);
  if (content.isList) return [...content.items()].flatMap(contentPart);
  return content.isGiven ? contentPart(content) : [];
}

function message(item: JsonText, deltas: ItemDeltas): Part[] {
  if (deltas.content.length > 0) return [...deltas.content];
  const content = item.get('content');
  // An item with neither type nor content is no message.
  return content.isGiven || item.get('type').isGiven ? readContent(content) : [unknownPart(item)];
}

function contentPart(part: JsonText): Part[] {
  if (part.isString) return textParts([part.string]);
  const type = part.get('type').word;
  switch (type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return textParts([part.get('text').string], [...part.get('annotations').items()]);
    case 'summary_text':
    case 'reasoning_text':
      return [reasoningPart([part.get('text').string])];
    case 'refusal':
      return [{ type: 'refusal', content: part.get('refusal').string.toWellFormed() }];
    case 'input_image':
    case 'computer_screenshot':
      return given(part, [...mediaParts(part.get('image_url'), 'image'), ...fileParts(part.get('file_id'), 'image')]);
    case 'input_file':
      return inputFile(part);
    case 'input_audio':
      return inputAudio(part);
    case 'output_audio':
      return part.get('data').isString
        ? [blobPart(part.get('data'), 'audio', { transcript: part.get('transcript').string })]
        : [unknownPart(part)];
    default:
      return [unknownPart(part)];
  }
}

function inputFile(part: JsonText): Part[] {
  const name = part.get('filename').word;
  const data = part.get('file_data');
  if (data.isString) return dataParts(data, 'document', name);
  const parts = mediaParts(part.get('file_url'), 'document', name);
  return given(part, [...parts, ...fileParts(part.get('file_id'), 'document', name)]);
}

function inputAudio(part: JsonText): Part[] {
  const audio = part.get('input_audio');
  const format = audio.get('format').word;
  if (!audio.get('data').isString) return [unknownPart(part)];
  return [blobPart(audio.get('data'), 'audio', format === '' ? {} : { mimeType: `audio/${format}` })];
}

/** Summaries, and the reasoning itself where the model shows it; one part that says that it is hidden when there is neither. */
function reasoning(item: JsonText, deltas: ItemDeltas): Part[] {
  if (deltas.reasoning.length > 0) return [...deltas.reasoning];
  const shown: Part[] = [
    ...[...item.get('summary').items()].map((part) => summaryPart([part.get('text').string])),
    ...[...item.get('content').items()].map((part) => reasoningPart([part.get('text').string])),
  ];
  return shown.length > 0 ? shown : [reasoningPart([])];
}

function toolCall(item: JsonText, name: string, input: JsonText, deltas: readonly string[] = []): Part {
  const text = written(input);
  return toolCallPart(item.get('call_id').word || idOf(item), name, text === '' ? deltas : [text]);
}

function toolOutput(item: JsonText): Part[] {
  const id = item.get('call_id').word || idOf(item);
  const output = item.get('output');
  const failed = item.get('status').word === 'failed' && { is_error: true as const };
  const isShell = item.get('type').word === 'shell_call_output' && output.isList;
  const response = isShell ? [...output.items()].flatMap(shellOutput) : readContent(output);
  return [{ type: 'tool_call_response', ...(id && { id }), ...failed, response }];
}

function shellOutput(output: JsonText): Part[] {
  return [...textParts([output.get('stdout').string]), ...textParts([output.get('stderr').string])];
}

/** A tool that OpenAI ran, and what came of it, which stand in one item. xAI's items have the input of all tools in `arguments`. */
function serverTool(item: JsonText, name: string, input: string, result: Part[]): Part[] {
  const id = idOf(item) && { id: idOf(item) };
  const type = item.get('type').word;
  const text = (input || written(item.get('arguments'))).toWellFormed();
  const call: Part = {
    type: 'server_tool_call',
    ...id,
    name,
    server_tool_call: { type, ...(text && { arguments: text }) },
  };
  const isError = item.get('status').word === 'failed' || item.get('error').isGiven;
  if (result.length === 0 && !isError) return [call];
  const response = { type, ...(isError && { is_error: true as const }), parts: result };
  return [call, { type: 'server_tool_call_response', ...id, server_tool_call_response: response }];
}

function searchResults(item: JsonText): Part[] {
  return [...item.get('results').items()].flatMap((result) => [
    ...fileParts(result.get('file_id'), 'document', result.get('filename').word),
    ...textParts([result.get('text').string]),
  ]);
}

function codeInterpreter(item: JsonText, { input }: ItemDeltas): Part[] {
  const outputs = [...item.get('outputs').items()].flatMap((output) => {
    const type = output.get('type').word;
    if (type === 'logs') return textParts([output.get('logs').string]);
    return type === 'image' ? mediaParts(output.get('url'), 'image') : [unknownPart(output)];
  });
  return serverTool(item, 'code_interpreter', item.get('code').string || joined(input), outputs);
}

/** The image stands in the answer as base64. */
function imageGeneration(item: JsonText): Part[] {
  const image = item.get('result');
  const format = item.get('output_format').word;
  const mimeType = format === '' ? {} : { mimeType: `image/${format}` };
  const parts = image.string === '' ? errorText(item) : [blobPart(image, 'image', mimeType)];
  return serverTool(item, 'image_generation', item.get('revised_prompt').string, parts);
}

function mcpCall(item: JsonText, { input }: ItemDeltas): Part[] {
  const result = [...textParts([item.get('output').string]), ...errorText(item)];
  return serverTool(item, item.get('name').word, written(item.get('arguments')) || joined(input), result);
}

function errorText(item: JsonText): Part[] {
  const error = item.get('error');
  return textParts([error.string || error.get('message').string]);
}

function idOf(item: JsonText): string {
  return item.get('id').word;
}

/** What a part comes to, or the part itself when that is nothing. */
function given(part: JsonText, parts: Part[]): Part[] {
  return parts.length > 0 ? parts : [unknownPart(part)];
}
