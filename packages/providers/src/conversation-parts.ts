import type {
  BlobPart,
  BodyReference,
  Citation,
  ConversationError,
  Modality,
  Part,
  ReasoningPart,
  ToolCallPart,
  ToolDefinition,
  UnknownPart,
} from './conversation.ts';
import type { JsonText } from './reading/json-text.ts';

/** Of a part that is not understood, and may be megabytes of data, so much is shown. Characters. */
const mostUnknown = 16_384;

/** A longer address is data in disguise. Characters. */
const longestUri = 8_192;

/** Joins texts, and replaces what is no valid Unicode: a character's halves may come in two deltas. */
export function joined(texts: readonly string[]): string {
  return texts.join('').toWellFormed();
}

/** Whatever is not understood, in its own words. */
export function unknownPart(value: JsonText, name = value.get('type').word): UnknownPart {
  return { type: 'unknown', name, json: value.source.slice(0, mostUnknown).toWellFormed(), at: reference(value) };
}

/** The texts as one part, none when there is nothing in them. */
export function textParts(texts: readonly string[], citations: readonly JsonText[] = []): Part[] {
  const content = joined(texts);
  if (content === '' && citations.length === 0) return [];
  return [{ type: 'text', content, ...(citations.length > 0 && { citations: citations.map(readCitation) }) }];
}

/** A reasoning that says nothing was hidden by the provider. */
export function reasoningPart(texts: readonly string[]): ReasoningPart {
  const content = joined(texts);
  return content === '' ? { type: 'reasoning', content, redacted: true } : { type: 'reasoning', content };
}

export function summaryPart(texts: readonly string[]): ReasoningPart {
  return { ...reasoningPart(texts), summary: true };
}

/** @param written the arguments as they were written, in pieces */
export function toolCallPart(id: string, name: string, written: readonly string[]): ToolCallPart {
  const text = joined(written);
  return { type: 'tool_call', ...(id && { id }), name, ...(text && { arguments: text }) };
}

/** JSON that stands for itself: a string's text, any other value as it is written, '' for none. */
export function written(value: JsonText): string {
  if (value.isString) return value.string;
  return value.isGiven ? value.source : '';
}

/**
 * @param fields what names and describes the tool
 * @param definition what else defines it: its schema, its grammar, or all that is said of it
 */
export function toolDefinition(type: string, fields: JsonText, definition: JsonText): ToolDefinition {
  const description = fields.get('description').string.toWellFormed();
  return {
    type,
    // A provider's own tool is mostly named by its type alone.
    name: fields.get('name').word || fields.get('server_label').word || fields.get('mcp_server_name').word || type,
    ...(description && { description }),
    // One that is cut may be cut before what tells which part of it is the definition.
    ...(definition.isGiven && definition.whole && { parameters: definition.source.toWellFormed() }),
  };
}

/** An image, a sound or a document behind an address, which may be a data URL and so hold it. */
export function mediaParts(url: JsonText, modality: Modality, name = ''): Part[] {
  if (!url.isString) return url.isGiven ? [unknownPart(url)] : [];
  if (dataUrl.test(beginningOf(url)) || url.source.length > longestUri) return dataParts(url, modality, name);
  if (url.string === '') return [];
  return [{ type: 'uri', modality, ...(name && { name }), uri: url.string.toWellFormed() }];
}

/** Data as a data URL or as base64 alone. */
export function dataParts(data: JsonText, modality: Modality, name = ''): Part[] {
  const [start = '', mimeType = ''] = dataUrl.exec(beginningOf(data)) ?? [];
  return [blobPart(data, modality, { name, mimeType, skipped: start.length })];
}

const dataUrl = /^data:([^;,]*)[^,]*,/i;

/** Enough of a string to hold any media type, so that megabytes of data are not copied to read it. */
function beginningOf(text: JsonText): string {
  return text.source.slice(1, 256).replaceAll('\\/', '/');
}

interface BlobFacts {
  mimeType?: string;
  name?: string;
  transcript?: string;
  /** How many characters of the string stand before the data. */
  skipped?: number;
}

/** Data in base64, of which only where they are and how many is told. */
export function blobPart(data: JsonText, modality: Modality, facts: BlobFacts = {}): BlobPart {
  const { mimeType, name, transcript, skipped = 0 } = facts;
  return {
    type: 'blob',
    modality: modalityOf(mimeType) ?? modality,
    ...(mimeType && { mime_type: mimeType }),
    ...(name && { name }),
    ...(transcript && { transcript }),
    bytes: decodedLength(data.string, skipped),
    at: reference(data),
  };
}

