import { googleGenerateContentConversation } from '../conversations/google-generate-content.ts';
import { googleMethod, readGoogleRequest } from '../google/request.ts';
import { readGoogleUsage } from '../google/usage.ts';
import { errorCode, errorMessage, type Fields, identifier, list, mergeKnown, object, word } from '../reading/fields.ts';
import { type AnswerFacts, noFacts, type StreamReader, type WireFormat, withoutOutput } from '../wire-format.ts';

/**
 * https://ai.google.dev/api/generate-content, and on Vertex AI
 * https://docs.cloud.google.com/gemini-enterprise-agent-platform/reference/rest/v1/GenerateContentResponse
 */
export const googleGenerateContent: WireFormat = {
  name: 'google-generate-content',
  matches: (path) => methods.has(googleMethod(path)),
  request: readGoogleRequest,
  json: readContent,
  stream: () => new ContentStream(false),
  conversation: googleGenerateContentConversation,
};

const methods = new Set(['generateContent', 'streamGenerateContent']);

/** An answer in one object is what a stream of one chunk is. */
function readContent(body: Fields): AnswerFacts {
  const stream = new ContentStream(true);
  stream.event(body);
  return stream.end();
}

/**
 * Each chunk is an answer of its own, with the counts up to there: the last one is the last only when it says why the model
 * stopped.
 */
class ContentStream implements StreamReader {
  readonly #isWhole: boolean;
  readonly #facts = noFacts();
  #usage: Fields = {};
  readonly #searches = new Set<string>();
  /** Where what grounds the answer comes from: `web`, `maps`, … */
  readonly #sources = new Set<string>();
  #hasImages = false;
  /** Pages that the caller named were read: they cost their tokens alone. https://ai.google.dev/gemini-api/docs/url-context */
  #hasPages = false;
  /** A tool of Google's showed itself by what it was given or gave. */
  #hasNamedTool = false;

  /** @param isWhole whether all of the answer comes at once */
  constructor(isWhole: boolean) {
    this.#isWhole = isWhole;
  }

  /** Nearly every chunk tells counts. */
  wants(): boolean {
    return true;
  }

  event(chunk: Fields): void {
    const facts = this.#facts;
    facts.responseId ||= word(chunk.responseId);
    facts.model ||= word(chunk.modelVersion).replace(/^.*\//, '');
    facts.error ||= errorMessage(chunk, false);
    facts.errorCode ||= errorCode(chunk, false);
    // Why a prompt got no candidates.
    facts.finishReason ||= word(object(chunk.promptFeedback).blockReason);
    this.#usage = mergeKnown(this.#usage, object(chunk.usageMetadata));
    for (const candidate of list(chunk.candidates).map(object)) {
      const reason = word(candidate.finishReason);
      if (reason !== '' && (facts.finishReason === '' || (candidate.index ?? 0) === 0)) facts.finishReason = reason;
      const parts = list(object(candidate.content).parts).map(object);
      this.#hasImages ||= parts.some(isImage);
      this.#hasNamedTool ||= parts.some((part) => toolParts.some((name) => part[name] !== undefined));
      this.#hasPages ||= list(object(candidate.urlContextMetadata).urlMetadata).length > 0;
      this.#ground(object(candidate.groundingMetadata));
    }
  }

  end(): AnswerFacts {
    const facts = this.#facts;
    const usage = readGoogleUsage(this.#usage, facts.warnings);
    const webSearches = this.#searches.size || null;
    const ended = this.#isWhole || facts.finishReason !== '';
    facts.usage = { ...(ended ? usage : withoutOutput(usage)), webSearches };
    facts.outputSoFar = ended ? null : usage.completionTokens;
    facts.serviceTier = word(this.#usage.serviceTier) || word(this.#usage.trafficType);
    facts.extras = this.#grounding();
    facts.billedApart = this.#billedApart(usage.completionImageTokens ?? 0);
    return facts;
  }

  /**
   * Models of Gemini 3 and later are billed for each query that is not empty and not a repetition, older ones for a prompt.
   * https://ai.google.dev/gemini-api/docs/google-search
   */
  #ground({ webSearchQueries, imageSearchQueries, groundingChunks }: Fields): void {
    for (const query of [...list(webSearchQueries), ...list(imageSearchQueries)])
      if (typeof query === 'string' && query.trim() !== '') this.#searches.add(query);
    for (const source of list(groundingChunks).map(object))
      for (const kind of Object.keys(source)) this.#addSource(identifier(kind) || 'another');
  }

  #addSource(kind: string): void {
    if (this.#sources.size < mostSources) this.#sources.add(kind);
  }

  /**
   * Sources have a fee each kind, those that searches found one for the searches. A tool that nothing names may have been a search:
   * answers that searched have been seen to tell of its tokens only.
   */
  #grounding(): Record<string, number> {
    const isNamed = this.#hasNamedTool || this.#hasPages || this.#searches.size + this.#sources.size > 0;
    if (!isNamed && this.#usage.toolUsePromptTokenCount) return { 'a tool without a name': 1 };
    const isFound = this.#searches.size > 0 || this.#hasPages;
    const sources = [...this.#sources].filter((kind) => !isFound || !searched.has(kind));
    return Object.fromEntries(sources.map((kind) => [`grounding by ${kind}`, 1]));
  }

  /** Some images cost more than the text that they would be counted as. */
  #billedApart(imageTokens: number): string[] {
    const billed = list(this.#usage.billedToolCalls).length > 0 ? ['billedToolCalls'] : [];
    return this.#hasImages && imageTokens === 0 ? [...billed, 'images'] : billed;
  }
}

/** More kinds of sources than there are. */
const mostSources = 10;

/** Sources whose fee is for the searches, which are counted. */
const searched = new Set(['web', 'image']);

/** Parts in which tools of Google's show themselves. */
const toolParts = ['executableCode', 'codeExecutionResult', 'toolCall', 'toolResponse'];

function isImage(part: Fields): boolean {
  return word(object(part.inlineData).mimeType).startsWith('image/');
}
