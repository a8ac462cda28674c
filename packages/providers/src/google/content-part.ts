import type { Message, Part } from '../conversation.ts';
import {
  blobPart,
  mediaParts,
  modalityOf,
  summaryPart,
  textParts,
  toolCallPart,
  unknownPart,
  written,
} from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';

/** A field by its name in JSON or in the protocol buffer: Google takes both. */
export function field(value: JsonText, name: string): JsonText {
  const given = value.get(name);
  return given.isGiven ? given : value.get(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** The entries of what may be repeated: Google takes one alone for a list of one. */
export function entries(value: JsonText): JsonText[] {
  if (value.isList) return [...value.items()];
  return value.isGiven ? [value] : [];
}

/** One of a request's contents. Its role may be left out where there is but one. */
export function contentMessage(content: JsonText): Message {
  return { role: content.get('role').word || 'user', parts: contentParts(content) };
}

export function contentParts(content: JsonText): Part[] {
  if (!content.isObject) return content.isGiven ? [unknownPart(content, '')] : [];
  return entries(content.get('parts')).flatMap(contentPart);
}

type PartReader = (value: JsonText) => Part[];

/** https://ai.google.dev/api/caching#Part: a part by the one field that it has. */
const readers: readonly (readonly [string, PartReader])[] = [
  ['inlineData', inlineData],
  ['fileData', fileData],
  ['functionCall', functionCall],
  ['functionResponse', functionResponse],
  ['executableCode', executableCode],
  ['codeExecutionResult', codeExecutionResult],
  ['toolCall', toolCall],
  ['toolResponse', toolResponse],
];

/** One part of a content. What a signature signs is shown; the signature itself, which may be all of a part, says nothing to people. */
export function contentPart(part: JsonText): Part[] {
  const text = part.get('text');
  if (text.isString) {
    if (!part.get('thought').isTrue) return textParts([text.string]);
    return text.string === '' ? [] : [summaryPart([text.string])];
  }
  for (const [name, read] of readers) {
    const value = field(part, name);
    if (value.isObject) return read(value);
  }
  return isSignature(part) ? [] : [unknownPart(part, '')];
}

function isSignature(part: JsonText): boolean {
  return part.whole && part.keys.length > 0 && part.keys.every((name) => signatureFields.has(name));
}

const signatureFields = new Set(['thoughtSignature', 'thought_signature', 'thought']);

function inlineData(value: JsonText): Part[] {
  const mimeType = field(value, 'mimeType').word;
  return [blobPart(value.get('data'), 'document', { mimeType, name: field(value, 'displayName').word })];
}

function fileData(value: JsonText): Part[] {
  const modality = modalityOf(field(value, 'mimeType').word) ?? 'document';
  return mediaParts(field(value, 'fileUri'), modality, field(value, 'displayName').word);
}

/** Arguments that Vertex AI streams come in pieces, each with its place: they are given in their own words. */
function functionCall(value: JsonText): Part[] {
  const name = value.get('name').word;
  const pieces = field(value, 'partialArgs');
  const partial = pieces.isGiven ? [unknownPart(pieces, 'partialArgs')] : [];
  const text = written(value.get('args'));
  return name === '' && text === '' ? partial : [toolCallPart(value.get('id').word, name, [text]), ...partial];
}

function functionResponse(value: JsonText): Part[] {
  const id = value.get('id').word;
  const name = value.get('name').word;
  const response = value.get('response');
  const failed = response.get('error').isGiven && { is_error: true as const };
  const parts = [...textParts([written(response)]), ...entries(value.get('parts')).flatMap(contentPart)];
  return [{ type: 'tool_call_response', ...(id && { id }), ...(name && { name }), ...failed, response: parts }];
}

/** A call of a tool that Google runs, as it is told where `includeServerSideToolInvocations` asks for it. */
function toolCall(value: JsonText): Part[] {
  const id = value.get('id').word;
  const text = written(value.get('args'));
  const call = { type: 'toolCall', ...(text && { arguments: text.toWellFormed() }) };
  return [{ type: 'server_tool_call', ...(id && { id }), name: field(value, 'toolType').word, server_tool_call: call }];
}

function toolResponse(value: JsonText): Part[] {
  const id = value.get('id').word;
  const result = { type: 'toolResponse', parts: textParts([written(value.get('response'))]) };
  return [{ type: 'server_tool_call_response', ...(id && { id }), server_tool_call_response: result }];
}

function executableCode(value: JsonText): Part[] {
  const id = value.get('id').word;
  const code = value.get('code').string.toWellFormed();
  const call = { type: 'executableCode', ...(code && { arguments: code }) };
  return [{ type: 'server_tool_call', ...(id && { id }), name: 'code_execution', server_tool_call: call }];
}

function codeExecutionResult(value: JsonText): Part[] {
  const id = value.get('id').word;
  const outcome = value.get('outcome').word;
  const failed = outcome !== '' && outcome !== 'OUTCOME_OK' && { is_error: true as const };
  const result = { type: 'codeExecutionResult', ...failed, parts: textParts([value.get('output').string]) };
  return [{ type: 'server_tool_call_response', ...(id && { id }), server_tool_call_response: result }];
}