/** A file of a form (`formJson`). Clients that do not know its type call it a stream of bytes. */
export function formFileParts(file: JsonText, modality: Modality): Part[] {
  if (!file.isObject) return [unknownPart(file)];
  const mimeType = file.get('type').word;
  const told = modalityOf(mimeType) ?? 'document';
  const name = file.get('filename').word;
  return [
    {
      type: 'blob',
      modality: told === 'document' ? modality : told,
      ...(mimeType && { mime_type: mimeType }),
      ...(name && { name }),
      bytes: file.get('bytes').number ?? 0,
      at: reference(file),
    },
  ];
}

/** How many bytes a base64 text stands for. Not exact when something else than base64 is in it. */
export function decodedLength(base64: string, skipped = 0): number {
  let end = base64.length;
  while (end > skipped && (base64[end - 1] === '=' || base64[end - 1] === '\n')) end--;
  return Math.floor(((end - skipped) * 3) / 4);
}

/** A file that the provider holds; none without an id. */
export function fileParts(fileId: JsonText, modality: Modality, name = ''): Part[] {
  const id = fileId.word;
  return id === '' ? [] : [{ type: 'file', modality, ...(name && { name }), file_id: id }];
}

/**
 * The error of a body or an event: `error` as an object or as text, and with `flat` also the fields of the object itself, as in
 * OpenAI's Responses stream and in the answers of some compatible servers.
 */
export function readError(body: JsonText, flat: boolean): ConversationError | undefined {
  const error = body.get('error');
  if (error.isString && error.string !== '') return { type: '', message: error.string.toWellFormed() };
  if (error.isObject) return errorOf(error, '');
  const message = flat ? flatMessage(body) : '';
  return message === '' ? undefined : errorOf(body, message);
}

function flatMessage(body: JsonText): string {
  const [fault] = body.get('detail').items();
  const texts = [body.get('message'), body.get('Message'), body.get('detail'), ...(fault ? [fault.get('msg')] : [])];
  return texts.map(({ string }) => string).find((text) => text !== '') ?? '';
}

function errorOf(fields: JsonText, message: string): ConversationError {
  const kind = fields.get('type').word;
  const code = fields.get('code').word || fields.get('status').word;
  const type = kind === '' || kind === 'error' ? code : kind;
  return { type, message: (fields.get('message').string || message).toWellFormed() };
}

/** OpenAI's chat completions, Google's grounding and Cohere's sources wrap a citation once more, by its kind. */
const wrappers = ['url_citation', 'web', 'image', 'maps', 'retrievedContext', 'document'];

/** Where a citation of Converse's says that its source is. */
const locations = ['web', 'documentPage', 'documentChar', 'documentChunk', 'searchResultLocation'];

function readCitation(citation: JsonText): Citation {
  const wrapper = wrappers.find((name) => citation.get(name).isObject) ?? '';
  const fields = wrapper === '' ? citation : citation.get(wrapper);
  const location = citation.get('location');
  const [source] = citation.get('sourceContent').items();
  // A source that was looked up in files says what was found there; of a text that cites, `text` is its own.
  const found = wrapper === '' ? '' : fields.get('text').word;
  const told = {
    uri:
      fields.get('url').word ||
      fields.get('uri').word ||
      fields.get('document_uri').word ||
      location.get('web').get('url').word,
    file_id: fields.get('file_id').word,
    title:
      fields.get('title').word ||
      fields.get('document_title').word ||
      fields.get('filename').word ||
      fields.get('file_name').word ||
      citation.get('id').word,
    cited_text:
      fields.get('cited_text').word || fields.get('snippet').word || found || (source?.get('text').word ?? ''),
  };
  const known = Object.entries(told).filter(([, value]) => value !== '');
  return {
    type: citation.get('type').word || wrapper || (locations.find((name) => location.get(name).isObject) ?? ''),
    ...Object.fromEntries(known),
  };
}

function reference(value: JsonText): BodyReference {
  const { body, event } = value.place;
  return { body, ...(event !== undefined && { event }), pointer: value.pointer };
}

/** What a media type is of; undefined for none. */
export function modalityOf(mimeType = ''): Modality | undefined {
  const kind = mimeType.split('/')[0];
  if (kind === 'image' || kind === 'audio' || kind === 'video') return kind;
  return mimeType === '' ? undefined : 'document';
}
