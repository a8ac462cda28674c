import type { Part } from '../conversation.ts';
import {
  blobPart,
  mediaParts,
  reasoningPart,
  summaryPart,
  textParts,
  toolCallPart,
  unknownPart,
  written,
} from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';

/** What a stream told of a step after it had begun. */
export interface StepDeltas {
  /** What the model said so far, and the summary of what it thought. */
  parts: readonly Part[];
  /** The arguments of a call so far. */
  input: readonly string[];
  /** The call or the result once more, with what it began without. */
  told: JsonText | undefined;
}

const noDeltas: StepDeltas = { parts: [], input: [], told: undefined };

/** Tools that Google runs, by the beginning of their steps' types. */
const ownTools = [
  ...['code_execution', 'file_search', 'google_maps', 'google_search'],
  ...['mcp_server_tool', 'processing', 'retrieval', 'url_context'],
];

/**
 * A step of an interaction: of the caller, of the model or of a tool.
 * https://ai.google.dev/api/interactions-api
 */
export function readStep(step: JsonText, deltas: StepDeltas = noDeltas): Part[] {
  const type = step.get('type').word;
  if (type === 'user_input' || type === 'model_output') return [...readContents(step.get('content')), ...deltas.parts];
  if (type === 'thought') return thought(step, deltas);
  if (type === 'function_call') return [functionCall(step, deltas)];
  if (type === 'function_result') return [functionResult(step)];
  const fields = deltas.told ?? step;
  const own = ownTools.find((name) => type === `${name}_call` || type === `${name}_result`);
  if (!own) return contentPart(step);
  return [type.endsWith('_call') ? ownCall(step, fields, own) : ownResult(step, fields, type)];
}

/** Who a step comes from: the caller, the caller's tool or the model. */
export function roleOf(step: JsonText): string {
  const type = step.get('type').word;
  if (type === 'function_result') return 'tool';
  return type === 'model_output' || type === 'thought' || /_(?:call|result)$/.test(type) ? 'model' : 'user';
}

/** Content as it is given everywhere: a text, a part or a list of parts. */
export function readContents(content: JsonText): Part[] {
  if (content.isString) return textParts([content.string]);
  if (content.isList) return [...content.items()].flatMap(contentPart);
  return content.isGiven ? contentPart(content) : [];
}

const modalities = ['image', 'audio', 'video', 'document'] as const;

export function contentPart(part: JsonText): Part[] {
  if (part.isString) return textParts([part.string]);
  const type = part.get('type').word;
  if (type === 'text') return textParts([part.get('text').string], [...part.get('annotations').items()]);
  const modality = modalities.find((name) => name === type);
  const data = part.get('data');
  if (modality && data.isString) return [blobPart(data, modality, { mimeType: part.get('mime_type').word })];
  if (modality && part.get('uri').isString) return mediaParts(part.get('uri'), modality);
  return [unknownPart(part)];
}

/** Of what a model thinks, at most a summary is shown. */
function thought(step: JsonText, { parts }: StepDeltas): Part[] {
  const summary = [...step.get('summary').items()].map((part) => part.get('text').string);
  const shown = [...summary.map((text) => summaryPart([text])), ...parts];
  return shown.length > 0 ? shown : [reasoningPart([])];
}

/** A streamed call begins with an empty object in the place of its arguments. */
function functionCall(step: JsonText, deltas: StepDeltas): Part {
  const given = written(step.get('arguments'));
  const whole = deltas !== noDeltas && given === '{}' ? '' : given;
  return toolCallPart(step.get('id').word, step.get('name').word, deltas.input.length > 0 ? deltas.input : [whole]);
}

function functionResult(step: JsonText): Part {
  const id = step.get('call_id').word;
  const name = step.get('name').word;
  return {
    type: 'tool_call_response',
    ...(id && { id }),
    ...(name && { name }),
    ...(step.get('is_error').isTrue && { is_error: true as const }),
    response: resultParts(step.get('result')),
  };
}

function ownCall(step: JsonText, fields: JsonText, own: string): Part {
  const id = step.get('id').word;
  const text = written(fields.get('arguments')).toWellFormed();
  const call = { type: `${own}_call`, ...(text && { arguments: text }) };
  return { type: 'server_tool_call', ...(id && { id }), name: step.get('name').word || own, server_tool_call: call };
}

function ownResult(step: JsonText, fields: JsonText, type: string): Part {
  const id = step.get('call_id').word;
  const failed = fields.get('is_error').isTrue && { is_error: true as const };
  const result = { type, ...failed, parts: resultParts(fields.get('result')) };
  return { type: 'server_tool_call_response', ...(id && { id }), server_tool_call_response: result };
}

/** A text, parts of content, or what else a tool gave, in its own words. */
function resultParts(result: JsonText): Part[] {
  const [first] = result.items();
  return first?.get('type').isString ? readContents(result) : textParts([written(result)]);
}
