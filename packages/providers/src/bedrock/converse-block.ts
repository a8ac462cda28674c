import type { Modality, Part, ReasoningPart } from '../conversation.ts';
import {
  blobPart,
  joined,
  mediaParts,
  reasoningPart,
  textParts,
  toolCallPart,
  unknownPart,
  written,
} from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';

type BlockReader = (value: JsonText, block: JsonText) => Part[];

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html: a block by the one field that it has. */
const readers: readonly (readonly [string, BlockReader])[] = [
  ['text', (text) => textParts([text.string])],
  ['reasoningContent', (value) => [readReasoning(value)]],
  ['toolUse', (value) => [toolUse(value, [written(value.get('input'))])]],
  ['toolResult', (value) => [toolResult(value, readContent(value.get('content')))]],
  ['image', (value) => mediaOf(value, 'image')],
  ['document', (value) => mediaOf(value, 'document')],
  ['video', (value) => mediaOf(value, 'video')],
  ['audio', (value) => mediaOf(value, 'audio')],
  [
    'guardContent',
    (value) => [...textParts([value.get('text').get('text').string]), ...mediaOf(value.get('image'), 'image')],
  ],
  ['citationsContent', cited],
  ['searchResult', searchResult],
  ['json', (value) => textParts([written(value)])],
  // Where the prompt may be cached, which says nothing.
  ['cachePoint', () => []],
];

/** A list of blocks: a message's content, instructions, or what a tool answered. */
export function readContent(content: JsonText): Part[] {
  if (!content.isList) return content.isGiven ? [unknownPart(content, '')] : [];
  return [...content.items()].flatMap(readBlock);
}

function readBlock(block: JsonText): Part[] {
  for (const [name, read] of readers) {
    const value = block.get(name);
    if (value.isGiven) return read(value, block);
  }
  return [unknownPart(block, '')];
}

/** What a signature signs is shown; the signature itself says nothing to people. */
function readReasoning(value: JsonText): ReasoningPart {
  return reasoningPart([value.get('reasoningText').get('text').string]);
}

/** @param input in pieces, as the model wrote it */
export function toolUse(value: JsonText, input: readonly string[]): Part {
  const id = value.get('toolUseId').word;
  const name = value.get('name').word;
  const type = value.get('type').word;
  if (type === '') return toolCallPart(id, name, input);
  const text = joined(input);
  const call = { type, ...(text && { arguments: text }) };
  return { type: 'server_tool_call', ...(id && { id }), name, server_tool_call: call };
}

/** What the caller's tool answered, or with a type, Amazon's own. */
export function toolResult(value: JsonText, parts: Part[]): Part {
  const id = value.get('toolUseId').word;
  const type = value.get('type').word;
  const failed = value.get('status').word === 'error' && { is_error: true as const };
  const own = { ...(id && { id }) };
  if (type === '') return { type: 'tool_call_response', ...own, ...failed, response: parts };
  return { type: 'server_tool_call_response', ...own, server_tool_call_response: { type, ...failed, parts } };
}

/** Data, or where they are: in S3, or as text beside the name of a document. */
function mediaOf(value: JsonText, modality: Modality): Part[] {
  if (!value.isGiven) return [];
  const source = value.get('source');
  const name = value.get('name').word;
  const bytes = source.get('bytes');
  if (bytes.isString)
    return [blobPart(bytes, modality, { name, mimeType: mimeTypeOf(value.get('format').word, modality) })];
  const uri = source.get('s3Location').get('uri');
  if (uri.isString) return mediaParts(uri, modality, name);
  const text = source.get('text');
  if (text.isString) return textParts([text.string]);
  return source.get('content').isList ? readContent(source.get('content')) : [unknownPart(value, modality)];
}

/** A format is the second half of a media type; a document's is a file's ending. */
function mimeTypeOf(format: string, modality: Modality): string {
  if (format === '') return '';
  if (modality !== 'document') return `${modality}/${format}`;
  return format === 'pdf' ? 'application/pdf' : '';
}

function cited(value: JsonText): Part[] {
  const texts = [...value.get('content').items()].map((content) => content.get('text').string);
  return textParts(texts, [...value.get('citations').items()]);
}

/** What the caller's own search found, given to be cited. */
function searchResult(value: JsonText): Part[] {
  return [
    ...mediaParts(value.get('source'), 'document', value.get('title').word),
    ...readContent(value.get('content')),
  ];
}
