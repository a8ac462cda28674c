import type { Part } from '../conversation.ts';
import {
  blobPart,
  fileParts,
  joined,
  mediaParts,
  reasoningPart,
  textParts,
  toolCallPart,
  unknownPart,
  written,
} from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';

/** What a stream added to a block after its start. */
export interface BlockDeltas {
  text: string[];
  thinking: string[];
  input: string[];
  summary: string[];
  citations: JsonText[];
  /** Whether nothing more is to come. */
  ended: boolean;
}

export function noDeltas(ended: boolean): BlockDeltas {
  return { text: [], thinking: [], input: [], summary: [], citations: [], ended };
}

type BlockReader = (block: JsonText, deltas: BlockDeltas) => Part[];

/** https://platform.claude.com/docs/en/api/messages: the blocks of a message's content, in a request and in an answer. */
const readers: ReadonlyMap<string, BlockReader> = new Map<string, BlockReader>([
  ['text', textBlock],
  ['thinking', (block, { thinking }) => [reasoningPart([block.get('thinking').string, ...thinking])]],
  ['redacted_thinking', () => [reasoningPart([])]],
  ['image', (block) => sourceParts(block, 'image')],
  ['document', (block) => sourceParts(block, 'document')],
  ['search_result', searchResult],
  ['tool_use', toolUse],
  ['server_tool_use', serverToolUse],
  ['mcp_tool_use', serverToolUse],
  ['tool_result', toolResult],
  ['container_upload', (block) => fileParts(block.get('file_id'), 'document')],
  ['compaction', compaction],
]);

/** One block; what has no reader stays as it was sent. */
export function readBlock(block: JsonText, deltas: BlockDeltas = noDeltas(true)): Part[] {
  const type = block.get('type').word;
  const read = readers.get(type) ?? (type.endsWith('_tool_result') ? serverToolResult : undefined);
  return read?.(block, deltas) ?? [unknownPart(block)];
}

/** Content as it is given everywhere: a text, or a list of blocks. */
export function readBlocks(content: JsonText): Part[] {
  if (content.isString) return textParts([content.string]);
  if (content.isList) return [...content.items()].flatMap((block) => readBlock(block));
  return content.isGiven ? [unknownPart(content)] : [];
}

function textBlock(block: JsonText, { text, citations }: BlockDeltas): Part[] {
  return textParts([block.get('text').string, ...text], [...block.get('citations').items(), ...citations]);
}

/** An image or a document, from wherever it comes. */
function sourceParts(block: JsonText, modality: 'image' | 'document'): Part[] {
  const source = block.get('source');
  const name = block.get('title').word;
  const mimeType = source.get('media_type').word;
  const type = source.get('type').word;
  if (type === 'base64') return [blobPart(source.get('data'), modality, { name, mimeType })];
  if (type === 'url') return mediaParts(source.get('url'), modality, name);
  if (type === 'file') return fileParts(source.get('file_id'), modality, name);
  if (type === 'text') return textParts([source.get('data').string]);
  return type === 'content' ? readBlocks(source.get('content')) : [unknownPart(block)];
}

/** What the caller's own search found, given to be cited. */
function searchResult(block: JsonText): Part[] {
  return [...mediaParts(block.get('source'), 'document', block.get('title').word), ...readBlocks(block.get('content'))];
}

function toolUse(block: JsonText, deltas: BlockDeltas): Part[] {
  return [toolCallPart(block.get('id').word, block.get('name').word, input(block, deltas))];
}

/** The input as it streamed. The start of a streamed block has an empty one in its place, which is the input if nothing comes. */
function input(block: JsonText, { input, ended }: BlockDeltas): string[] {
  if (input.some((text) => text !== '')) return input;
  const text = written(block.get('input'));
  return ended || !/^\{\s*\}$/.test(text) ? [text] : [];
}

function serverToolUse(block: JsonText, deltas: BlockDeltas): Part[] {
  const id = block.get('id').word;
  const text = joined(input(block, deltas));
  const call = { type: block.get('type').word, ...(text && { arguments: text }) };
  return [{ type: 'server_tool_call', ...(id && { id }), name: block.get('name').word, server_tool_call: call }];
}

function toolResult(block: JsonText): Part[] {
  const id = block.get('tool_use_id').word;
  const failed = block.get('is_error').isTrue && { is_error: true as const };
  return [{ type: 'tool_call_response', ...(id && { id }), ...failed, response: readBlocks(block.get('content')) }];
}

function serverToolResult(block: JsonText): Part[] {
  const id = block.get('tool_use_id').word;
  const type = block.get('type').word;
  const content = block.get('content');
  const isError = block.get('is_error').isTrue || content.get('type').word.endsWith('_error');
  const parts = content.isObject ? serverResult(content) : serverResults(content);
  const response = { type, ...(isError && { is_error: true as const }), parts };
  return [{ type: 'server_tool_call_response', ...(id && { id }), server_tool_call_response: response }];
}

function serverResults(content: JsonText): Part[] {
  return content.isList ? [...content.items()].flatMap(serverResult) : readBlocks(content);
}

/**
 * What one of Anthropic's tools found or did: pages, what a program printed, files, or an error's code. What is encrypted for
 * the model's later use is left out.
 */
function serverResult(result: JsonText): Part[] {
  const type = result.get('type').word;
  if (type.endsWith('_error'))
    return textParts([result.get('error_message').string || result.get('error_code').string]);
  if (type === 'advisor_result') return textParts([result.get('text').string]);
  if (type === 'advisor_redacted_result') return [];
  if (type === 'web_search_result') return mediaParts(result.get('url'), 'document', result.get('title').word);
  if (type === 'web_fetch_result')
    return [...mediaParts(result.get('url'), 'document'), ...readBlock(result.get('content'))];
  if (type === 'code_execution_result' || type === 'bash_code_execution_result') {
    return [
      ...textParts([result.get('stdout').string]),
      ...textParts([result.get('stderr').string]),
      ...[...result.get('content').items()].flatMap((file) => fileParts(file.get('file_id'), 'document')),
    ];
  }
  return readBlock(result);
}

function compaction(block: JsonText, { summary }: BlockDeltas): Part[] {
  const content = joined([block.get('content').string, ...summary]);
  return [{ type: 'compaction', ...(content && { content }) }];
}
